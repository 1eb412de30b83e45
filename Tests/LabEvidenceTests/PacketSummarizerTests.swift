import LabEvidence
import LabModel
import Testing

/// TCP numbers relative to the beginning of a conversation.
@Suite struct PacketSummarizerTests {
  /// A segment between 10.0.0.1:40000 and 10.0.0.2:81.
  static func segment(
    back: Bool = false, _ flags: UInt8, seq: UInt32, ack: UInt32 = 0, _ size: Int = 0,
    options: [UInt8] = []
  ) -> [UInt8] {
    func u16(_ value: Int) -> [UInt8] {
      [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }
    func u32(_ value: UInt32) -> [UInt8] {
      u16(Int(value >> 16)) + u16(Int(value & 0xffff))
    }
    let ends: [(address: [UInt8], port: Int)] = [([10, 0, 0, 1], 40000), ([10, 0, 0, 2], 81)]
    let (from, to) = back ? (ends[1], ends[0]) : (ends[0], ends[1])
    let tcp =
      u16(from.port) + u16(to.port) + u32(seq) + u32(ack)
      + [UInt8(5 + options.count / 4) << 4, flags] + u16(512) + [0, 0, 0, 0] + options
      + [UInt8](repeating: 0x2e, count: size)
    let ip =
      [0x45, 0] + u16(20 + tcp.count) + u16(1) + [0x40, 0, 64, 6, 0, 0] + from.address + to.address
    return [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0] + ip + tcp
  }

  static let conversation = [
    segment(2, seq: 4_000_000_000), segment(back: true, 0x12, seq: 77, ack: 4_000_000_001),
    segment(0x10, seq: 4_000_000_001, ack: 78), segment(0x18, seq: 4_000_000_001, ack: 78, 5),
    segment(
      back: true, 0x10, seq: 78, ack: 4_000_000_001,
      options: [1, 1, 5, 10] + [0xee, 0x6b, 0x28, 2] + [0xee, 0x6b, 0x28, 6]),
    segment(back: true, 0x18, seq: 78, ack: 4_000_000_006, 9),
    segment(0x11, seq: 4_000_000_006, ack: 87), segment(back: true, 0x14, seq: 87, ack: 0),
  ]

  static func row(_ frame: [UInt8], _ number: Int = 1, interface: Int = 1) -> PacketRow {
    PacketRow(
      number: number, host: 1, interface: interface, direction: .toHost, hardwareType: 1,
      time: Int64(number), wall: 0, length: frame.count, bytes: frame)
  }

  @Test func theFirstNumbersAreTheWiresAndLaterOnesRelative() {
    let summarizer = PacketSummarizer()
    let lines = Self.conversation.prefix(4).map { summarizer.line(for: Self.row($0)) }
    #expect(
      lines == [
        "IP 10.0.0.1.40000 > 10.0.0.2.81: Flags [S], seq 4000000000, win 512, length 0",
        "IP 10.0.0.2.81 > 10.0.0.1.40000: Flags [S.], seq 77, ack 4000000001, win 512, length 0",
        "IP 10.0.0.1.40000 > 10.0.0.2.81: Flags [.], ack 1, win 512, length 0",
        "IP 10.0.0.1.40000 > 10.0.0.2.81: Flags [P.], seq 1:6, ack 1, win 512, length 5",
      ])
  }

  @Test(.enabled(if: Tcpdump.path != nil, "tcpdump is not installed"))
  func tcpdumpNumbersThemTheSame() throws {
    // Once as it was, once seen only from the middle on, and the same ends once more.
    let middle = Array(Self.conversation.dropFirst(3))
    let again = [
      Self.segment(2, seq: 9), Self.segment(back: true, 0x12, seq: 5, ack: 10),
      Self.segment(0x18, seq: 10, ack: 6, 3),
    ]
    for frames in [Self.conversation, middle, Self.conversation + again] {
      let summarizer = PacketSummarizer()
      let ours = frames.map { summarizer.line(for: Self.row($0)) }
      #expect(ours == (try Tcpdump.lines(frames)))
    }
  }

  @Test func eachInterfaceHasNumbersOfItsOwn() {
    let summarizer = PacketSummarizer()
    for frame in Self.conversation.prefix(3) { _ = summarizer.line(for: Self.row(frame)) }
    let there = summarizer.line(for: Self.row(Self.conversation[3], interface: 2))
    #expect(there.contains("seq 4000000001:4000000006, ack 78,"))
    let here = summarizer.line(for: Self.row(Self.conversation[3], interface: 1))
    #expect(here.contains("seq 1:6, ack 1,"))
  }

  @Test(arguments: [
    ("lo", Packet.Direction.toHost, "lo    In  "), ("veth0", .outgoing, "veth0 Out "),
    ("eth0", .broadcast, "eth0  B   "), ("eth0", .multicast, "eth0  M   "),
    ("longer0", .otherHost, "longer0 P   "),
  ])
  func linesOfSeveralInterfacesBeginAsThoseOfAny(
    interface: String, direction: Packet.Direction, prefix: String
  ) {
    #expect(PacketSummary.prefix(interface: interface, direction: direction) == prefix)
  }
}
