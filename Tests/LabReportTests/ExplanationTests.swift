import LabEvidence
import LabModel
import LabReport
import Testing

/// The ladder diagram of a verdict, compared exactly.
@Suite struct ExplanationTests {
  private func text(
    _ evidence: RunEvidence, _ claim: ClaimVerdict, context: Int? = nil,
    style: TextStyle = TextStyle(width: 90)
  ) throws -> String {
    // The claim itself stands before the first empty line.
    try Explanation(of: claim, in: evidence, context: context, summarize: SampleRun.summary)
      .lines(style: style).drop { !$0.isEmpty }.dropFirst().joined(separator: "\n")
  }

  private func claim(
    _ text: String, _ references: [EvidenceReference]
  ) -> ClaimVerdict {
    ClaimVerdict(
      number: 1, identity: text, text: text, line: 1,
      verdict: Verdict(.refuted, "because", evidence: references))
  }

  @Test func theRowsThatDecidedStandAmongWhatHappened() throws {
    let shown = try text(SampleRun.evidence, SampleRun.claims[0])
    #expect(
      shown == """
                         lab
                         lo
          +0.001 s        │    serve $ nc -l 8900 &
          +0.002 s        │    serve exits 0
          +0.004 s        ◆    tcp 0.0.0.0:8900 is listening
          +0.005 s *      │    step 2 $ curl -sS localhost:8900
          +0.008 s        │    step 2 stderr: curl: (7) Failed to connect
          +0.009 s *      │    step 2 exits 7
          +0.012 s        │    step 3 $ ip link set dev lo up
          +0.013 s        │    step 3 exits 0
          +0.013 s *      ◆    lo is up, has carrier (after +0.012500 s, by +0.013200 s)
          +0.013 s        │↺   packet 1
          +0.013 s        ◆    127.0.0.1/8 added to lo
          +0.013 s        ◆    route local 127.0.0.0/8 dev lo table local added
                 …        ⋮    1 packet, 5 other rows

        * decided the verdict
        """)
  }

  @Test func aNarrowContextLeavesTheRestOutAndCountsIt() throws {
    let shown = try text(
      SampleRun.evidence, claim("no packets", [.init(.packet, 2)]), context: 1,
      style: TextStyle(width: 80, usesUnicode: false))
    #expect(
      shown == """
                         lab
                         lo
               ...        :    1 packet, 12 other rows
          +0.016 s        |    step 4 $ curl -sS localhost:8900
          +0.018 s *      |o   packet 2
          +0.020 s        |    serve stdout: GET / HTTP/1.1 (and 2 more lines)
               ...        :    2 other rows

        * decided the verdict
        """)
  }

  /// Two hosts on a link, a request that arrives and a reply that does not.
  private static var pair: RunEvidence {
    var evidence = SampleRun.evidence
    evidence.hosts.append(HostRow(number: 2, name: "b", origin: .planned, from: SampleRun.start))
    evidence.interfaces += [
      InterfaceRow(
        number: 2, host: 1, index: 2, name: "veth0", hardwareType: 1, from: SampleRun.start),
      InterfaceRow(
        number: 3, host: 2, index: 5, name: "eth0", hardwareType: 1, from: SampleRun.start),
    ]
    func end(_ number: Int, _ host: Int, _ link: Link) -> ChangeRow<Link> {
      ChangeRow(
        number: number, time: SampleRun.start,
        change: ObjectChange(
          host: host, earliest: SampleRun.start, old: nil, new: link, isInitial: true))
    }
    evidence.links = [
      end(
        1, 1,
        Link(index: 2, name: "veth0", kind: "veth", link: 5, linkNamespace: 0, linkHost: 2)),
      end(
        2, 2, Link(index: 5, name: "eth0", kind: "veth", link: 2, linkNamespace: 0, linkHost: 1)),
    ]
    func packet(
      _ number: Int, _ host: Int, _ interface: Int, _ direction: Packet.Direction, _ at: Double,
      _ bytes: [UInt8]
    ) -> PacketRow {
      PacketRow(
        number: number, host: host, interface: interface, direction: direction, hardwareType: 1,
        time: SampleRun.at(at), wall: 0, length: 60, bytes: bytes)
    }
    evidence.packets = ListedPackets(rows: [
      packet(1, 1, 2, .outgoing, 18, [1]), packet(2, 2, 3, .toHost, 18.02, [1]),
      packet(3, 2, 3, .outgoing, 19, [2]), packet(4, 2, 3, .outgoing, 20.5, [3]),
      packet(5, 1, 2, .toHost, 20.6, [3]),
    ])
    return evidence
  }

  @Test func aPacketIsAnArrowFromOneEndOfALinkToTheOther() throws {
    let claim = claim("2 packets entering b:eth0", [.init(.packet, 2), .init(.link, 2)])
    let shown = try text(Self.pair, claim)
    #expect(
      shown == """
                         lab              b
                         lo     veth0   eth0
          +0.000 s *      │       │       ◆    eth0 is down from the start
          +0.001 s        │       │       │    serve $ nc -l 8900 &
          +0.002 s        │       │       │    serve exits 0
          +0.004 s        ◆       │       │    tcp 0.0.0.0:8900 is listening
                 …        ⋮       ⋮       ⋮    6 other rows
          +0.013 s        ◆       │       │    route local 127.0.0.0/8 dev lo table local added
          +0.013 s        ◆       │       │    route broadcast 127.255.255.255/32 dev lo table lo…
          +0.016 s        │       │       │    step 4 $ curl -sS localhost:8900
          +0.018 s *      │       │──────→│    packet 1
          +0.019 s        │       │       │─→  packet 3
          +0.020 s        │       │       │    serve stdout: GET / HTTP/1.1 (and 2 more lines)
          +0.020 s        │       │←──────│    packet 4
                 …        ⋮       ⋮       ⋮    2 other rows

        * decided the verdict
        """)
    let plain = try text(Self.pair, claim, style: TextStyle(width: 80, usesUnicode: false))
    #expect(
      plain == """
                         lab              b
                         lo     veth0   eth0
          +0.000 s *      |       |       #    eth0 is down from the start
          +0.001 s        |       |       |    serve $ nc -l 8900 &
          +0.002 s        |       |       |    serve exits 0
          +0.004 s        #       |       |    tcp 0.0.0.0:8900 is listening
               ...        :       :       :    6 other rows
          +0.013 s        #       |       |    route local 127.0.0.0/8 dev lo table l...
          +0.013 s        #       |       |    route broadcast 127.255.255.255/32 dev...
          +0.016 s        |       |       |    step 4 $ curl -sS localhost:8900
          +0.018 s *      |       |------>|    packet 1
          +0.019 s        |       |       |->  packet 3
          +0.020 s        |       |       |    serve stdout: GET / HTTP/1.1 (and 2 mo...
          +0.020 s        |       |<------|    packet 4
               ...        :       :       :    2 other rows

        * decided the verdict
        """)
  }

  @Test func noLineIsTooLongAndNothingReachesTheTerminalUnescaped() throws {
    var evidence = Self.pair
    evidence.hosts[1].name = "b\u{1B}[31m" + String(repeating: "ü", count: 40)
    evidence.steps[3].command = "echo \u{1B}]0;x\u{07}" + String(repeating: "y", count: 400)
    evidence.outputs[2].bytes = Array("\u{1B}[2J".utf8) + [0xFF, 0x0A, 0x61, 0x0A]
    for index in 4..<24 {
      evidence.interfaces.append(
        InterfaceRow(
          number: index, host: 1, index: Int32(index + 10), name: "eth\(index)", hardwareType: 1,
          from: SampleRun.start))
    }
    let packets = (1...40).map { number in
      PacketRow(
        number: number, host: 1, interface: number % 20 + 4, direction: .outgoing,
        hardwareType: 1, time: SampleRun.at(20 + Double(number)), wall: 0, length: 1, bytes: [1])
    }
    evidence.packets = ListedPackets(rows: packets)
    let claim = claim("x", [.init(.packet, 20), .init(.output, 3), .init(.attempt, 4)])
    for width in [40, 80, 100, 200] {
      let lines = try Explanation(
        of: claim, in: evidence, context: 100, summarize: SampleRun.summary
      ).lines(style: TextStyle(width: width, usesUnicode: width != 100))
      for line in lines {
        #expect(TextWidth.columns(line) <= max(80, min(120, width)), "\(line)")
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
      }
    }
  }

  @Test func manyDecidingRowsStayWithinBounds() throws {
    var evidence = SampleRun.evidence
    let packets = (1...3000).map { number in
      PacketRow(
        number: number, host: 1, interface: 1, direction: .toHost, hardwareType: 772,
        time: SampleRun.at(20 + Double(number) / 1000), wall: 0, length: 1, bytes: [1])
    }
    evidence.packets = ListedPackets(rows: packets)
    let claim = claim("x", (1...20).map { .init(.packet, $0 * 100) })
    #expect(try text(evidence, claim).split(separator: "\n").count < 130)
  }

  @Test func aVerdictWithoutRowsSaysSo() throws {
    let text = try text(SampleRun.evidence, SampleRun.claims[1])
    #expect(text.hasSuffix("no row of the record decided it: the reason is all there is"))
  }

  @Test func jsonHasTheRowsWithWhatTheyReferTo() throws {
    let explanation = try Explanation(
      of: claim("x", [.init(.packet, 2)]), in: Self.pair, context: 1,
      summarize: SampleRun.summary)
    let json = JSONWriter.text(lineDepth: 2) { explanation.write(to: &$0) }
    #expect(
      json == """
        {
          "run": "019a2b3c-4d5e-7f60-8123-456789abcdef",
          "claim": {
            "number": 1,
            "line": 1,
            "text": "x",
            "published": false,
            "implicit": false,
            "xfail": null,
            "verdict": "refuted",
            "reason": "because",
            "evidence": [{"table": "packet", "number": 2}]
          },
          "rows": [
            {"kind": "left out", "packets": 0, "others": 11},
            {"time_ns": 16000000, "kind": "step", "decided": false, "table": "attempt", "number": 4, "text": "step 4 $ curl -sS localhost:8900"},
            {"time_ns": 18000000, "kind": "packet", "decided": true, "table": "packet", "number": 1, "host": "lab", "interface": "veth0", "direction": "leaving", "to": {"number": 2, "time_ns": 18020000, "host": "b", "interface": "eth0"}, "text": "packet 1"},
            {"time_ns": 19000000, "kind": "packet", "decided": false, "table": "packet", "number": 3, "host": "b", "interface": "eth0", "direction": "leaving", "text": "packet 3"},
            {"kind": "left out", "packets": 1, "others": 3}
          ]
        }
        """)
  }

  @Test(arguments: [
    ("1", 1), ("2", 2), ("curl fails until lo is up", 1), ("CURL  fails until", 1),
    ("no packets", 2), ("curl succeeds", 3), ("curl s", 3),
  ])
  func aClaimIsNamedByNumberTextOrItsBeginning(text: String, number: Int) {
    guard case .found(let claim) = ClaimChoice(text, among: SampleRun.claims) else {
      Issue.record("\(text) names no claim")
      return
    }
    #expect(claim.number == number)
  }

  @Test func whatNamesNoClaimOrSeveralIsTold() {
    guard case .several(let claims) = ClaimChoice("curl", among: SampleRun.claims) else {
      Issue.record("curl names several")
      return
    }
    #expect(claims.map(\.number) == [1, 3])
    for text in ["", "9", "ping"] {
      guard case .none = ClaimChoice(text, among: SampleRun.claims) else {
        Issue.record("\(text) names none")
        continue
      }
    }
  }
}
