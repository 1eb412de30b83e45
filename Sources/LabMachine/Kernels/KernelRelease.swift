/// A kernel's release as text that is ordered by its numbers: `6.9` before `6.12`.
///
/// The order is that of deb-version(7), with `-rc` taken as `~rc`: `6.13.0-rc1` comes before `6.13.0`.
package struct KernelRelease: Sendable, Hashable, Comparable {
  package var text: String

  package init(_ text: String) {
    self.text = text
  }

  /// Whether it is `prefix` or goes on after it with something that is no digit and no letter.
  ///
  /// `6.12` begins `6.12.117+deb12-cloud-amd64` but not `6.120`.
  package func begins(with prefix: String) -> Bool {
    guard !prefix.isEmpty, text.utf8.starts(with: prefix.utf8) else { return false }
    guard let next = text.utf8.dropFirst(prefix.utf8.count).first else { return true }
    return ".-+~_".utf8.contains(next)
  }

  package static func < (left: KernelRelease, right: KernelRelease) -> Bool {
    let order = compare(left.comparable, right.comparable)
    return order == 0 ? left.text < right.text : order < 0
  }

  private var comparable: ArraySlice<UInt8> {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let isCandidate = byte == UInt8(ascii: "-") && rest.starts(with: "rc".utf8)
      bytes.append(isCandidate ? UInt8(ascii: "~") : byte)
    }
    return bytes[...]
  }

  /// dpkg's verrevcmp: parts without digits by characters, parts of digits by value.
  private static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    var (left, right) = (left, right)
    while !left.isEmpty || !right.isEmpty {
      while !isDigit(left.first, orEnd: true) || !isDigit(right.first, orEnd: true) {
        let difference = rank(left.first) - rank(right.first)
        if difference != 0 { return difference }
        left = left.dropFirst()
        right = right.dropFirst()
      }
      let (a, b) = (number(&left), number(&right))
      if a.count != b.count { return a.count - b.count }
      if a != b { return a.lexicographicallyPrecedes(b) ? -1 : 1 }
    }
    return 0
  }

  /// Takes the digits at the front, without leading zeros.
  private static func number(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = text.prefix { isDigit($0, orEnd: false) }
    text = text.dropFirst(digits.count)
    return digits.drop { $0 == UInt8(ascii: "0") }
  }

  private static func isDigit(_ byte: UInt8?, orEnd: Bool) -> Bool {
    guard let byte else { return orEnd }
    return (48...57).contains(byte)
  }

  /// Letters before all else, `~` even before the end.
  private static func rank(_ byte: UInt8?) -> Int {
    guard let byte, !isDigit(byte, orEnd: false) else { return 0 }
    if byte == UInt8(ascii: "~") { return -1 }
    let isLetter = (65...90).contains(byte) || (97...122).contains(byte)
    return isLetter ? Int(byte) : Int(byte) + 256
  }
}
