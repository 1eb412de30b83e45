/// An address as a claim writes it, with or without a prefix length.
struct AddressWord: Hashable, Sendable {
  let address: NetworkAddress
  let length: Int?

  /// Reads `10.0.0.1`, `10.0.0.0/24`, `fe80::1/64`; nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = NetworkAddress(String(parts[0])) else { return nil }
    self.address = address
    guard parts.count == 2 else {
      length = nil
      return
    }
    guard ClaimReader.isDigits(String(parts[1])), let length = Int(parts[1]),
      length <= address.bitCount
    else { return nil }
    self.length = length
  }

  /// In its normal form, with `/LENGTH` where one was given.
  var text: String { address.text + (length.map { "/\($0)" } ?? "") }

  /// As the kernel names the route: `default`, or the prefix with its length, a single address too.
  var prefix: String {
    let length = length ?? address.bitCount
    return length == 0 ? "default" : address.masked(to: length).text + "/\(length)"
  }

  /// Whether a bit behind the length is set, which the kernel refuses in a route.
  var hasHostBits: Bool { length.map { address.masked(to: $0) != address } ?? false }
}
