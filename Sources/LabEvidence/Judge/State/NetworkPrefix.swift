import LabClaims

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
    guard let first = parts.first, let address = NetworkAddress(String(first)) else { return nil }
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
