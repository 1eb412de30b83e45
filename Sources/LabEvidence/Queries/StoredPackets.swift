import LabModel

/// The packets of a stored run, read a chunk at a time.
struct StoredPackets: PacketSource {
  let store: Store
  let run: Int
  /// CLOCK_MONOTONIC and CLOCK_REALTIME at the run's start, in ns.
  let start: Int64
  let startWall: Int64
  /// Packets that were there when the run was loaded; later ones are left out.
  let count: Int
  /// Whether the packets' numbers are in order of their times.
  let isSorted: Bool

  func forEach(
    in times: ClosedRange<Int64>, _ body: (PacketRow) throws -> Bool
  ) throws {
    guard count > 0 else { return }
    if isSorted {
      try forEachByNumber(in: times, body)
    } else {
      try forEachByTime(in: times, body)
    }
  }

  /// Reads chunk after chunk, from the one that holds the first packet in `times` on.
  private func forEachByNumber(
    in times: ClosedRange<Int64>, _ body: (PacketRow) throws -> Bool
  ) throws {
    var next = try firstNumber(from: times.lowerBound)
    while next <= count {
      let packets = try chunk(holding: next)
      guard let last = packets.last, last.number >= next else { return }
      for packet in packets where packet.number >= next && packet.number <= count {
        if packet.time > times.upperBound { return }
        if packet.time >= times.lowerBound, try !body(packet) { return }
      }
      next = last.number + 1
    }
  }

  /// For the rare run whose numbers are not in order of time: a step sent more packets than are
  /// numbered at once from several captures, or the clock was set back meanwhile.
  private func forEachByTime(
    in times: ClosedRange<Int64>, _ body: (PacketRow) throws -> Bool
  ) throws {
    // Numbers that follow each other in time are near each other: few chunks are open at a time.
    var recent: [[PacketRow]] = []
    for number in try numbers(in: times) {
      var packets = recent.first { $0.holds(number) }
      if packets == nil {
        let read = try chunk(holding: number)
        recent.insert(read, at: 0)
        if recent.count > 8 { recent.removeLast() }
        packets = read
      }
      guard let packets, packets.holds(number), let first = packets.first else { continue }
      if try !body(packets[number - first.number]) { return }
    }
  }

  // MARK: - Reading

  /// The first number whose packet is not before `time`, found by halves; past the last one where
  /// there is none.
  private func firstNumber(from time: Int64) throws(StoreFailure) -> Int {
    return try store.use(to: "read packets") { connection throws(StoreFailure) in
      let statement = try connection.statement(.packetTime)
      var (low, high) = (1, count + 1)
      while low < high {
        let middle = (low + high) / 2
        statement.bind(1, run)
        statement.bind(2, middle)
        guard try statement.next() else { return high }
        if statement.nanoseconds(0) + start < time { low = middle + 1 } else { high = middle }
        statement.reset()
      }
      return low
    }
  }

  private func numbers(in times: ClosedRange<Int64>) throws(StoreFailure) -> [Int] {
    try store.use(to: "read packets") { connection throws(StoreFailure) in
      let statement = try connection.statement(.packetNumbers)
      statement.bind(1, run)
      statement.bind(2, count)
      var numbers: [Int] = []
      while try statement.next() {
        if times.contains(statement.nanoseconds(1) + start) { numbers.append(statement.number(0)) }
      }
      return numbers
    }
  }

  /// The packets of the chunk that holds packet `number`, in order.
  func chunk(holding number: Int) throws(StoreFailure) -> [PacketRow] {
    try store.use(to: "read packets") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        let (first, content, frames, clockError) = try frames(holding: number, connection)
        let statement = try connection.statement(.packets)
        statement.bind(1, run)
        statement.bind(2, first)
        statement.bind(3, first + frames.count)
        var packets: [PacketRow] = []
        packets.reserveCapacity(frames.count)
        while try statement.next() {
          let number: Int = statement.number(0)
          guard frames.indices.contains(number - first),
            let direction = Packet.Direction(rawValue: statement.number(3))
          else { continue }
          let time = statement.nanoseconds(4)
          packets.append(
            PacketRow(
              number: number, host: statement.number(1), interface: statement.number(2),
              direction: direction, hardwareType: statement.number(7), time: start + time,
              wall: startWall + time + statement.nanoseconds(5), length: statement.number(6),
              bytes: Array(content[frames[number - first]]), clockError: clockError))
        }
        return packets
      }
    }
  }

  /// The chunk that holds packet `number`: its first packet's number, its bytes, where in them each
  /// packet lies, and how far their times can be off.
  private func frames(
    holding number: Int, _ connection: Connection
  ) throws(StoreFailure) -> (
    first: Int, content: [UInt8], frames: [Range<Int>], clockError: Int64
  ) {
    let statement = try connection.statement(.chunk)
    statement.bind(1, run)
    statement.bind(2, number)
    guard try statement.next() else { throw damaged(number) }
    defer { statement.reset() }
    let first: Int = statement.number(0)
    let count: Int = statement.number(1)
    let size: Int = statement.number(2)
    guard number < first + count,
      let content = statement.withBytes(3, { ChunkCompressor.decompress($0, size: size) }),
      let frames = PacketChunk.packets(in: content, count: count)
    else { throw damaged(number) }
    return (first, content, frames, statement.nanoseconds(4))
  }

  private func damaged(_ number: Int) -> StoreFailure {
    StoreFailure(
      .damaged, stage: "read packets", subject: store.path,
      message: "the bytes of packet \(number) of run \(run) cannot be read")
  }
}

extension [PacketRow] {
  /// Whether packet `number` is among these, whose numbers follow each other.
  fileprivate func holds(_ number: Int) -> Bool {
    guard let first else { return false }
    return indices.contains(number - first.number)
  }
}

extension SQL {
  fileprivate static let packetTime = SQL("SELECT time FROM packet WHERE run = ? AND number = ?")
  fileprivate static let packetNumbers = SQL(
    "SELECT number, time FROM packet WHERE run = ? AND number <= ? ORDER BY time, number")
  fileprivate static let chunk = SQL(
    """
    SELECT first, count, size, content, clock_error FROM packet_chunk
    WHERE run = ? AND first <= ? ORDER BY first DESC LIMIT 1
    """)
  fileprivate static let packets = SQL(
    """
    SELECT packet.number, packet.host, packet.interface, direction, time, wall_shift, length,
      hardware_type
    FROM packet JOIN interface
      ON interface.run = packet.run AND interface.number = packet.interface
    WHERE packet.run = ?1 AND packet.number >= ?2 AND packet.number < ?3 ORDER BY packet.number
    """)
}
