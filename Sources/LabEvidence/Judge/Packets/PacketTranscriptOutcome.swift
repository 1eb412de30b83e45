package import LabModel

/// A packet transcript with what the evidence says of it.
package struct PacketTranscriptOutcome: Sendable, Hashable {
  /// What the evidence says.
  package enum Answer: String, Sendable, CaseIterable {
    /// The packets are those of the transcript.
    case met
    /// They are others.
    case missed
    /// It cannot be told: packets may be missing from the record.
    case inconclusive
    /// Its `when=` does not hold, or its steps were passed over.
    case notApplicable = "not applicable"
  }

  /// The transcript's number in its notebook, from 1.
  package var number: Int
  /// The line of the fence in the notebook.
  package var line: Int
  /// `lab:eth0`, `ns1:*`.
  package var place: String
  package var filter: String?
  /// `during=` as written.
  package var during: String?
  package var expectedFailure: String?
  package var answer: Answer
  /// One sentence for a person: lower case, no full stop.
  package var reason: String
  /// Expected and seen packets side by side; empty where there is no difference.
  package var difference: [DifferenceLine]
  /// The lines of the packets that were seen, which are not stored; nil where evidence may be missing.
  package var seen: [String]?

  package init(
    number: Int, line: Int, place: String, filter: String? = nil, during: String? = nil,
    expectedFailure: String? = nil, answer: Answer, reason: String,
    difference: [DifferenceLine] = [], seen: [String]? = nil
  ) {
    self.number = number
    self.line = line
    self.place = place
    self.filter = filter
    self.during = during
    self.expectedFailure = expectedFailure
    self.answer = answer
    self.reason = reason
    self.difference = difference
    self.seen = seen
  }

  init(
    _ transcript: PacketTranscript, _ answer: Answer, _ reason: String,
    difference: [DifferenceLine] = [], seen: [String]? = nil
  ) {
    self.init(
      number: transcript.number, line: transcript.position.line, place: transcript.placeText,
      filter: transcript.filter?.text, during: transcript.duringText,
      expectedFailure: transcript.expectedFailure, answer: answer, reason: reason,
      difference: difference, seen: seen)
  }

  /// What it means for the exit status: one with `xfail` passes when it misses.
  package var standing: ClaimOutcome.Standing {
    switch answer {
    case .met: expectedFailure == nil ? .pass : .failure
    case .missed: expectedFailure == nil ? .failure : .pass
    case .inconclusive: .inconclusive
    case .notApplicable: .uncounted
    }
  }
}
