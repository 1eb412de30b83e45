import LabEvidence
import Testing

/// DNS messages in UDP: what they say of questions and answers.
@Suite struct DNSSummaryTests {
  /// Makes messages and the datagrams that carry them.
  enum Message {
    static func u16(_ value: Int) -> [UInt8] {
      [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    static func name(_ text: String) -> [UInt8] {
      text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    static func header(_ flags: Int, _ counts: [Int]) -> [UInt8] {
      u16(7) + u16(flags) + counts.flatMap(u16)
    }

    static func question(_ text: String, _ type: Int = 1, _ kind: Int = 1) -> [UInt8] {
      name(text) + u16(type) + u16(kind)
    }

    /// A record about the name of the first question.
    static func record(_ type: Int, _ data: [UInt8], _ kind: Int = 1) -> [UInt8] {
      [0xc0, 0x0c] + u16(type) + u16(kind) + [0, 0, 0, 60] + u16(data.count) + data
    }

    static func frame(_ message: [UInt8], from source: Int = 40000, to port: Int = 53) -> [UInt8] {
      let udp = u16(source) + u16(port) + u16(8 + message.count) + u16(0) + message
      let ip =
        [0x45, 0] + u16(20 + udp.count) + u16(1) + u16(0) + [64, 17, 0, 0] + [10, 0, 0, 1]
        + [10, 0, 0, 2]
      return [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0] + ip + udp
    }

    static func response(
      _ type: Int, _ data: [UInt8], flags: Int = 0x8180, kind: Int = 1
    ) -> [UInt8] {
      frame(
        header(flags, [1, 1, 0, 0]) + question("e.org", type, kind) + record(type, data, kind),
        from: 53, to: 40000)
    }
  }

  private func line(_ frame: [UInt8]) -> String {
    PacketSummary.line(for: frame, hardwareType: 1, length: frame.count)
  }

  @Test func aQueryShowsItsQuestion() {
    let frame = Message.frame(
      Message.header(0x0100, [1, 0, 0, 0]) + Message.question("example.org"))
    #expect(line(frame) == "IP 10.0.0.1.40000 > 10.0.0.2.53: 7+ A? example.org. (29)")
  }

  @Test func aResponseShowsItsAnswers() {
    #expect(
      line(Message.response(1, [192, 0, 2, 1]))
        == "IP 10.0.0.1.53 > 10.0.0.2.40000: 7 1/0/0 A 192.0.2.1 (39)")
    let none = Message.frame(
      Message.header(0x8183, [1, 0, 0, 0]) + Message.question("e.org"), from: 53, to: 40000)
    #expect(line(none) == "IP 10.0.0.1.53 > 10.0.0.2.40000: 7 NXDomain 0/0/0 (23)")
  }

  @Test(.enabled(if: Tcpdump.path != nil, "tcpdump is not installed"))
  func tcpdumpReadsEachOfThemTheSame() throws {
    var frames = (0..<300).map {
      Message.frame(Message.header(0x0100, [1, 0, 0, 0]) + Message.question("e.org", $0))
    }
    frames += (0..<6).map {
      Message.frame(Message.header(0x0100, [1, 0, 0, 0]) + Message.question("e.org", 1, $0))
    }
    for code in 0..<16 {
      frames.append(
        Message.frame(
          Message.header(0x8180 | code, [1, 0, 0, 0]) + Message.question("e.org"), from: 53,
          to: 40000))
      frames.append(
        Message.frame(Message.header(code << 11, [1, 0, 0, 0]) + Message.question("e.org")))
    }
    for flags in [0xffff, 0x07ff, 0x0140, 0x0110, 0x8505, 0x8620] {
      frames.append(
        Message.frame(Message.header(flags, [1, 0, 0, 0]) + Message.question("e.org")))
    }
    frames += [
      Message.frame(Message.header(0x0100, [0, 1, 1, 1])),
      Message.frame(
        Message.header(0x0100, [2, 0, 0, 0]) + Message.question("e.org")
          + Message.question("f.org")),
      Message.frame(Message.header(0x0100, [1, 0, 0, 0]) + Message.question("")),
      Message.frame(Message.header(0x0100, [1, 0, 0, 0]) + [5, 0x65]),
      Message.frame(
        Message.header(0x0100, [1, 0, 0, 0]) + [4, 0x61, 1, 0x62, 0xff, 0] + [0, 1, 0, 1]),
      Message.frame(Array("hello".utf8)),
      Message.response(5, Message.name("www.e.org")), Message.response(2, Message.name("ns.e.org")),
      Message.response(12, [3] + Array("www".utf8) + [0xc0, 0x0c]),
      Message.response(15, [0, 10] + Message.name("mx.e.org")),
      Message.response(16, [3, 0x61, 0x62, 0x63, 2, 0x64, 0x22]),
      Message.response(28, [0x20, 1, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [1]),
      Message.response(33, [0, 1, 0, 2, 0, 80] + Message.name("t.e.org")),
      Message.response(6, Message.name("ns.e.org") + Message.name("h.e.org")),
      Message.response(65, [0, 1, 0]), Message.response(1, [10, 0, 0, 9], kind: 3),
      Message.frame(
        Message.header(0x8180, [1, 2, 1, 1]) + Message.question("e.org")
          + Message.record(5, Message.name("f.org")) + Message.record(1, [10, 0, 0, 9])
          + Message.record(2, Message.name("ns.org")) + Message.record(1, [10, 0, 0, 8]),
        from: 53, to: 40000),
      Message.frame(
        Message.header(0, [1, 0, 0, 0]) + Message.question("x.local", 12, 0x8001), from: 5353,
        to: 5353),
      Message.frame(
        Message.header(0, [1, 0, 0, 0]) + Message.question("x.local", 1), from: 5353, to: 5353),
      Message.frame(
        Message.header(0x8400, [0, 1, 0, 0]) + Message.name("x.local")
          + [0, 1, 0x80, 1, 0, 0, 0, 9, 0, 4, 10, 0, 0, 1], from: 5353, to: 5353),
    ]
    let expected = try Tcpdump.lines(frames)
    #expect(expected.count == frames.count)
    for (frame, expected) in zip(frames, expected) { #expect(line(frame) == expected) }
  }

  @Test func pointersThatLeadAroundEnd() {
    let loop = Message.frame(
      Message.header(0x0100, [1, 0, 0, 0]) + [0xc0, 0x0c] + [0, 1, 0, 1])
    #expect(line(loop).contains("<BAD PTR>"))
  }

  @Test func noBytesWhateverMakeAMessageUnreadable() {
    var generator = SystemRandomNumberGenerator()
    for round in 0..<fuzzRounds(2000) {
      var message = Array(
        Message.response([1, 5, 15, 16, 28, 33][round % 6], Message.name("a.b.c")).dropFirst(42))
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        message[Int.random(in: 0..<message.count, using: &generator)] = generator.next()
      }
      message.removeLast(Int.random(in: 0...message.count / 2, using: &generator))
      let text = line(Message.frame(message, from: 53, to: 5353))
      #expect(text.utf8.allSatisfy { (0x20..<0x7f).contains($0) })
    }
  }
}
