/// The order of names that have versions in them, as deb-version(7) has it: `6.1.9` is before
/// `6.1.10`, and what a tilde begins comes before nothing.
///
/// A release candidate's `-rc` counts as `~rc`, so it stands before its release.
enum VersionOrder {
  /// Whether `left` comes before `right`.
  static func isBefore(_ left: String, _ right: String) -> Bool {
    compare(left, right).map { $0 < 0 } ?? (left < right)
  }

  /// Less than 0, or more, by the first part that differs; nil where none does.
  private static func compare(_ left: String, _ right: String) -> Int? {
    var left = Array(left.replacing("-rc", with: "~rc").utf8)[...]
    var right = Array(right.replacing("-rc", with: "~rc").utf8)[...]
    while !left.isEmpty || !right.isEmpty {
      // What is no digit, then a number: dpkg's lib/dpkg/version.c, verrevcmp.
      while left.first.map(isDigit) == false || right.first.map(isDigit) == false {
        let difference = rank(left.first) - rank(right.first)
        if difference != 0 { return difference }
        left = left.dropFirst()
        right = right.dropFirst()
      }
      let (one, other) = (number(&left), number(&right))
      if one.count != other.count { return one.count - other.count }
      if let (a, b) = zip(one, other).first(where: { $0 != $1 }) { return Int(a) - Int(b) }
    }
    return nil
  }

  /// The digits that `text` begins with, without leading zeros.
  private static func number(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = text.prefix(while: isDigit)
    text = text.dropFirst(digits.count)
    return digits.drop { $0 == UInt8(ascii: "0") }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// A tilde, then the end or a number, then letters, then all else.
  private static func rank(_ byte: UInt8?) -> Int {
    guard let byte, !isDigit(byte) else { return 0 }
    if byte == UInt8(ascii: "~") { return -1 }
    let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    return isLetter ? Int(byte) : Int(byte) + 256
  }
}
