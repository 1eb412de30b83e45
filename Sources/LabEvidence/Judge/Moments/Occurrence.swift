import LabModel

/// A moment that came.
struct Occurrence: Sendable {
  var start: Instant
  /// The same as `start` but for a step, which lasts.
  var end: Instant
  /// What `before` it says: `lo came up at +0.412 s`, `step 5 started at +0.400 s`.
  var startWords: String
  /// What `after` it says.
  var endWords: String
  var evidence: [EvidenceReference]
}

/// What became of a moment.
enum Coming: Sendable {
  case came(Occurrence)
  /// It never came, as far as the record tells, for this reason.
  case never(String, evidence: [EvidenceReference])
  /// The claim does not apply: the moment is a block that its `when=` passed over.
  case passedOver(String)
}
