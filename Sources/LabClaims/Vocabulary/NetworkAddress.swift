import Glibc

/// An IPv4 or IPv6 address as bytes, so that spellings of one address are equal.
package struct NetworkAddress: Hashable, Sendable {
  /// In network order: 4 or 16.
  package let bytes: [UInt8]

  /// Reads `10.0.0.1` and `fe80::1` as inet_pton(3) does; nil for anything else.
  package init?(_ text: String) {
    guard !text.utf8.contains(0) else { return nil }
    let isIPv6 = text.contains(":")
    var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
    guard inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &bytes) == 1 else { return nil }
    self.bytes = bytes
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// AF_INET 2 or AF_INET6 10.
  package var family: UInt8 { bytes.count == 4 ? 2 : 10 }

  /// 32 or 128.
  package var bitCount: Int { bytes.count * 8 }

  /// As inet_ntop(3) writes it.
  package var text: String {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(Int32(family), bytes, &buffer, socklen_t(buffer.count)) != nil else {
      return ""
    }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The address with all bits behind the first `length` cleared.
  package func masked(to length: Int) -> NetworkAddress {
    let masked = bytes.enumerated().map { index, byte in
      let kept = min(8, max(0, length - index * 8))
      return byte & ~UInt8(truncatingIfNeeded: 0xff >> kept)
    }
    return NetworkAddress(bytes: masked)
  }
}
