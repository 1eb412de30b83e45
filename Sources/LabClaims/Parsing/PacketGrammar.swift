import LabModel

/// Statements about packets: how many, which way, when.
extension ClaimReader {
  /// From behind `COUNT packets`; `range` is where the count stands.
  mutating func packetStatement(
    _ count: CountRange, at range: Range<Int>
  ) throws(SyntaxMistake) -> Statement {
    var statement = PacketStatement(count: count)
    var filter: (PacketFilter, Range<Int>)?
    if accept(.matching) {
      filter = try requireFilter()
      statement.filter = filter?.0
    }
    if accept(.reading) { statement.reading = try requirePattern() }
    if accept(.containing) { statement.containing = try requirePattern() }
    if accept(.on) {
      statement.place = try requirePlace()
    } else if accept(.entering) {
      statement.direction = .entering
      statement.place = try requirePlace()
    } else if accept(.leaving) {
      statement.direction = .leaving
      statement.place = try requirePlace()
    }
    refer(to: .packetCount(count, statement.filter), at: range)
    if let filter { refer(to: filter, at: statement.place) }
    return .packets(statement)
  }

  /// From behind `packets` where no count came before it: path, timing or order.
  mutating func packetsMatching() throws(SyntaxMistake) -> Statement {
    try require(.matching)
    let filter = try requireFilter()
    let place = try acceptPlace()
    if place == nil {
      if accept(.cross) { return try cross(filter) }
      if accept(.is) { return try seenOn(filter) }
    }
    refer(to: filter, at: place)
    try require(.comes)
    if accept(.before) { return .order(.packet(filter.0, place), try moment()) }
    try require(.at)
    var times = [try requireDuration()]
    while accept(sign: ",") { times.append(try requireDuration()) }
    try require(.within)
    return .timing(
      TimingStatement(
        filter: filter.0, place: place, times: times, tolerance: try requireDuration()))
  }

  private mutating func cross(
    _ filter: (PacketFilter, Range<Int>)
  ) throws(SyntaxMistake) -> Statement {
    var hops = [try requirePlace()]
    while accept(sign: ">") { hops.append(try requirePlace()) }
    refer(to: .filter(filter.0, hops), at: filter.1)
    return .path(PathStatement(filter: filter.0, requirement: .cross(hops)))
  }

  private mutating func seenOn(
    _ filter: (PacketFilter, Range<Int>)
  ) throws(SyntaxMistake) -> Statement {
    try require(.seen)
    try require(.on)
    let count = try requireCount()
    try require(.interfaces)
    refer(to: filter, at: nil)
    return .path(PathStatement(filter: filter.0, requirement: .seenOn(count)))
  }

  /// From behind `packet` in a moment.
  mutating func packetMoment() throws(SyntaxMistake) -> Moment {
    try require(.matching)
    let filter = try requireFilter()
    let place = try acceptPlace()
    refer(to: filter, at: place)
    return .packet(filter.0, place)
  }

  private mutating func refer(to filter: (PacketFilter, Range<Int>), at place: Place?) {
    refer(to: .filter(filter.0, place.map { [$0] } ?? []), at: filter.1)
  }
}
