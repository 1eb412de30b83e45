/// The packets with one key, while their copies are being joined.
///
/// Copies that are alike in everything but their time stand in one queue; what the next point took
/// of a queue is a lane. All arrays are kept from group to group, so that nothing is allocated for
/// the many small ones.
struct CopyGroup {
  /// Copies at one point, of one flow, with one TTL, oldest first.
  struct Queue {
    var point: Point
    var flow: Int32
    /// The first and last of them: places in the group.
    var first: Int32
    var last: Int32
    var count: Int32 = 1
    var firstLane: Int32 = -1
    /// The next queue of the same flow.
    var nextOfFlow: Int32 = -1
  }

  /// What one point took of a queue.
  struct Lane {
    var queue: Int32
    var target: Point
    /// The last that was taken, or passed over as too old; -1 before the first.
    var taken: Int32 = -1
    /// From where on copies are left for the latest assignment; -2 before it began.
    var latest: Int32 = -2
    /// From this place on, equal copies are marked as such.
    var marked = Int32.max
    var nextLane: Int32
  }

  private(set) var queues: [Queue] = []
  var lanes: [Lane] = []
  /// For each place: the index of its crossing, and its neighbours in its queue.
  private(set) var members: [Int32] = []
  private(set) var next: [Int32] = []
  private(set) var previous: [Int32] = []
  /// For each place: the lane that it was taken by, and from which place; -1 is none.
  var laneOf: [Int32] = []
  var parentOf: [Int32] = []
  private var firstOfFlow: [Int32: Int32] = [:]

  /// Beyond so many queues they are looked up by flow.
  private static let few = 32

  mutating func begin(_ members: ArraySlice<Int32>) {
    queues.removeAll(keepingCapacity: true)
    lanes.removeAll(keepingCapacity: true)
    self.members.removeAll(keepingCapacity: true)
    self.members.append(contentsOf: members)
    for keyPath in [\Self.next, \.previous, \.laneOf, \.parentOf] {
      self[keyPath: keyPath].removeAll(keepingCapacity: true)
      self[keyPath: keyPath].append(contentsOf: repeatElement(-1, count: members.count))
    }
    if !firstOfFlow.isEmpty { firstOfFlow = [:] }
  }

  /// Calls `body` with the number of each queue of `flow`.
  func forEachQueue(ofFlow flow: Int32, _ body: (Int) -> Void) {
    if firstOfFlow.isEmpty {
      for number in queues.indices where queues[number].flow == flow { body(number) }
      return
    }
    var number = firstOfFlow[flow] ?? -1
    while number >= 0 {
      body(Int(number))
      number = queues[Int(number)].nextOfFlow
    }
  }

  /// Puts the copy at `place` at the end of its queue.
  mutating func enqueue(_ place: Int32, _ crossings: [Crossing]) {
    let crossing = crossings[Int(members[Int(place)])]
    var own = -1
    forEachQueue(ofFlow: crossing.flow) { number in
      let queue = queues[number]
      guard own < 0, queue.point == crossing.point else { return }
      let first = crossings[Int(members[Int(queue.first)])]
      if first.ttl == crossing.ttl, first.outerTTL == crossing.outerTTL,
        first.depth == crossing.depth
      {
        own = number
      }
    }
    guard own >= 0 else {
      return addQueue(
        Queue(
          point: crossing.point, flow: crossing.flow, first: place, last: place))
    }
    let last = queues[own].last
    next[Int(last)] = place
    previous[Int(place)] = last
    queues[own].last = place
    queues[own].count += 1
  }

  private mutating func addQueue(_ queue: Queue) {
    queues.append(queue)
    guard queues.count > Self.few else { return }
    if firstOfFlow.isEmpty {
      for number in queues.indices { index(number) }
    } else {
      index(queues.count - 1)
    }
  }

  private mutating func index(_ number: Int) {
    let flow = queues[number].flow
    queues[number].nextOfFlow = firstOfFlow[flow] ?? -1
    firstOfFlow[flow] = Int32(number)
  }

  /// The number of the lane from a queue to `target`; nil where nothing was taken yet.
  func lane(from queue: Int, to target: Point) -> Int? {
    var number = queues[queue].firstLane
    while number >= 0 {
      if lanes[Int(number)].target == target { return Int(number) }
      number = lanes[Int(number)].nextLane
    }
    return nil
  }

  /// The oldest copy of a queue that `target` may still take; nil where there is none.
  func head(of queue: Int, to target: Point) -> Int32? {
    let taken = lane(from: queue, to: target).map { lanes[$0].taken } ?? -1
    let place = taken < 0 ? queues[queue].first : next[Int(taken)]
    return place < 0 ? nil : place
  }

  /// Gives the copy at `parent`, which is in `queue`, to the one at `place`.
  mutating func take(_ parent: Int32, of queue: Int, for place: Int32, at target: Point) {
    var number = lane(from: queue, to: target)
    if number == nil {
      number = lanes.count
      lanes.append(
        Lane(queue: Int32(queue), target: target, nextLane: queues[queue].firstLane))
      queues[queue].firstLane = Int32(lanes.count - 1)
    }
    guard let number else { return }
    lanes[number].taken = parent
    laneOf[Int(place)] = Int32(number)
    parentOf[Int(place)] = parent
  }
}
