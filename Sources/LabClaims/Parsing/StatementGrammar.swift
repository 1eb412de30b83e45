import LabModel

/// A whole claim, its label, statement, scope and moments.
extension ClaimReader {
  /// `[LABEL: ] STATEMENT [SCOPE] [when CONDITION …]`.
  mutating func claim() throws(SyntaxMistake) -> Claim {
    let label = acceptLabel()
    let statement = try statement()
    let scope = try acceptScope()
    let conditions = accept(.when) ? try conditions() : []
    return Claim(label: label, statement: statement, scope: scope, conditions: conditions)
  }

  /// A first word that ends in a colon.
  private mutating func acceptLabel() -> String? {
    // The lexer ends a word at a blank: a colon at its end is followed by one (or by a quotation).
    guard let word = next?.word, word.count > 1, word.hasSuffix(":") else { return nil }
    advance()
    let label = String(word.dropLast())
    let isPlain = label.utf8.allSatisfy {
      (0x41...0x5a).contains($0 & ~0x20) || Self.isDigit($0) || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: "_")
    }
    if !isPlain { report(last, "a label is made of letters, digits, `-` and `_`") }
    return label
  }

  private mutating func statement() throws(SyntaxMistake) -> Statement {
    let start = next?.range.lowerBound ?? 0
    if accept(.some) { return try someStatement(from: start) }
    if let count = try acceptCount() { return try countStatement(count, from: start) }
    if accept(.every) {
      try require(.attempt)
      try require(.of)
      return try stepStatement(.everyAttempt)
    }
    if accept(.packets) { return try packetsMatching() }
    if accept(.counter) { return try counterStatement() }
    if accept(.kernel) { return try kernelLogStatement() }
    if let state = try acceptState() { return try orderOr(state) }
    return try subjectStatement()
  }

  /// From behind `some`: packets, sockets, or one step.
  private mutating func someStatement(from start: Int) throws(SyntaxMistake) -> Statement {
    if isAt(.packets) || isAt(.sockets) {
      return try countStatement(CountRange(atLeast: 1, atMost: nil), from: start)
    }
    expect("`packets`", candidates: GrammarWord.packets.spellings)
    expect("`sockets`", candidates: GrammarWord.sockets.spellings)
    return try stepStatement(.some)
  }

  private mutating func countStatement(
    _ count: CountRange, from start: Int
  ) throws(SyntaxMistake) -> Statement {
    let range = start..<last.upperBound
    if accept(.packets) { return try packetStatement(count, at: range) }
    try require(.sockets)
    return try socketStatement(count)
  }

  /// A statement that begins with a step or a place.
  private mutating func subjectStatement() throws(SyntaxMistake) -> Statement {
    let subject = try requireSubject()
    if let place = subject.place {
      if accept(.is) { return try subjectIs(subject, place) }
      if accept(.has) {
        checkPlace(place, at: subject.range)
        return try orderOr(.interface(place, try interfaceHas()))
      }
    }
    guard let steps = subject.steps else { throw SyntaxMistake() }
    refer(to: .steps(steps), at: subject.range)
    if accept(.comes) {
      try require(.before)
      return .order(.steps(steps), try moment())
    }
    return .step(StepStatement(steps: steps, verb: try verb()))
  }

  /// From behind `is`, where the subject may be a place or steps.
  private mutating func subjectIs(
    _ subject: Subject, _ place: Place
  ) throws(SyntaxMistake) -> Statement {
    if let state = acceptInterfaceIs() {
      checkPlace(place, at: subject.range)
      return try orderOr(.interface(place, state))
    }
    guard let steps = subject.steps, let verb = try acceptStepIs() else { throw SyntaxMistake() }
    refer(to: .steps(steps), at: subject.range)
    return .step(StepStatement(steps: steps, verb: verb))
  }

  /// Either the state itself, or that it comes before a moment.
  private mutating func orderOr(_ state: StateStatement) throws(SyntaxMistake) -> Statement {
    guard accept(.comes) else { return .state(state) }
    try require(.before)
    return .order(.state(state), try moment())
  }

  private mutating func acceptScope() throws(SyntaxMistake) -> Scope? {
    if accept(.before) { return .before(try moment()) }
    if accept(.after) { return .after(try moment()) }
    if accept(.until) { return .until(try moment()) }
    if accept(.during) { return .during(try moment()) }
    guard accept(.between) else { return nil }
    let first = try moment()
    try require(.and)
    return .between(first, try moment())
  }

  /// A step, a state or a packet.
  mutating func moment() throws(SyntaxMistake) -> Moment {
    if accept(.packets) { return try packetMoment() }
    if let state = try acceptState() { return .state(state) }
    let subject = try requireSubject()
    if let place = subject.place {
      if accept(.is) {
        guard let state = acceptInterfaceIs() else { throw SyntaxMistake() }
        checkPlace(place, at: subject.range)
        return .state(.interface(place, state))
      }
      if accept(.has) {
        checkPlace(place, at: subject.range)
        return .state(.interface(place, try interfaceHas()))
      }
    }
    guard let steps = subject.steps else { throw SyntaxMistake() }
    refer(to: .steps(steps), at: subject.range)
    return .steps(steps)
  }
}
