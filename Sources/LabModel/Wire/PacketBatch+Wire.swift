// Packets come in hundreds of thousands: offsets follow from lengths, and times are differences.
extension PacketBatch: WireValue {
  package func write(to writer: inout WireWriter) {
    writer.write(host)
    writer.write(clockError)
    writer.write(bytes: bytes)
    writer.write(unsigned: UInt64(packets.count))
    var lastTime: Int64 = 0
    var lastWall: Int64 = 0
    for packet in packets {
      writer.write(signed: packet.time &- lastTime)
      writer.write(signed: packet.wall &- lastWall)
      lastTime = packet.time
      lastWall = packet.wall
      writer.write(signed: Int64(packet.interface))
      writer.write(unsigned: UInt64(packet.direction.rawValue))
      writer.write(unsigned: UInt64(packet.hardwareType))
      writer.write(unsigned: UInt64(packet.length))
      writer.write(unsigned: UInt64(packet.capturedLength))
    }
  }

  package init(from reader: inout WireReader) throws(WireError) {
    let host: Int = try reader.value()
    let clockError: Int64 = try reader.value()
    let bytes = try reader.byteArray()
    let count = try reader.count()
    var packets: [Packet] = []
    packets.reserveCapacity(count)
    var time: Int64 = 0
    var wall: Int64 = 0
    var offset = 0
    for _ in 0..<count {
      time &+= try reader.signed()
      wall &+= try reader.signed()
      let interface: Int32 = try reader.value()
      guard let direction = Packet.Direction(rawValue: try reader.value()) else {
        throw .malformed("no such direction")
      }
      let hardwareType: UInt16 = try reader.value()
      let length: Int = Int(clamping: try reader.unsigned())
      let captured: Int = Int(clamping: try reader.unsigned())
      guard captured <= bytes.count - offset else { throw .truncated }
      packets.append(
        Packet(
          time: time, wall: wall, interface: interface, direction: direction,
          hardwareType: hardwareType, length: length, offset: offset, capturedLength: captured))
      offset += captured
    }
    self.init(host: host, packets: packets, bytes: bytes, clockError: clockError)
  }
}
