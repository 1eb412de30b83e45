/// A statement about steps: `curl fails`, `some #try.2 exits 7 or 28`.
package struct StepStatement: Sendable, Hashable {
  /// How many of the steps in scope it must hold of.
  package enum Quantifier: Sendable, Hashable {
    /// Every step, each by its last attempt.
    case every
    /// At least one.
    case some
    /// Every attempt of every step.
    case everyAttempt
  }

  package var quantifier: Quantifier
  package var steps: StepSelector
  package var verb: StepVerb

  package init(quantifier: Quantifier = .every, steps: StepSelector, verb: StepVerb) {
    self.quantifier = quantifier
    self.steps = steps
    self.verb = verb
  }
}

/// Which steps a claim is about.
package struct StepSelector: Sendable, Hashable {
  /// How the steps are named.
  package enum Name: Sendable, Hashable {
    /// `#id`, `#id.2`: the block with that id (its last command as a subject, all of it as a
    /// moment), or its N-th command.
    case id(String, command: Int?)
    /// A bare word: the block with that id if there is one, else every step that runs a program of
    /// that name.
    case word(String)
    /// Backticks: every step whose command, as typed, begins so.
    case prefix(String)
  }

  package var name: Name
  /// `on HOST`: where it ran.
  package var host: String?

  package init(name: Name, host: String? = nil) {
    self.name = name
    self.host = host
  }
}

/// What a step statement says of a step.
package enum StepVerb: Sendable, Hashable {
  case succeeds
  case fails
  case exits([Int32])
  /// A signal's number on Linux.
  case isKilled(signal: Int32)
  case timesOut
  case isSkipped
  case prints(PrintVerb)
  case printsNothing(on: OutputStream?)
  /// `prints N lines [matching P]`.
  case printsLines(CountRange, matching: TextPattern?)
  case printsSame(as: StepSelector)
  /// `takes less than D`, `takes more than D`; D in ns.
  case takes(less: Bool, than: Int64)
}

/// `[does not] print P [where NAME cmp N] [on stdout]`.
package struct PrintVerb: Sendable, Hashable {
  /// `where NAME cmp number`: a named group of the pattern, compared as a number.
  package struct Comparand: Sendable, Hashable {
    package var name: String
    package var comparison: Comparison
    package var number: Double

    package init(name: String, comparison: Comparison, number: Double) {
      self.name = name
      self.comparison = comparison
      self.number = number
    }
  }

  package var isNegated: Bool
  package var pattern: TextPattern
  package var comparand: Comparand?
  package var stream: OutputStream?

  package init(
    isNegated: Bool = false, pattern: TextPattern, comparand: Comparand? = nil,
    stream: OutputStream? = nil
  ) {
    self.isNegated = isNegated
    self.pattern = pattern
    self.comparand = comparand
    self.stream = stream
  }
}
