/// An expected line, ready to be compared with lines of output.
struct LinePattern {
  private enum Test {
    case exact([UInt8])
    case glob(GlobPattern)
    case regex(Regex<AnyRegexOutput>)
    /// A regular expression that cannot be compiled; the reader has refused it before.
    case nothing
    case anything
  }

  private let test: Test
  let quantity: ExpectedLine.Quantity
  private let endsWithoutNewline: Bool
  /// Whether blanks at the end of a line matter to a regular expression that ends in one.
  private let seesTrailingBlanks: Bool
  /// Names of the regular expression's groups.
  let groups: [String]

  init(_ line: ExpectedLine, foldingBlanks: Bool, variables: [String: String]) {
    quantity = line.kind == .anything ? .any : line.quantity
    endsWithoutNewline = line.endsWithoutNewline
    var groups: [String] = []
    var seesTrailingBlanks = false
    let text = line.resolvedText(variables: variables)
    switch line.kind {
    case .exact: test = .exact(Self.comparable(Array(text.utf8), foldingBlanks))
    case .glob: test = .glob(GlobPattern(Self.comparable(Array(text.utf8), foldingBlanks)))
    case .escaped:
      if let bytes = try? ByteEscapes.bytes(of: text) {
        test = .exact(Self.comparable(bytes, foldingBlanks))
      } else {
        test = .nothing
      }
    case .regex:
      if let regex = try? LineExpression.compile(text) {
        test = .regex(regex)
        groups = LineExpression.groups(in: text)
      } else {
        test = .nothing
      }
      seesTrailingBlanks = text.utf8.last.map(OutputLines.isBlank) ?? false
    case .anything: test = .anything
    }
    self.groups = groups
    self.seesTrailingBlanks = seesTrailingBlanks
  }

  private static func comparable(_ bytes: [UInt8], _ foldingBlanks: Bool) -> [UInt8] {
    var line = foldingBlanks ? OutputLines.folded(bytes[...]) : bytes
    while let last = line.last, OutputLines.isBlank(last) { line.removeLast() }
    return line
  }

  /// Whether the pattern is `...`, which any line matches, with or without a line feed.
  var isAnything: Bool {
    if case .anything = test { return true }
    return false
  }

  /// The bytes that a line must be, where the pattern is no more than that.
  var exactBytes: [UInt8]? {
    if case .exact(let bytes) = test { return bytes }
    return nil
  }

  func matches(_ lines: OutputLines, _ index: Int) -> Bool {
    if case .anything = test { return true }
    guard lines.hasNewline(index) != endsWithoutNewline else { return false }
    let line = lines[index]
    switch test {
    case .exact(let bytes): return line == bytes[...]
    case .glob(let pattern): return pattern.matches(line)
    case .regex(let regex): return match(regex, lines, index) != nil
    case .nothing: return false
    case .anything: return true
    }
  }

  /// What the named groups hold in a line that matches; those that took no part are left out.
  func captures(in lines: OutputLines, _ index: Int) -> [EnvironmentVariable] {
    guard case .regex(let regex) = test, !groups.isEmpty,
      let match = match(regex, lines, index)
    else { return [] }
    return groups.compactMap { name in
      guard let text = match.output.first(where: { $0.name == name })?.substring else { return nil }
      return EnvironmentVariable(name: name, value: String(text))
    }
  }

  /// Longer lines match no expression, in bytes: backtracking over them could take hours.
  static let expressionLimit = 64 << 10

  private func match(
    _ regex: Regex<AnyRegexOutput>, _ lines: OutputLines, _ index: Int
  ) -> Regex<AnyRegexOutput>.Match? {
    guard lines.untrimmed(index).count <= Self.expressionLimit else { return nil }
    if let match = try? regex.wholeMatch(in: String(decoding: lines[index], as: UTF8.self)) {
      return match
    }
    guard seesTrailingBlanks else { return nil }
    return try? regex.wholeMatch(in: String(decoding: lines.untrimmed(index), as: UTF8.self))
  }
}

extension ExpectedLine {
  /// The text with `${name}` replaced by values, quoted as this kind of line wants it.
  package func resolvedText(variables: [String: String]) -> String {
    VariableReferences.resolve(in: text, variables: variables) { value in
      switch kind {
      case .exact, .anything: value
      case .glob: Self.quotedForGlob(value)
      case .regex: LineExpression.quoted(value)
      case .escaped: ByteEscapes.text(for: value.utf8)
      }
    }
  }

  private static func quotedForGlob(_ text: String) -> String {
    var quoted = ""
    for scalar in text.unicodeScalars {
      if scalar == "*" || scalar == "?" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted
  }
}
