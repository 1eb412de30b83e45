import LabModel

/// Finds a pattern for a line that came out otherwise in another run.
enum VaryingLine {
  /// An expected line that takes both; nil where only `...` would.
  static func pattern(_ expected: ExpectedLine, _ printed: PrintedLine) -> String? {
    guard expected.kind == .exact, expected.quantity == .one, !expected.endsWithoutNewline,
      printed.hasNewline, let other = String(validating: printed.bytes, as: UTF8.self),
      VisibleText.of(other) == other
    else { return nil }
    let (old, new) = (words(expected.text), words(other))
    let isAlike =
      old.count == new.count
      && zip(old, new).allSatisfy { left, right in isWord(left) == isWord(right) }
      && zip(old, new).allSatisfy { left, right in left == right || isWord(left) }
    guard isAlike else { return aroundDifference(expected.text, other) }
    let differing = zip(old, new).filter { $0 != $1 }
    // Where one part of an identifier has letters, the digits of the others are so by chance.
    let hasHexadecimal = differing.contains { left, right in
      expression(left, right, isHexadecimal: false) == hexadecimal
    }
    return zip(old, new).map { left, right in
      left == right
        ? ExpectedLineWriter.expression(for: left)
        : expression(left, right, isHexadecimal: hasHexadecimal)
    }.joined() + " (re)"
  }

  /// Runs of letters, digits, dots and colons (numbers, times, addresses), and each scalar between.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var isInWord = false
    for scalar in text.unicodeScalars {
      let isPart = isWordScalar(scalar)
      if isPart, isInWord, let last = words.indices.last {
        words[last].unicodeScalars.append(scalar)
      } else {
        words.append(String(scalar))
      }
      isInWord = isPart
    }
    return words
  }

  private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "."
        || scalar == ":")
  }

  private static func isWord(_ text: String) -> Bool {
    text.unicodeScalars.first.map(isWordScalar) ?? false
  }

  private static let hexadecimal = "[0-9a-f:.]+"

  /// The narrowest of some classes that takes both words.
  private static func expression(
    _ left: String, _ right: String, isHexadecimal: Bool
  ) -> String {
    func both(_ allowed: String) -> Bool {
      (left + right).unicodeScalars.allSatisfy { allowed.unicodeScalars.contains($0) }
    }
    if isHexadecimal, both("0123456789abcdef:.") { return hexadecimal }
    if both("0123456789") { return "[0-9]+" }
    if both("0123456789.") { return "[0-9.]+" }
    if both("0123456789:.") { return "[0-9:.]+" }
    if both("0123456789abcdef:.") { return hexadecimal }
    return "[0-9A-Za-z.:]+"
  }

  /// What stands before and after all that differs, with anything between.
  private static func aroundDifference(_ left: String, _ right: String) -> String? {
    let (old, new) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
    let before = zip(old, new).prefix { $0 == $1 }.count
    let room = min(old.count, new.count) - before
    let after = min(room, zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count)
    // A pattern that holds next to nothing of the line says no more than `...`.
    guard before + after >= 3 else { return nil }
    func text(_ part: ArraySlice<Unicode.Scalar>) -> String {
      ExpectedLineWriter.expression(for: String(String.UnicodeScalarView(part)))
    }
    return text(old[..<before]) + ".*" + text(old[(old.count - after)...]) + " (re)"
  }
}
