/// A claim's syntax tree.
///
/// The grammar stands in docs/claims.md, "Grammar".
package struct Claim: Sendable, Hashable {
  package var label: String?
  package var statement: Statement
  package var scope: Scope?
  package var conditions: [Condition]

  package init(
    label: String? = nil, statement: Statement, scope: Scope? = nil, conditions: [Condition] = []
  ) {
    self.label = label
    self.statement = statement
    self.scope = scope
    self.conditions = conditions
  }
}

/// What a claim says.
package enum Statement: Sendable, Hashable {
  case step(StepStatement)
  case packets(PacketStatement)
  case path(PathStatement)
  case timing(TimingStatement)
  /// `A comes before B`.
  case order(Moment, Moment)
  case state(StateStatement)
  case sockets(SocketStatement)
  case counter(CounterStatement)
  case kernelLog(KernelLogStatement)
  /// A fence `sql {.claim}`: a query whose rows are counterexamples.
  case sql(String)
}

/// When a claim's statement counts.
package enum Scope: Sendable, Hashable {
  case before(Moment)
  case after(Moment)
  case until(Moment)
  case during(Moment)
  case between(Moment, Moment)
}

/// An instant (or, for a step, a span) that a scope refers to.
package indirect enum Moment: Sendable, Hashable {
  case steps(StepSelector)
  case state(StateStatement)
  /// `packet matching F [on PLACE]`: the first such packet.
  case packet(PacketFilter, Place?)
}

/// A pcap filter as written in a claim.
package struct PacketFilter: Sendable, Hashable {
  /// pcap-filter(7), without the quotes around it.
  package var text: String

  package init(_ text: String) { self.text = text }
}

/// An interface of a host, or every interface of it.
package struct Place: Sendable, Hashable {
  /// nil is `lab`.
  package var host: String?
  /// nil is `*`, every interface of the host.
  package var interface: String?

  package init(host: String? = nil, interface: String?) {
    self.host = host
    self.interface = interface
  }
}

/// A count as written: `no`, `exactly 3`, `at least 2`, `2 to 4`, `some`.
package struct CountRange: Sendable, Hashable {
  package var atLeast: Int
  /// nil is without end.
  package var atMost: Int?

  package init(atLeast: Int, atMost: Int?) {
    self.atLeast = atLeast
    self.atMost = atMost
  }

  /// Whether `count` is in the range.
  package func contains(_ count: Int) -> Bool {
    count >= atLeast && count <= (atMost ?? Int.max)
  }
}

/// A text or a regular expression that output is searched for.
package struct TextPattern: Sendable, Hashable {
  /// What kind of pattern it is.
  package enum Kind: Sendable, Hashable {
    /// A substring of the whole output.
    case text
    /// A regular expression of Swift's, `^` and `$` at lines.
    case regex(ignoresCase: Bool)
  }

  package var kind: Kind
  /// The text with its escapes resolved, or the expression between its slashes (`\/` resolved).
  package var text: String

  package init(kind: Kind, text: String) {
    self.kind = kind
    self.text = text
  }
}
