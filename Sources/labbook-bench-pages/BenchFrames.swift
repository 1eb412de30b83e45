import LabModel

/// Frames of pings and UDP between two hosts, as a capture on one end of a link sees them.
struct BenchFrames {
  private let frames: [[UInt8]]

  init() {
    frames = (0..<64).map { place in
      let number = UInt16(place)
      return place % 2 == 0 ? Self.echo(number) : Self.datagram(number)
    }
  }

  /// A batch of `count` packets, 10 µs apart from `start` on.
  func batch(_ count: Int, host: Int, from start: EventTime) -> PacketBatch {
    var packets: [Packet] = []
    var bytes: [UInt8] = []
    packets.reserveCapacity(count)
    for place in 0..<count {
      let frame = frames[place % frames.count]
      let time = Int64(place) * 10_000
      packets.append(
        Packet(
          time: start.monotonic + time, wall: start.wall + time, interface: 2,
          direction: place % 4 < 2 ? .outgoing : .toHost, hardwareType: 1, length: frame.count,
          offset: bytes.count, capturedLength: frame.count))
      bytes += frame
    }
    return PacketBatch(host: host, packets: packets, bytes: bytes, clockError: 100)
  }

  private static func echo(_ number: UInt16) -> [UInt8] {
    ip(
      protocol: 1, number,
      [8, 0, 0, 0] + bytes(1) + bytes(number) + [UInt8](repeating: 7, count: 56))
  }

  private static func datagram(_ number: UInt16) -> [UInt8] {
    let payload = [UInt8](repeating: 42, count: 64)
    let size = UInt16(8 + payload.count)
    return ip(
      protocol: 17, number, bytes(40_000 + number) + bytes(5000) + bytes(size) + [0, 0] + payload)
  }

  /// Ethernet and IPv4 (RFC 791) before `payload`, from 10.0.0.1 to 10.0.0.2.
  private static func ip(
    protocol next: UInt8, _ identification: UInt16, _ payload: [UInt8]
  ) -> [UInt8] {
    [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0x00, 0x45, 0]
      + bytes(UInt16(20 + payload.count)) + bytes(identification) + [0x40, 0, 64, next, 0, 0]
      + [10, 0, 0, 1, 10, 0, 0, 2] + payload
  }

  private static func bytes(_ value: UInt16) -> [UInt8] {
    [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)]
  }
}
