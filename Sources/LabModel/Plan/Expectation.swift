/// What a step must print and how it must end.
package struct Expectation: Sendable, Hashable {
  /// Which output is compared, and how.
  package enum Comparison: Sendable, Hashable {
    /// The expected lines are a merge of the two streams that keeps each one's own order.
    case either
    /// `{.merge}`: one pipe, exact order.
    case merged
    /// `{stream=…}`: one stream; the other is not compared.
    case only(OutputStream)
    /// `{.any}`, and every script: not compared.
    case none
  }

  /// What the lines are, for sentences about them.
  package enum Subject: Sendable, Hashable {
    /// What a step printed.
    case output
    /// Packets that were seen.
    case packets
  }

  package var comparison: Comparison
  package var subject = Subject.output
  /// `{.words}`: runs of blanks are folded and ends trimmed before comparing.
  package var foldsBlanks = false
  /// `{.unordered}`: the lines' order does not matter.
  package var ignoresOrder = false
  package var lines: [ExpectedLine]
  package var status: ExpectedStatus

  package init(
    comparison: Comparison = .either, lines: [ExpectedLine] = [],
    status: ExpectedStatus = .exactly(0)
  ) {
    self.comparison = comparison
    self.lines = lines
    self.status = status
  }
}

/// The exit status a step must have; a command ended by signal N has 128 + N.
package enum ExpectedStatus: Sendable, Hashable {
  /// `[N]`.
  case exactly(Int32)
  /// `[!0]`.
  case failure
  /// `[any]`.
  case any
}

/// One line of what a step must print.
package struct ExpectedLine: Sendable, Hashable {
  /// How the line is compared.
  package enum Kind: Sendable, Hashable {
    /// As it stands.
    case exact
    /// ` (glob)`: `*` and `?`, as in cram.
    case glob
    /// ` (re)`: a regular expression over the whole line.
    case regex
    /// ` (esc)`: `\t`, `\x1b`, … stand for bytes.
    case escaped
    /// A line that is only `...`: any number of lines.
    case anything
  }

  /// How often the line may come (the `*`, `+` and `?` of ` (glob*)`).
  package enum Quantity: String, Sendable {
    case one = ""
    case any = "*"
    case some = "+"
    case optional = "?"
  }

  package var kind: Kind
  package var quantity: Quantity
  /// The line without its suffix.
  package var text: String
  /// ` (no-eol)`: the output's last line, without a line feed.
  package var endsWithoutNewline: Bool
  package var position: SourcePosition

  package init(
    kind: Kind, quantity: Quantity = .one, text: String, endsWithoutNewline: Bool = false,
    position: SourcePosition
  ) {
    self.kind = kind
    self.quantity = quantity
    self.text = text
    self.endsWithoutNewline = endsWithoutNewline
    self.position = position
  }
}
