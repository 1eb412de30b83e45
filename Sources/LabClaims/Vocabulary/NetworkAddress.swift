import Glibc

/// An IPv4 or IPv6 address with or without a prefix length.
struct NetworkAddress: Hashable, Sendable {
  /// In network order: 4 or 16 bytes.
  let bytes: [UInt8]
  let length: Int?

  /// Reads `10.0.0.1`, `10.0.0.0/24`, `fe80::1/64` as inet_pton(3) does; nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let bytes = Self.bytes(of: String(parts[0])) else { return nil }
    self.bytes = bytes
    guard parts.count == 2 else {
      length = nil
      return
    }
    guard ClaimReader.isDigits(String(parts[1])), let length = Int(parts[1]),
      length <= bytes.count * 8
    else { return nil }
    self.length = length
  }

  /// AF_INET 2 or AF_INET6 10.
  var family: UInt8 { bytes.count == 4 ? 2 : 10 }

  /// As inet_ntop(3) writes it, with `/LENGTH` where one was given.
  var text: String { Self.text(of: bytes) + (length.map { "/\($0)" } ?? "") }

  /// As the kernel names the route: `default`, or the prefix with its length, a single address too.
  var prefix: String {
    let length = length ?? bytes.count * 8
    return length == 0 ? "default" : Self.text(of: masked) + "/\(length)"
  }

  /// Whether a bit behind the length is set, which the kernel refuses in a route.
  var hasHostBits: Bool { masked != bytes }

  private var masked: [UInt8] {
    let length = length ?? bytes.count * 8
    return bytes.enumerated().map { index, byte in
      let bits = min(8, max(0, length - index * 8))
      return byte & ~UInt8(truncatingIfNeeded: 0xff >> bits)
    }
  }

  private static func bytes(of text: String) -> [UInt8]? {
    guard !text.utf8.contains(0) else { return nil }
    var four = [UInt8](repeating: 0, count: 4)
    if inet_pton(AF_INET, text, &four) == 1 { return four }
    var sixteen = [UInt8](repeating: 0, count: 16)
    return inet_pton(AF_INET6, text, &sixteen) == 1 ? sixteen : nil
  }

  private static func text(of bytes: [UInt8]) -> String {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = bytes.count == 4 ? AF_INET : AF_INET6
    guard inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
