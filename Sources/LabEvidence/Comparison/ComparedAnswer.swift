/// One claim, step or packet transcript in two runs.
package struct ComparedAnswer: Sendable, Hashable {
  /// What it is.
  package enum Kind: String, Sendable, Hashable {
    case claim
    case step
    case packets
  }

  /// How it came out in one run.
  package struct Side: Sendable, Hashable {
    /// Its number in the notebook: of a step among the steps, of a claim among the claims.
    package var number: Int
    /// `holds`, `refuted`, `met`, `missed`, `not run` and so on.
    package var answer: String
    /// One sentence; may be empty.
    package var reason: String
    package var standing: ChangeClass.Standing

    /// The answer of a step that did not run.
    package static let notRun = "not run"

    package init(number: Int, answer: String, reason: String, standing: ChangeClass.Standing) {
      self.number = number
      self.answer = answer
      self.reason = reason
      self.standing = standing
    }
  }

  package var kind: Kind
  /// The claim, the command, or where the packets were and their filter.
  package var text: String
  /// Where a step ran; nil for what is no step.
  package var host: String?
  /// A claim of somebody else: it is shown, and does not count.
  package var isPublished: Bool
  /// nil where that run has none.
  package var old: Side?
  package var new: Side?

  package init(
    kind: Kind, text: String, host: String? = nil, isPublished: Bool = false, old: Side?, new: Side?
  ) {
    self.kind = kind
    self.text = text
    self.host = host
    self.isPublished = isPublished
    self.old = old
    self.new = new
  }

  package var change: ChangeClass {
    ChangeClass(from: old?.standing ?? .unknown, to: new?.standing ?? .unknown)
  }

  /// Whether it is for the worse, and counts.
  package var counts: Bool { change.isWorse && !isPublished }
}
