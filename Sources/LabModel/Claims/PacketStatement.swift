/// `COUNT packets [matching F] [reading P] [containing P] [on PLACE]`.
package struct PacketStatement: Sendable, Hashable {
  /// Which of a place's packets count.
  package enum Direction: Sendable, Hashable {
    /// `on`: both.
    case both
    /// `entering`: received, as the tap saw it.
    case entering
    /// `leaving`: sent.
    case leaving
  }

  package var count: CountRange
  package var filter: PacketFilter?
  package var reading: TextPattern?
  package var containing: TextPattern?
  package var direction: Direction
  /// nil is every interface of every host.
  package var place: Place?

  package init(
    count: CountRange, filter: PacketFilter? = nil, reading: TextPattern? = nil,
    containing: TextPattern? = nil, direction: Direction = .both, place: Place? = nil
  ) {
    self.count = count
    self.filter = filter
    self.reading = reading
    self.containing = containing
    self.direction = direction
    self.place = place
  }
}

/// `packets matching F cross A > B > C`, `packets matching F are seen on N interfaces`.
package struct PathStatement: Sendable, Hashable {
  /// What the packets must do.
  package enum Requirement: Sendable, Hashable {
    case cross([Place])
    case seenOn(CountRange)
  }

  package var filter: PacketFilter
  package var requirement: Requirement

  package init(filter: PacketFilter, requirement: Requirement) {
    self.filter = filter
    self.requirement = requirement
  }
}

/// `packets matching F [on PLACE] come at D, D within D`; all in ns.
package struct TimingStatement: Sendable, Hashable {
  package var filter: PacketFilter
  package var place: Place?
  package var times: [Int64]
  package var tolerance: Int64

  package init(filter: PacketFilter, place: Place?, times: [Int64], tolerance: Int64) {
    self.filter = filter
    self.place = place
    self.times = times
    self.tolerance = tolerance
  }
}
