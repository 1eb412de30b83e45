import Glibc

/// An IPv4 or IPv6 address as bytes, so that spellings of one address are equal.
struct NetworkAddress: Sendable, Hashable {
  /// 4 or 16 bytes in network order.
  let bytes: [UInt8]

  /// Reads what inet_pton(3) reads; a zone (`%eth0`) is passed over.
  init?(_ text: some StringProtocol) {
    let address = String(text.prefix { $0 != "%" })
    let isIPv6 = address.contains(":")
    var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
    guard inet_pton(isIPv6 ? AF_INET6 : AF_INET, address, &bytes) == 1 else { return nil }
    self.bytes = bytes
  }

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// AF_INET 2 or AF_INET6 10.
  var family: UInt8 { bytes.count == 4 ? 2 : 10 }

  var bitCount: Int { bytes.count * 8 }

  /// The address with all bits after the first `length` cleared.
  func masked(to length: Int) -> NetworkAddress {
    let masked = bytes.enumerated().map { index, byte in
      let kept = min(max(length - index * 8, 0), 8)
      return kept == 8 ? byte : byte & ~(0xff >> UInt8(kept))
    }
    return NetworkAddress(bytes: masked)
  }
}

/// A destination: a prefix, or `default` of one family or of either.
enum NetworkPrefix: Sendable, Hashable {
  case prefix(NetworkAddress, length: Int)
  /// `default`; nil is either family.
  case everything(family: UInt8?)

  /// Reads `default`, `ADDRESS` (a host route) or `ADDRESS/LENGTH`; host bits are cleared.
  init?(_ text: String) {
    if text == "default" || text == "all" {
      self = .everything(family: nil)
      return
    }
    let parts = text.split(separator: "/", maxSplits: 1)
    guard let first = parts.first, let address = NetworkAddress(first) else { return nil }
    var length = address.bitCount
    if parts.count == 2 {
      guard let given = Int(parts[1]), (0...address.bitCount).contains(given) else { return nil }
      length = given
    }
    self =
      length == 0
      ? .everything(family: address.family)
      : .prefix(address.masked(to: length), length: length)
  }

  /// Whether `destination`, of a route of `family`, is this prefix.
  func isDestination(_ destination: String, family: UInt8) -> Bool {
    guard let other = NetworkPrefix(destination) else { return false }
    switch (self, other) {
    case (.everything(let wanted), .everything):
      return wanted == nil || wanted == family
    default:
      return self == other
    }
  }
}
