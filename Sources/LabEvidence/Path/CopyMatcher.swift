import LabModel

/// Joins copies of one packet: gives each to the oldest copy before it that is not taken yet and has
/// the same key, at an adjacent point.
///
/// A copy may be taken once by each point, so that broadcasts fan out. Flows that a host translates
/// are learned where only one can be meant, and tell the rest apart.
struct CopyMatcher {
  let table: CrossingTable
  private(set) var flows: FlowTable
  private(set) var topology: Topology
  private(set) var translations = Translations()
  /// For each crossing the index of the copy before it; -1 is none.
  private(set) var parents: [Int32]
  private(set) var doubts: [Int32: Doubt] = [:]
  private let losses: CaptureLosses
  private var group = CopyGroup()
  private var candidates: [Candidate] = []
  private var hasAmbiguity = false

  private struct Candidate {
    var queue: Int
    var place: Int32
    /// True where its TTL is not what the passage makes of it.
    var isWeak = false
  }

  init(_ table: CrossingTable, devices: DeviceTable, losses: CaptureLosses) {
    self.table = table
    self.losses = losses
    flows = table.flows
    topology = Topology(devices)
    parents = []
  }

  /// Joins all copies: a second time where translations that were learned late may tell apart what
  /// could not be told at first.
  mutating func run() {
    let (starts, members) = table.grouped()
    for _ in 1...2 {
      parents = [Int32](repeating: -1, count: table.crossings.count)
      doubts = [:]
      hasAmbiguity = false
      for number in 0..<table.groupCount {
        let range = Int(starts[number])..<Int(starts[number + 1])
        if range.count > 1 { join(members[range]) }
      }
      if !hasAmbiguity { return }
    }
  }

  // MARK: - One group

  private mutating func join(_ members: ArraySlice<Int32>) {
    group.begin(members)
    var waiting: [Int32] = []
    var tied = 1
    for place in 0..<Int32(members.count) {
      let crossing = crossing(place)
      if place > 0, crossing.wall != self.crossing(place - 1).wall {
        retry(&waiting, tied)
        tied = 1
      } else if place > 0 {
        tied += 1
      }
      if !findParent(of: place, crossing) { waiting.append(place) }
      group.enqueue(place, table.crossings)
    }
    retry(&waiting, tied)
    settle()
  }

  /// Copies with one stamp have no order: what came too soon may find its parent now.
  private mutating func retry(_ waiting: inout [Int32], _ tied: Int) {
    if tied > 1 {
      for place in waiting { _ = findParent(of: place, crossing(place)) }
    }
    waiting.removeAll(keepingCapacity: true)
  }

  private func crossing(_ place: Int32) -> Crossing {
    table.crossings[Int(group.members[Int(place)])]
  }

  private mutating func findParent(of place: Int32, _ after: Crossing) -> Bool {
    if group.queues.isEmpty { return false }
    doubts[group.members[Int(place)]] = nil
    gather(flow: after.flow, after, place, isTranslated: false)
    if candidates.isEmpty || candidates.allSatisfy(\.isWeak) {
      let weak = candidates
      let host = topology.host(of: after.point)
      let original = translations.original(host: host, after.flow, at: after.wall)
      candidates.removeAll(keepingCapacity: true)
      if let original, original != after.flow {
        gather(flow: original, after, place, isTranslated: true)
        candidates.removeAll(where: \.isWeak)
      }
      if candidates.isEmpty, after.isIP, findTranslated(after, place, host) { return false }
      if candidates.isEmpty { candidates = weak }
    }
    guard let best = candidates.max(by: { isBefore($0.place, $1.place) }) else { return false }
    if candidates.count > 1, hasRival(best) {
      doubts[group.members[Int(place)]] = .equalCopies
    }
    group.take(best.place, of: best.queue, for: place, at: after.point)
    return true
  }

  private func isBefore(_ one: Int32, _ other: Int32) -> Bool { one < other }

  /// Whether a candidate is not just an earlier stage of the way of `best`.
  private func hasRival(_ best: Candidate) -> Bool {
    candidates.contains { other in
      if other.queue == best.queue { return false }
      let point = group.queues[other.queue].point
      var place = best.place
      for _ in 0..<8 where place >= 0 {
        if crossing(place).point == point { return false }
        place = group.parentOf[Int(place)]
      }
      return true
    }
  }

  /// Gathers the oldest copy of each queue of `flow` that can have become `after`.
  private mutating func gather(
    flow: Int32, _ after: Crossing, _ place: Int32, isTranslated: Bool
  ) {
    var found: [(queue: Int, isWeak: Bool, delay: Int64)] = []
    candidates.removeAll(keepingCapacity: true)
    var numbers: [Int] = []
    group.forEachQueue(ofFlow: flow) { numbers.append($0) }
    for number in numbers {
      let queue = group.queues[number]
      guard let passage = topology.passage(from: queue.point, to: after.point, at: after.time),
        !isTranslated || mayTranslate(passage, queue.point, after.point)
      else { continue }
      let fits = passage.fits(crossing(queue.first), after)
      guard fits || (passage == .routed && after.isIP && crossing(queue.first).depth == after.depth)
      else { continue }
      found.append(
        (number, !fits, topology.longestDelay(of: passage, to: after.point, at: after.time)))
    }
    for one in found {
      guard let head = head(of: one.queue, for: after, place, within: one.delay) else { continue }
      candidates.append(Candidate(queue: one.queue, place: head, isWeak: one.isWeak))
    }
    if candidates.contains(where: { !$0.isWeak }) { candidates.removeAll(where: \.isWeak) }
  }

  private func mayTranslate(_ passage: Passage, _ from: Point, _ to: Point) -> Bool {
    passage.mayTranslate && topology.host(of: from) == topology.host(of: to)
  }

  /// The oldest copy of a queue that `after` may take and that is not too old for it.
  private func head(
    of queue: Int, for after: Crossing, _ place: Int32, within delay: Int64
  ) -> Int32? {
    var head = group.head(of: queue, to: after.point) ?? -1
    while head >= 0 {
      let wall = crossing(head).wall
      if wall > after.wall || head == place { return nil }
      if after.wall - wall <= delay { return head }
      head = group.next[Int(head)]
    }
    return nil
  }

  // MARK: - Translations

  /// The most queues that are looked at for a flow that nobody knows.
  private static let mostQueues = 256

  /// Gathers copies that came in with other addresses, if they are of one flow only; true where
  /// several flows could be meant.
  private mutating func findTranslated(
    _ after: Crossing, _ place: Int32, _ host: Int
  ) -> Bool {
    var fresh: [(candidate: Candidate, flow: Int32)] = []
    var known: [(candidate: Candidate, flow: Int32)] = []
    for number in group.queues.indices.prefix(Self.mostQueues) {
      let queue = group.queues[number]
      guard queue.flow != after.flow, topology.host(of: queue.point) == host,
        let passage = topology.passage(from: queue.point, to: after.point, at: after.time),
        passage.mayTranslate, passage.fits(crossing(queue.first), after),
        Self.isPlausible(flows[queue.flow], flows[after.flow]),
        let head = head(
          of: number, for: after, place,
          within: topology.longestDelay(of: passage, to: after.point, at: after.time))
      else { continue }
      let one = (Candidate(queue: number, place: head), queue.flow)
      let translated = translations.translated(host: host, queue.flow, at: after.wall)
      if translated == nil { fresh.append(one) } else { known.append(one) }
    }
    // A flow that is translated to another one has nothing to do with this, unless nothing else
    // can: its translation may have changed.
    let found = fresh.isEmpty ? known : fresh
    guard let flow = found.first?.flow else { return false }
    guard found.allSatisfy({ $0.flow == flow }) else {
      hasAmbiguity = true
      doubts[group.members[Int(place)]] = .severalFlows
      for one in found { doubts[group.members[Int(one.candidate.place)]] = .severalFlows }
      return true
    }
    candidates = found.map(\.candidate)
    if !losses.isEmpty, losses.mayCover(after.time, on: [host]) {
      // What it really comes from may be among the lost.
      doubts[group.members[Int(place)]] = .lost
      return false
    }
    translations.learn(host: host, flow, as: after.flow, at: after.wall, flows: &flows)
    return false
  }

  /// Whether NAT can make `after` of `before`: it changes one end or both.
  ///
  /// An answer that carries the same is no translation.
  private static func isPlausible(_ before: Flow, _ after: Flow) -> Bool {
    guard before.ipProtocol == after.ipProtocol, before != after, after != before.reversed
    else { return false }
    return before.sourceEnd == after.sourceEnd || before.destinationEnd == after.destinationEnd
      || before.source != after.destination
  }

  // MARK: - Doubts

  /// Writes down who follows whom, and where it could be otherwise.
  ///
  /// The oldest of equal copies was given to each. Where giving the latest instead fits as well,
  /// some were dropped and the times do not tell which.
  private mutating func settle() {
    for place in (0..<Int32(group.members.count)).reversed() {
      let number = Int(group.laneOf[Int(place)])
      guard number >= 0 else { continue }
      let member = group.members[Int(place)]
      let earliest = group.parentOf[Int(place)]
      let queue = group.queues[Int(group.lanes[number].queue)]
      parents[Int(member)] = group.members[Int(earliest)]
      guard queue.count > 1 else { continue }
      var latest = group.lanes[number].latest
      if latest == -2 { latest = queue.last }
      let wall = table.crossings[Int(member)].wall
      while latest > earliest, crossing(latest).wall > wall || latest == place {
        latest = group.previous[Int(latest)]
      }
      latest = max(latest, earliest)
      group.lanes[number].latest = group.previous[Int(latest)]
      if latest != earliest {
        parents[Int(member)] = group.members[Int(latest)]
        markEqual(from: earliest, to: latest, lane: number)
        doubts[member] = .equalCopies
      }
      if !losses.isEmpty, isLossy(queue.point, member) { doubts[member] = .lost }
    }
  }

  /// Marks all copies of a queue from one place to another; later ones are marked already.
  private mutating func markEqual(from earliest: Int32, to latest: Int32, lane: Int) {
    var place = earliest
    while place >= 0, place <= latest, place < group.lanes[lane].marked {
      doubts[group.members[Int(place)]] = .equalCopies
      place = group.next[Int(place)]
    }
    group.lanes[lane].marked = min(group.lanes[lane].marked, earliest)
  }

  /// Whether a capture lost packets on either side, about when `member` was seen.
  private func isLossy(_ point: Point, _ member: Int32) -> Bool {
    let crossing = table.crossings[Int(member)]
    let hosts = [topology.host(of: point), topology.host(of: crossing.point)]
    return losses.mayCover(crossing.time, on: hosts)
  }
}
