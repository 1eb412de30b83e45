import LabModel

/// Statements about steps, and the names that steps, places and moments begin with.
extension ClaimReader {
  /// What a statement or moment begins with where it is no keyword.
  struct Subject {
    /// The steps it names, nil where it can only be a place.
    var steps: StepSelector?
    /// The place it names, nil where it can only be steps.
    var place: Place?
    var range: Range<Int>
  }

  /// A step or a place; a bare word may be either until what follows tells.
  mutating func requireSubject(allowsPlace: Bool = true) throws(SyntaxMistake) -> Subject {
    var subject: Subject
    switch next?.kind {
    case .ticked(let prefix):
      advance()
      if prefix.isEmpty { report(last, "an empty command begins every command") }
      subject = Subject(steps: StepSelector(name: .prefix(prefix)), range: last)
    case .word(let word) where word.hasPrefix("#") && word.count > 1:
      advance()
      let id = String(word.dropFirst())
      let name: StepSelector.Name
      if let (block, number) = StepSelector.Name.command(in: id) {
        name = .id(block, command: number)
      } else {
        name = .id(id, command: nil)
      }
      subject = Subject(steps: StepSelector(name: name), range: last)
    case .word(let word)
    where allowsPlace && (word == "*" || word.contains(":")) && Self.place(word) != nil:
      advance()
      return Subject(place: Self.place(word), range: last)
    case .word(let word) where Self.isName(word) && !word.contains(":"):
      advance()
      subject = Subject(
        steps: StepSelector(name: .word(word)), place: allowsPlace ? Self.place(word) : nil,
        range: last)
    default:
      expect("a step")
      if allowsPlace { expect("a place such as `eth0` or `ns1:eth0`") }
      adviseOnSubject()
      throw SyntaxMistake()
    }
    if let host = try acceptHost() {
      subject.steps?.host = host
      subject.place = nil
    }
    return subject
  }

  private mutating func adviseOnSubject() {
    switch next?.kind {
    case .word(let word) where GrammarWord(word) != nil:
      advise(
        "`\(word)` is a word of this language: a program of that name stands in backticks, "
          + "an interface of that name behind its host (`lab:\(word)`)")
    case .regex:
      advise("a command stands in backticks")
    default:
      break
    }
  }

  /// The steps of a subject that must be steps.
  mutating func requireSteps() throws(SyntaxMistake) -> StepSelector {
    let subject = try requireSubject(allowsPlace: false)
    guard let steps = subject.steps else { throw SyntaxMistake() }
    refer(to: .steps(steps), at: subject.range)
    return steps
  }

  /// A step statement from behind `some` or `every attempt of`, or from its beginning.
  mutating func stepStatement(
    _ quantifier: StepStatement.Quantifier
  ) throws(SyntaxMistake) -> Statement {
    let steps = try requireSteps()
    return .step(StepStatement(quantifier: quantifier, steps: steps, verb: try verb()))
  }

  /// What is said of steps.
  mutating func verb() throws(SyntaxMistake) -> StepVerb {
    if accept(.succeeds) { return .succeeds }
    if accept(.fails) { return .fails }
    if accept(.exits) { return try exits() }
    if accept(.is) {
      guard let verb = try acceptStepIs() else { throw SyntaxMistake() }
      return verb
    }
    if accept(.times) {
      try require(.out)
      return .timesOut
    }
    if accept(.prints) { return try prints() }
    if accept(.does) {
      try require(.not)
      try require(.prints)
      return .prints(try printVerb(isNegated: true))
    }
    try require(.takes)
    return try takes()
  }

  private mutating func exits() throws(SyntaxMistake) -> StepVerb {
    var statuses: [Int32] = []
    repeat {
      statuses.append(Int32(try requireNumber(in: 0...255, "exit status")))
    } while accept(.or)
    return .exits(statuses)
  }

  /// What is said of steps behind `is`; nil where it is nothing of the kind.
  mutating func acceptStepIs() throws(SyntaxMistake) -> StepVerb? {
    if accept(.skipped) { return .isSkipped }
    guard accept(.killed) else { return nil }
    try require(.by)
    let signals = Signal.names
    let signal = try require(
      "a signal such as `SIGTERM`", candidates: signals.map { "SIG" + $0 } + signals
    ) { Signal.number(of: $0) }
    return .isKilled(signal: signal)
  }

  private mutating func takes() throws(SyntaxMistake) -> StepVerb {
    let less = accept(.less)
    if !less { try require(.more) }
    try require(.than)
    return .takes(less: less, than: try requireDuration())
  }

  private mutating func prints() throws(SyntaxMistake) -> StepVerb {
    if accept(.nothing) { return .printsNothing(on: try acceptStream()) }
    if accept(.the) {
      try require(.same)
      try require(.as)
      return .printsSame(as: try requireSteps())
    }
    if let count = try acceptCountOrSome() {
      try require(.lines)
      return .printsLines(count, matching: accept(.matching) ? try requirePattern() : nil)
    }
    return .prints(try printVerb(isNegated: false))
  }

  private mutating func printVerb(isNegated: Bool) throws(SyntaxMistake) -> PrintVerb {
    let pattern = try requirePattern()
    var verb = PrintVerb(isNegated: isNegated, pattern: pattern)
    if accept(.where) {
      let name = try require("the name of a group") { $0 }
      refer(to: .group(name, of: pattern), at: last)
      let comparison = try requireComparison()
      verb.comparand = PrintVerb.Comparand(
        name: name, comparison: comparison, number: try requireDecimal())
    }
    verb.stream = try acceptStream()
    return verb
  }

  private mutating func acceptStream() throws(SyntaxMistake) -> OutputStream? {
    guard accept(.on) else { return nil }
    if accept(.stdout) { return .stdout }
    if isAt(.stderr) == false, next?.word != nil {
      expect("`stderr`", candidates: ["stderr"])
      advise("a host stands right behind the step: `curl on ns1 prints …`")
      throw SyntaxMistake()
    }
    try require(.stderr)
    return .stderr
  }
}
