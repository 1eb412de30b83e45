import LabModel

/// Packets that wait to be written.
///
/// Each host's capture gives its packets in order, but the captures are read one after another.
/// Between two boundaries (a step's start or end, a fence) all of them together are put in order
/// of time; across a boundary there is nothing to reorder, as a fence has drained everything.
struct PacketQueue {
  /// One packet of one batch.
  struct Entry {
    var time: Int64
    var batch: Int32
    var place: Int32
  }

  private(set) var batches: [PacketBatch] = []
  /// Packets in the order of their numbers.
  private(set) var sealed: [Entry] = []
  private var open: [Entry] = []
  /// How many packets were written before.
  private var writtenCount = 0

  /// Whether every number so far is in order of time.
  private(set) var isInOrder = true
  private var latestTime = Int64.min

  /// The captured bytes that wait.
  private(set) var byteCount = 0

  /// How many packets wait.
  var count: Int { sealed.count + open.count }

  /// The number that the next sealed packet gets.
  var nextNumber: Int { writtenCount + sealed.count + 1 }

  /// The number of the first packet in `sealed`.
  var firstNumber: Int { writtenCount + 1 }

  mutating func append(_ batch: PacketBatch) {
    let index = Int32(batches.count)
    batches.append(batch)
    byteCount += batch.bytes.count
    for (place, packet) in batch.packets.enumerated() {
      open.append(Entry(time: packet.time, batch: index, place: Int32(place)))
    }
  }

  /// Numbers all that came since the last boundary, in order of time; what has the same time keeps the
  /// order in which it came.
  mutating func seal() {
    guard !open.isEmpty else { return }
    let isSorted = zip(open, open.dropFirst()).allSatisfy { $0.time <= $1.time }
    if !isSorted {
      open.sort {
        ($0.time, $0.batch, $0.place) < ($1.time, $1.batch, $1.place)
      }
    }
    if let first = open.first, first.time < latestTime { isInOrder = false }
    latestTime = max(latestTime, open.last?.time ?? latestTime)
    sealed.append(contentsOf: open)
    open.removeAll(keepingCapacity: true)
  }

  /// The packet of an entry, and its batch.
  func packet(_ entry: Entry) -> (packet: Packet, batch: PacketBatch) {
    let batch = batches[Int(entry.batch)]
    return (batch.packets[Int(entry.place)], batch)
  }

  /// The number of each sealed packet's interface.
  func interfaces(_ table: inout InterfaceTable) -> [Int] {
    sealed.map { entry in
      let (packet, batch) = packet(entry)
      return table.number(
        host: batch.host, index: packet.interface, hardwareType: packet.hardwareType,
        time: packet.time)
    }
  }

  /// Forgets what was sealed, which has been written.
  mutating func removeSealed() {
    writtenCount += sealed.count
    sealed.removeAll(keepingCapacity: true)
    batches.removeAll(keepingCapacity: true)
    byteCount = 0
  }
}
