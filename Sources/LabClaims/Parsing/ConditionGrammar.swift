import LabModel

/// What `when` asks for.
extension ClaimReader {
  /// Conditions joined by `and`.
  mutating func conditions() throws(SyntaxMistake) -> [Condition] {
    var conditions: [Condition] = []
    repeat { conditions.append(try condition()) } while accept(.and)
    return conditions
  }

  private mutating func condition() throws(SyntaxMistake) -> Condition {
    if accept(.kernel) { return .kernel(try versionCondition()) }
    if accept(.config) { return .option(try option()) }
    try require(.param)
    let name = try require("the name of a parameter") { $0 }
    refer(to: .parameter(name), at: last)
    guard accept(sign: "=") else { throw SyntaxMistake() }
    return .parameter(name: name, value: try parameterValue())
  }

  private mutating func option() throws(SyntaxMistake) -> String {
    let option = try require("a kernel option such as `NET_SCH_NETEM`") { word in
      word.utf8.allSatisfy {
        (0x41...0x5a).contains($0 & ~0x20) || Self.isDigit($0) || $0 == UInt8(ascii: "_")
      } && GrammarWord(word) == nil ? word : nil
    }
    return option.hasPrefix("CONFIG_") ? String(option.dropFirst(7)) : option
  }

  private mutating func parameterValue() throws(SyntaxMistake) -> String {
    switch next?.kind {
    case .word(let value):
      advance()
      return value
    case .text(let value), .quoted(let value):
      advance()
      return value
    default:
      expect("a value")
      throw SyntaxMistake()
    }
  }

  /// `>= 6.5`.
  private mutating func versionCondition() throws(SyntaxMistake) -> VersionCondition {
    let comparison = try requireComparison()
    let version = try require("a version such as `6.5`") { word -> [Int]? in
      let parts = word.split(separator: ".", omittingEmptySubsequences: false)
      let numbers = parts.compactMap { Self.isDigits(String($0)) ? Int($0) : nil }
      return numbers.count == parts.count ? numbers : nil
    }
    return VersionCondition(comparison: comparison, version: version)
  }

  /// Version conditions joined by commas or `and`.
  mutating func versionConditions() throws(SyntaxMistake) -> [VersionCondition] {
    var conditions: [VersionCondition] = []
    repeat {
      conditions.append(try versionCondition())
    } while accept(sign: ",") || accept(.and)
    return conditions
  }
}
