/// Durations and sizes as they are written in notebooks.
enum Quantities {
  /// Nanoseconds in the units of a duration.
  private static let durationUnits: [(String, Int64)] = [
    ("ms", 1_000_000), ("min", 60_000_000_000), ("s", 1_000_000_000),
  ]
  private static let sizeUnits: [(String, Int)] = [
    ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30),
  ]

  /// `60s`, `500ms`, `1.5s`, `2min` in ns, up to a day; nil for anything else.
  static func duration(_ text: String) -> Int64? {
    for (unit, factor) in durationUnits where text.hasSuffix(unit) {
      guard let number = decimal(text.dropLast(unit.count)) else { return nil }
      let nanoseconds = number * Double(factor)
      return nanoseconds <= 86_400e9 ? Int64(nanoseconds.rounded()) : nil
    }
    return nil
  }

  /// `2GiB`, `256MiB`, `64KiB` or a number of bytes, up to 2⁵³; nil for anything else.
  static func size(_ text: String) -> Int? {
    for (unit, factor) in sizeUnits where text.hasSuffix(unit) {
      guard let number = decimal(text.dropLast(unit.count)) else { return nil }
      let bytes = number * Double(factor)
      return bytes <= 9e15 ? Int(bytes.rounded()) : nil
    }
    guard let bytes = count(text), bytes <= 9_000_000_000_000_000 else { return nil }
    return bytes
  }

  /// The size that somebody means who writes `2GB`, `2 gb` or `2G`: `2GiB`; nil for anything else.
  static func sizeMeant(_ text: String) -> String? {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count).drop { $0 == " " }.lowercased()
    guard decimal(number) != nil,
      let meant = sizeUnits.first(where: { known, _ in
        let known = known.lowercased()
        return unit == known || unit == known.prefix(1) || unit == "\(known.prefix(1))b"
      })
    else { return nil }
    return number + meant.0
  }

  /// Digits alone.
  static func count(_ text: some StringProtocol) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }

  private static func decimal(_ text: Substring) -> Double? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), text.utf8.count <= 18,
      parts.allSatisfy({ count($0) != nil })
    else { return nil }
    return Double(text)
  }
}
