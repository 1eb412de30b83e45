import LabModel

/// Marks that a text cannot be read on; `ClaimReader` knows where and what was expected there.
struct SyntaxMistake: Error {}

/// Reads tokens one after another, and remembers what could have stood where reading stops.
///
/// The grammar's productions are in the extensions of this type, one file for each family.
struct ClaimReader {
  /// Something that could stand at a place.
  struct Expectation: Hashable {
    /// As diagnostics show it.
    var shown: String
    /// The words it could be, for the nearest one to a mistyped word.
    var candidates: [String] = []
  }

  let source: SourceText
  let tokens: [Token]
  /// Whether the text is an attribute's value: filters stand in single quotes there.
  let isAttribute: Bool
  private(set) var index = 0
  private(set) var references: [ClaimReference] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// What could stand at `index`, in the order in which it was tried.
  private var expected: [Expectation] = []
  /// What would be right, where the grammar alone does not tell.
  private var hint: String?

  init(_ source: SourceText, tokens: [Token], isAttribute: Bool = false) {
    self.source = source
    self.tokens = tokens
    self.isAttribute = isAttribute
  }

  /// The token that comes next, nil at the end.
  var next: Token? { index < tokens.count ? tokens[index] : nil }

  /// Where the token before the next one stands.
  var last: Range<Int> { index > 0 ? tokens[index - 1].range : 0..<0 }

  /// Takes the next token.
  mutating func advance() {
    index += 1
    expected = []
    hint = nil
  }

  // MARK: Words and signs

  /// Whether the next token is `word`; does not take it.
  func isAt(_ word: GrammarWord) -> Bool {
    next?.word.flatMap { GrammarWord($0) } == word
  }

  /// Takes `word` if it comes next.
  mutating func accept(_ word: GrammarWord) -> Bool {
    guard isAt(word) else {
      expect("`\(word.rawValue)`", candidates: word.spellings)
      return false
    }
    advance()
    return true
  }

  /// Takes `word`, which must come next.
  mutating func require(_ word: GrammarWord) throws(SyntaxMistake) {
    guard accept(word) else { throw SyntaxMistake() }
  }

  /// Takes `sign` if it comes next.
  mutating func accept(sign: String) -> Bool {
    guard case .sign(sign)? = next?.kind else {
      expect("`\(sign)`")
      return false
    }
    advance()
    return true
  }

  /// Takes the next word if `read` makes something of it.
  mutating func accept<Value>(
    _ shown: String, candidates: [String] = [], _ read: (String) -> Value?
  ) -> Value? {
    guard let word = next?.word, let value = read(word) else {
      expect(shown, candidates: candidates)
      return nil
    }
    advance()
    return value
  }

  /// Takes the next word, of which `read` must make something.
  mutating func require<Value>(
    _ shown: String, candidates: [String] = [], _ read: (String) -> Value?
  ) throws(SyntaxMistake) -> Value {
    guard let value = accept(shown, candidates: candidates, read) else { throw SyntaxMistake() }
    return value
  }

  /// Notes that something could stand here.
  mutating func expect(_ shown: String, candidates: [String] = []) {
    let expectation = Expectation(shown: shown, candidates: candidates)
    if !expected.contains(expectation) { expected.append(expectation) }
  }

  /// Sets what a diagnostic at this place would advise.
  mutating func advise(_ hint: String) { self.hint = hint }

  /// Requires that nothing is left.
  mutating func requireEnd(_ shown: String) throws(SyntaxMistake) {
    guard next != nil else { return }
    expect(shown)
    throw SyntaxMistake()
  }

  // MARK: What is found

  /// Notes what the text refers to.
  mutating func refer(to kind: ClaimReference.Kind, at range: Range<Int>) {
    references.append(ClaimReference(kind, range: range))
  }

  /// Notes a value that cannot be right; reading goes on.
  mutating func report(_ range: Range<Int>, _ message: String, remedy: String? = nil) {
    diagnostics.append(source.diagnostic(at: range, message, remedy: remedy))
  }

  /// The diagnostic for the place where reading stopped.
  func stoppedDiagnostic() -> Diagnostic {
    let list = Self.list(expected.map(\.shown))
    guard let next else {
      let end = (tokens.last?.range.upperBound).map { $0..<$0 + 1 } ?? 0..<1
      return source.diagnostic(at: end, "the text ends here, expected \(list)", remedy: hint)
    }
    let scalars = Array(source.text.unicodeScalars)[next.range]
    var found = String.UnicodeScalarView()
    found.append(contentsOf: scalars)
    let nearest = next.word.flatMap { word in
      NearestName.of(word, among: expected.flatMap(\.candidates))
    }
    return source.diagnostic(
      at: next.range, "`\(String(found))` cannot stand here, expected \(list)",
      remedy: hint ?? nearest.map { "did you mean `\($0)`?" })
  }

  private static func list(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "nothing more" }
    return items.dropLast().joined(separator: ", ") + " or " + last
  }
}
