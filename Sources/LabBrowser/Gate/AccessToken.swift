/// What only somebody knows who was told it: 256 random bits in hexadecimal digits.
struct AccessToken: Sendable {
  let text: String

  /// Makes one from the kernel's random numbers (getrandom(2), by `SystemRandomNumberGenerator`).
  init() {
    var generator = SystemRandomNumberGenerator()
    text = (0..<4).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Whether `other` is the token, in a time that does not depend on where it differs.
  func isEqual(to other: String) -> Bool {
    let (own, given) = (Array(text.utf8), Array(other.utf8))
    guard own.count == given.count else { return false }
    var difference: UInt8 = 0
    for place in own.indices { difference |= own[place] ^ given[place] }
    return difference == 0
  }
}
