import LabModel

/// How many packets were counted, and the first of them.
struct PacketCount: Sendable {
  /// Packets that are certainly in scope.
  private(set) var certain = 0
  /// Packets that are too close to an end of the scope to tell.
  private(set) var unclear = 0
  private(set) var first: PacketRow?
  private(set) var firstUnclear: PacketRow?
  /// The first rows of `certain`, then of `unclear`.
  var evidence: [EvidenceReference] {
    Array((certainRows + unclearRows).prefix(Verdict.mostReferences))
  }
  private var certainRows: [EvidenceReference] = []
  private var unclearRows: [EvidenceReference] = []

  mutating func add(_ packet: PacketRow, _ membership: Membership) {
    let reference = EvidenceReference(.packet, packet.number)
    switch membership {
    case .inside:
      certain += 1
      first = first ?? packet
      if certain <= Verdict.mostReferences { certainRows.append(reference) }
    case .unclear:
      unclear += 1
      firstUnclear = firstUnclear ?? packet
      if unclear <= Verdict.mostReferences { unclearRows.append(reference) }
    case .outside: break
    }
  }
}

extension CountRange {
  /// Whether a number from `least` to `most` (nil: without end) is in the range.
  func holds(from least: Int, to most: Int?) -> Finding.Truth {
    if let atMost, least > atMost { return .no }
    if let most, most < atLeast { return .no }
    if least >= atLeast {
      guard let atMost else { return .yes }
      if let most, most <= atMost { return .yes }
    }
    return .unclear
  }
}
