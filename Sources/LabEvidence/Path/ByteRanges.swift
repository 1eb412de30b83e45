/// Joins packets that were cut up or put together on their way (GSO, GRO, fragments): by the bytes
/// of the stream or datagram that they carry.
struct ByteRanges {
  /// A packet after which no copy was found, with what of its bytes has been found again.
  private struct End {
    var index: Int32
    var next: UInt32
    var end: UInt32
  }

  private struct LaneKey: Hashable {
    var point: Point
    var stream: Int32
  }

  private struct Lane {
    var point: Point
    /// Ends by their next byte that has not been found again.
    var ends: [UInt32: [Int]] = [:]
  }

  private let crossings: [Crossing]
  private let translations: Translations
  private var topology: Topology
  private var ends: [End] = []
  private var lanes: [Lane] = []
  private var laneNumbers: [LaneKey: Int] = [:]
  private var lanesOfStream: [Int32: [Int]] = [:]
  /// For each packet that was joined, the packets that its bytes came in.
  private(set) var parents: [Int32: [Int32]] = [:]
  private(set) var doubts: [Int32: Doubt] = [:]

  init(_ matcher: CopyMatcher) {
    crossings = matcher.table.crossings
    translations = matcher.translations
    topology = matcher.topology
  }

  /// Joins each of `starts`, packets that nobody knows where they come from, in order.
  ///
  /// `isEnd` tells of a crossing's index whether no copy after it was found.
  mutating func join(_ starts: [Int32], isEnd: (Int) -> Bool) {
    let wanted = Set(starts.flatMap { streams(of: crossings[Int($0)]) })
    guard !wanted.isEmpty else { return }
    var next = 0
    for (index, crossing) in crossings.enumerated() where wanted.contains(crossing.stream) {
      while next < starts.count, starts[next] < index { next += 1 }
      if next < starts.count, starts[next] == index { join(Int32(index), crossing) }
      if isEnd(index) { add(Int32(index), crossing) }
    }
    for end in ends {
      let crossing = crossings[Int(end.index)]
      if end.next != end.end, end.next != crossing.pieceStart {
        doubts[end.index] = .missingBytes
      }
    }
  }

  /// The streams whose bytes a packet may carry: its own, and what its host translates to it.
  private func streams(of crossing: Crossing) -> [Int32] {
    guard crossing.stream != Crossing.noStream else { return [] }
    guard crossing.stream >= 0,
      let original = translations.original(
        host: topology.host(of: crossing.point), crossing.flow, at: crossing.wall)
    else { return [crossing.stream] }
    return [crossing.stream, original]
  }

  private mutating func add(_ index: Int32, _ crossing: Crossing) {
    let key = LaneKey(point: crossing.point, stream: crossing.stream)
    var number = lanes.count
    if let known = laneNumbers[key] {
      number = known
    } else {
      laneNumbers[key] = number
      lanes.append(Lane(point: crossing.point))
      lanesOfStream[crossing.stream, default: []].append(number)
    }
    ends.append(
      End(
        index: index, next: crossing.pieceStart,
        end: crossing.pieceStart &+ crossing.pieceLength))
    lanes[number].ends[crossing.pieceStart, default: []].append(ends.count - 1)
  }

  private mutating func join(_ index: Int32, _ crossing: Crossing) {
    var best: (lane: Int, end: Int32)?
    for stream in streams(of: crossing) {
      for number in lanesOfStream[stream] ?? [] {
        guard
          let end = candidates(in: number, at: crossing.pieceStart, for: crossing).last
        else { continue }
        if best.map({ $0.end < ends[end].index }) ?? true { best = (number, ends[end].index) }
      }
    }
    guard let lane = best?.lane else { return }
    let end = crossing.pieceStart &+ crossing.pieceLength
    var next = crossing.pieceStart
    var found: [Int32] = []
    while next != end {
      let fitting = candidates(in: lane, at: next, for: crossing)
      guard let one = fitting.last else { break }
      if fitting.count > 1 { doubts[index] = .equalCopies }
      let size = min(end &- next, ends[one].end &- next)
      lanes[lane].ends[next]?.removeAll { $0 == one }
      if lanes[lane].ends[next]?.isEmpty == true { lanes[lane].ends[next] = nil }
      next &+= size
      ends[one].next = next
      if next != ends[one].end { lanes[lane].ends[next, default: []].append(one) }
      found.append(ends[one].index)
    }
    parents[index] = found
    if next != end { doubts[index] = .missingBytes }
  }

  /// The ends in a lane that go on with the byte `next` and that `after` can come from.
  private mutating func candidates(
    in lane: Int, at next: UInt32, for after: Crossing
  ) -> [Int] {
    guard let fitting = lanes[lane].ends[next],
      let passage = topology.passage(
        from: lanes[lane].point, to: after.point, at: after.time)
    else { return [] }
    let delay = topology.longestDelay(of: passage, to: after.point, at: after.time)
    return fitting.filter { number in
      let before = crossings[Int(ends[number].index)]
      return before.wall <= after.wall && after.wall - before.wall <= delay
        && passage.fits(before, after)
    }
  }
}
