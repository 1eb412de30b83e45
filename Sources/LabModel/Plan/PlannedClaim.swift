/// A claim of a notebook, as parsed, with what its fence says of it.
package struct PlannedClaim: Sendable {
  /// Its number in the notebook, from 1.
  package var number: Int
  package var claim: Claim
  /// The line of the claim without blanks at its ends.
  package var text: String
  package var position: SourcePosition
  /// `{.published}`: quoted from a source, never counted in the exit status.
  package var isPublished = false
  /// `{xfail=…}`: must be refuted, for this reason.
  package var expectedFailure: String?
  /// `{when=…}` of the fence; the claim's own conditions are in `claim`.
  package var conditions: [Condition] = []

  /// Whether no notebook says it: every run in a machine is judged on its kernel's log.
  package var isImplicit = false

  package init(number: Int, claim: Claim, text: String, position: SourcePosition) {
    self.number = number
    self.claim = claim
    self.text = text
    self.position = position
  }

  /// What names the claim in history: its label, else its text with blanks folded.
  package var identity: String {
    claim.label ?? text.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
  }
}
