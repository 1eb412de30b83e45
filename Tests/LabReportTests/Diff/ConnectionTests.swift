import LabEvidence
import LabModel
import LabReport
import Testing

/// TCP as runs are compared by it: what each side did, however it was cut into segments.
@Suite struct ConnectionTests {
  private static let (client, server): (UInt16, UInt16) = (40_000, 80)

  /// A segment on loopback (no link-layer header but Ethernet's), from the client unless `answers`.
  private func segment(
    _ number: Int, answers: Bool = false, flags: UInt8, sequence: UInt32, bytes: Int = 0,
    port: UInt16 = client
  ) -> PacketRow {
    let (source, destination) = answers ? (Self.server, port) : (port, Self.server)
    func words(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }
    func long(_ value: UInt32) -> [UInt8] {
      words(UInt16(value >> 16)) + words(UInt16(value & 0xffff))
    }
    var frame = [UInt8](repeating: 0, count: 12) + [8, 0]
    frame += [0x45, 0] + words(UInt16(40 + bytes)) + [0, 0, 0, 0, 64, 6, 0, 0]
    frame += [127, 0, 0, 1, 127, 0, 0, 1]
    frame += words(source) + words(destination) + long(sequence) + long(0)
    frame += [0x50, flags] + words(1000) + [0, 0, 0, 0]
    frame += [UInt8](repeating: 65, count: bytes)
    let time = SampleRun.at(17 + Double(number) / 100)
    return PacketRow(
      number: number, host: 1, interface: 1, direction: .toHost, hardwareType: 772, time: time,
      wall: time, length: frame.count, bytes: frame)
  }

  private func difference(_ old: [PacketRow], _ new: [PacketRow]) throws -> [DifferenceLine] {
    func run(_ rows: [PacketRow]) -> ComparedRun {
      ComparedSample.run { $0.packets = ListedPackets(rows: rows) }
    }
    return try RunComparison(run(old), run(new)).evidence.flatMap(\.sections).flatMap(\.lines)
  }

  private func request(_ pieces: [Int], port: UInt16 = client, base: UInt32 = 100) -> [PacketRow] {
    var rows = [
      segment(1, flags: 2, sequence: base, port: port),
      segment(2, answers: true, flags: 18, sequence: 900, port: port),
    ]
    var next = base &+ 1
    for piece in pieces {
      rows.append(segment(rows.count + 1, flags: 24, sequence: next, bytes: piece, port: port))
      next = next &+ UInt32(piece)
    }
    rows.append(segment(rows.count + 1, flags: 17, sequence: next, port: port))
    rows.append(segment(rows.count + 1, answers: true, flags: 17, sequence: 901, port: port))
    return rows
  }

  @Test func howBytesAreCutIsNoDifference() throws {
    #expect(try difference(request([30, 48]), request([78])) == [])
    #expect(try difference(request([78]), request([78], port: 41_000, base: .max - 3)) == [])
  }

  @Test func howManyBytesAre() throws {
    #expect(
      try difference(request([78]), request([70])) == [
        DifferenceLine(.missing, "TCP 127.0.0.1.PORT-4.1 > 127.0.0.1.80: SYN, 78 bytes, FIN"),
        DifferenceLine(.extra, "TCP 127.0.0.1.PORT-4.1 > 127.0.0.1.80: SYN, 70 bytes, FIN"),
      ])
  }

  @Test func howOftenNobodyAnsweredIsADifference() throws {
    func unanswered(_ count: Int) -> [PacketRow] {
      (1...count).map { segment($0, flags: 2, sequence: 100) }
    }
    #expect(
      try difference(unanswered(5), unanswered(3)).map(\.text) == [
        "- TCP 127.0.0.1.PORT-4.1 > 127.0.0.1.80: 5 × SYN unanswered",
        "+ TCP 127.0.0.1.PORT-4.1 > 127.0.0.1.80: 3 × SYN unanswered",
      ])
    #expect(try difference(unanswered(1), unanswered(1)) == [])
    // Once it is answered, it is chance how often it was sent.
    let late = unanswered(2).map { row in
      var row = row
      row.time -= 10_000_000
      return row
    }
    #expect(try difference(late + request([78]), [late[0]] + late + request([78])) == [])
  }

  @Test func aRefusalIsADifference() throws {
    let refused = [
      segment(1, flags: 2, sequence: 1), segment(2, answers: true, flags: 20, sequence: 0),
    ]
    let lines = try difference(request([78]), refused).map(\.text)
    #expect(lines.contains("+ TCP answer 127.0.0.1.80 > 127.0.0.1.PORT-4.1: RST"))
  }
}
