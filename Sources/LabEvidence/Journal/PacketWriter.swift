import LabModel

/// Writes packets: a row of what is decoded for each, and chunks of their bytes.
struct PacketWriter {
  let run: Int
  let start: EventTime
  let compressor: ChunkCompressor

  func write(
    _ packets: PacketQueue, interfaces: [Int], to connection: Connection
  ) throws(StoreFailure) {
    guard !packets.sealed.isEmpty else { return }
    let row = try connection.statement(.addPacket)
    let addresses = AddressBuffers()
    var chunk = PacketChunk()
    var number = packets.firstNumber
    for (entry, interface) in zip(packets.sealed, interfaces) {
      let batch = packets.batches[Int(entry.batch)]
      let packet = batch.packets[Int(entry.place)]
      try batch.bytes.withUnsafeBufferPointer { bytes throws(StoreFailure) in
        let frame = UnsafeRawBufferPointer(bytes).frame(of: packet)
        bind(packet, frame: frame, addresses: addresses, to: row)
        chunk.append(frame, clockError: batch.clockError)
        row.bind(1, run)
        row.bind(2, number)
        row.bind(3, batch.host)
        row.bind(4, interface)
        try row.run()
      }
      number += 1
      if chunk.isFull { try write(&chunk, before: number, to: connection) }
    }
    try write(&chunk, before: number, to: connection)
    guard !packets.isInOrder else { return }
    let mark = try connection.statement(.markUnsorted)
    mark.bind(1, run)
    try mark.run()
  }

  private func bind(
    _ packet: Packet, frame: UnsafeRawBufferPointer, addresses: AddressBuffers,
    to row: PreparedStatement
  ) {
    let time = packet.time - start.monotonic
    row.bind(5, packet.direction.rawValue)
    row.bind(6, time)
    row.bind(7, packet.wall - start.wall - time)
    row.bind(8, packet.length)
    let decoded = DecodedPacket(frame, hardwareType: packet.hardwareType)
    row.bind(9, decoded.etherType)
    row.bind(10, decoded.vlan)
    bind(decoded, protocolAt: 11, to: row)
    bind(decoded.source, at: 12, buffer: addresses.source, to: row)
    bind(decoded.destination, at: 13, buffer: addresses.destination, to: row)
    row.bind(14, decoded.sourcePort)
    row.bind(15, decoded.destinationPort)
    row.bind(16, decoded.tcpFlags)
    row.bind(17, decoded.type)
    row.bind(18, decoded.identification)
  }

  private func bind(_ decoded: DecodedPacket, protocolAt position: Int32, to row: PreparedStatement)
  {
    if let name = decoded.knownProtocol {
      row.bind(position, name)
    } else {
      row.bind(position, decoded.protocolName)
    }
  }

  private func bind(
    _ address: IPAddress?, at position: Int32, buffer: UnsafeMutableBufferPointer<CChar>,
    to row: PreparedStatement
  ) {
    guard let address else { return row.bindNull(position) }
    let count = address.write(to: buffer)
    row.bindKept(position, text: UnsafeBufferPointer(rebasing: buffer[..<count]))
  }

  private func write(
    _ chunk: inout PacketChunk, before number: Int, to connection: Connection
  ) throws(StoreFailure) {
    guard chunk.count > 0 else { return }
    let row = try connection.statement(.addChunk)
    let (run, count, size, clockError) = (run, chunk.count, chunk.content.count, chunk.clockError)
    try compressor.compress(chunk.content) { bytes throws(StoreFailure) in
      row.bind(1, run)
      row.bind(2, number - count)
      row.bind(3, count)
      row.bind(4, clockError)
      row.bind(5, size)
      row.bind(6, bytes)
      try row.run()
    }
    chunk.removeAll()
  }
}

/// Room for the text of two addresses, which a statement reads where it stands.
private final class AddressBuffers {
  let source: UnsafeMutableBufferPointer<CChar> = .allocate(capacity: IPAddress.longestText)
  let destination: UnsafeMutableBufferPointer<CChar> = .allocate(capacity: IPAddress.longestText)

  deinit {
    source.deallocate()
    destination.deallocate()
  }
}

extension UnsafeRawBufferPointer {
  /// The bytes of `packet` in those of its batch, cut where they would lie outside.
  fileprivate func frame(of packet: Packet) -> UnsafeRawBufferPointer {
    let start = Swift.min(Swift.max(packet.offset, 0), count)
    let size = Swift.min(Swift.max(packet.capturedLength, 0), count - start)
    return UnsafeRawBufferPointer(rebasing: self[start..<start + size])
  }
}

extension SQL {
  fileprivate static let markUnsorted = SQL("UPDATE run SET is_sorted = 0 WHERE number = ?")
  fileprivate static let addPacket = SQL(
    """
    INSERT INTO packet (
      run, number, host, interface, direction, time, wall_shift, length, ethertype, vlan, protocol,
      source, destination, source_port, destination_port, tcp_flags, type, ip_id
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let addChunk = SQL(
    """
    INSERT INTO packet_chunk (run, first, count, clock_error, size, content)
    VALUES (?, ?, ?, ?, ?, ?)
    """)
}
