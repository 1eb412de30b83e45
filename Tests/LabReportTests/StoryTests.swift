import Foundation
import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct StoryTests {
  private func story(
    _ evidence: RunEvidence = SampleRun.evidence, style: TextStyle = TextStyle(width: 80),
    options: StoryReport.Options = .init()
  ) throws -> String {
    var lines: [String] = []
    let report = StoryReport(style: style, options: options, summarize: SampleRun.summary)
    try report.write(evidence) { line in
      lines.append(line)
      return true
    }
    return lines.joined(separator: "\n")
  }

  @Test func everythingStandsOnOneClock() throws {
    let text = try story()
    #expect(
      text == """
          +0.000  lab         starts with lo (down)
          +0.001  serve       $ nc -l 8900 &
          +0.004  lab         tcp 0.0.0.0:8900 is listening
          +0.005  step 2      $ curl -sS localhost:8900
          +0.008    stderr    curl: (7) Failed to connect
          +0.009    ends      exits 7
          +0.012  step 3      $ ip link set dev lo up
          +0.013  lab         lo is up, has carrier
          +0.013  lo          packet 1
          +0.013  lab         127.0.0.1/8 added to lo
          +0.013  lab         routes in table local added: local 127.0.0.0/8 dev lo,
                              broadcast 127.255.255.255/32 dev lo
          +0.016  step 4      $ curl -sS \\
                              >   localhost:8900
          +0.018  lo          packet 2
          +0.020    of serve  GET / HTTP/1.1\\r
                              Host: localhost\\r
                              \\x1b[2J (no line feed)
          +0.030    stdout    BAM!
                              … 1 counter change (--counters)
        """)
  }

  @Test func countersAreToldWhenAskedFor() throws {
    var options = StoryReport.Options()
    options.showsCounters = true
    let text = try story(options: options)
    #expect(text.hasSuffix("  +0.051  lab         IpInReceives 0 to 10 (+10)"))
  }

  @Test func longOutputIsCutWithAHintUnlessAllIsWanted() throws {
    var evidence = SampleRun.evidence
    evidence.outputs[2].bytes = Array(String(repeating: "y\n", count: 100).utf8)
    let cut = try story(evidence)
    #expect(cut.contains("… 63 more lines (--all)"))
    var options = StoryReport.Options()
    options.isFull = true
    let full = try story(evidence, options: options)
    #expect(full.split(separator: "\n").count { $0.hasSuffix(" y") || $0.hasSuffix("  y") } == 100)
  }

  @Test func aLineThatComesInPiecesIsTold() throws {
    var evidence = SampleRun.evidence
    let row = evidence.outputs[0]
    evidence.outputs[0].bytes = Array("c".utf8)
    evidence.outputs.insert(
      OutputRow(
        number: 9, step: row.step, stream: row.stream, time: row.time + 300_000,
        bytes: Array("url: (7) Failed to connect\n".utf8)), at: 1)
    #expect(try story(evidence) == story())
    evidence.outputs[1].time += 1_000_000_000
    #expect(try story(evidence).contains("c (no line feed)"))
  }

  @Test func noLineIsWiderThanTheTerminal() throws {
    var evidence = SampleRun.evidence
    evidence.outputs[2].bytes = Array(String(repeating: "日本", count: 200).utf8) + [0x0A]
    for line in try story(evidence).split(separator: "\n") {
      #expect(TextWidth.columns(String(line)) <= 80, "\(line)")
    }
  }

  @Test func withoutUTF8EverySignIsASCII() throws {
    let text = try story(style: TextStyle(width: 80, usesUnicode: false))
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func aReaderThatLeavesEndsTheStory() throws {
    var count = 0
    try StoryReport(style: TextStyle(), summarize: SampleRun.summary).write(SampleRun.evidence) {
      _ in
      count += 1
      return count < 3
    }
    #expect(count == 3)
  }

  @Test func theHeadingSaysWhatRanWhereAndHow() {
    let report = StoryReport(style: TextStyle(width: 80), summarize: SampleRun.summary)
    #expect(
      report.header(SampleRun.evidence.run) == [
        "Nothing answers until lo is up · experiments/lo.md",
        "run 3 · 019a2b3c-4d5e-7f60-8123-456789abcdef",
        "kernel 6.18.44 · namespaces · 2026-01-01 00:00:00 UTC · 0.412 s · finished",
      ])
  }

  @Test func claimsComeWithEvidenceAndThoseThatDoNotHoldWithReasons() {
    let report = StoryReport(style: TextStyle(width: 80), summarize: SampleRun.summary)
    #expect(
      report.claims(SampleRun.claims).joined(separator: "\n") == """
        claims
          1 ✓ holds         curl fails until lo is up  [attempt 2; link_event 2]
          2 ? inconclusive  no packets until lo is down
                            lo was never set down
        published elsewhere, not counted
          3 ✗ refuted       curl succeeds
                            attempt 1 of curl (step 2) exited 7, expected success
                            [attempt 2]
        """)
  }

  @Test func allReasonsAreToldWhenAskedFor() {
    var options = StoryReport.Options()
    options.showsReasons = true
    let report = StoryReport(
      style: TextStyle(width: 80), options: options, summarize: SampleRun.summary)
    #expect(
      report.claims(Array(SampleRun.claims.prefix(1))).joined(separator: "\n") == """
        claims
          1 ✓ holds  curl fails until lo is up
                     attempt 1 of curl exited 7; the first one after +0.013 s exited 0
                     [attempt 2; link_event 2]
        """)
  }

  @Test func ofManyAttemptsTheFirstAndTheLastAreTold() throws {
    var evidence = SampleRun.evidence
    let first = evidence.attempts[3]
    evidence.outputs.removeLast()
    for attempt in 2...500 {
      var row = first
      row.number = 100 + attempt
      row.attempt = attempt
      row.start += Int64(attempt) * 20_000_000
      row.exit = row.start + 1
      row.end = row.start + 2
      row.status = attempt == 500 ? 0 : 7
      evidence.attempts.append(row)
    }
    let text = try story(evidence)
    #expect(text.split(separator: "\n").count < 40)
    #expect(text.contains("… 498 more attempts (--all)"))
    #expect(text.contains(">   localhost:8900  (attempt 500)"))
    #expect(!text.contains("(attempt 499)"))
    var options = StoryReport.Options()
    options.isFull = true
    #expect(try story(evidence, options: options).contains("(attempt 499)"))
  }

  @Test func muchOfEverythingStaysShortWithAHint() throws {
    var evidence = SampleRun.evidence
    evidence.steps[3].command = (1...100).map { "echo \($0)" }.joined(separator: "\n")
    evidence.packets = ListedPackets(
      rows: (1...10_000).map { number in
        PacketRow(
          number: number, host: 1, interface: 1, direction: .outgoing, hardwareType: 772,
          time: SampleRun.at(17) + Int64(number), wall: 0, length: 60, bytes: [0x45])
      })
    evidence.outputs[2].bytes = [UInt8](repeating: 0x78, count: 1_000_000) + [0x0A]
    evidence.addresses = (1...2000).map { number in
      ChangeRow(
        number: number, time: SampleRun.at(18) + Int64(number),
        change: ObjectChange(
          host: 1, earliest: SampleRun.at(17), old: nil,
          new: Address(interface: 1, address: "10.0.0.\(number)", prefixLength: 8)))
    }
    let lines = try story(evidence).split(separator: "\n")
    #expect(lines.count < 160)
    #expect(lines.allSatisfy { TextWidth.columns(String($0)) <= 80 })
    #expect(lines.contains { $0.contains("1976 more changes") })
    #expect(lines.contains { $0.contains("… 80 more lines, 9940 more packets (--all)") })
    var options = StoryReport.Options()
    options.isFull = true
    #expect(try story(evidence, options: options).split(separator: "\n").count > 10_100)
  }

  @Test(arguments: [
    (
      "IP 10.0.0.1.4 > 10.0.0.2.80: Flags [S], seq 1, win 9, options [mss 1460,eol], length 0",
      "IP 10.0.0.1.4 > 10.0.0.2.80: Flags [S]"
    ),
    (
      "IP 10.0.0.1.4 > 10.0.0.2.80: Flags [P.], seq 1:25, ack 7, win 9, length 24",
      "IP 10.0.0.1.4 > 10.0.0.2.80: Flags [P.], length 24"
    ),
    (
      "IP 10.0.0.1.4 > 10.0.0.2.80: Flags [S] [bad hdr length 24 - too long, > 20]",
      "IP 10.0.0.1.4 > 10.0.0.2.80: Flags [S] [bad hdr length 24 - too long, > 20]"
    ),
    (
      "IP 10.0.0.1.4 > 10.0.0.2.53: UDP, length 12", "IP 10.0.0.1.4 > 10.0.0.2.53: UDP, length 12"
    ),
  ])
  func segmentsAreToldInShort(summary: String, brief: String) throws {
    let rows = try #require(SampleRun.evidence.packets as? ListedPackets).rows
    for isFull in [false, true] {
      var options = StoryReport.Options()
      options.isFull = isFull
      var evidence = SampleRun.evidence
      evidence.packets = ListedPackets(rows: [rows[1]])
      var lines: [String] = []
      try StoryReport(
        style: TextStyle(width: 120), options: options, summarize: { _ in summary }
      ).write(evidence) { line in
        lines.append(line)
        return true
      }
      #expect(lines.contains("  +0.018  lo          " + (isFull ? summary : brief)))
    }
  }

  @Test func jsonHasEverythingInOrder() throws {
    var bytes: [UInt8] = []
    var writer = JSONWriter { bytes += $0 }
    try StoryJSON(SampleRun.evidence, summarize: SampleRun.summary)
      .write(claims: SampleRun.claims, to: &writer)
    writer.finish()
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let run = try #require(document["run"] as? [String: Any])
    #expect(run["id"] as? String == "019a2b3c-4d5e-7f60-8123-456789abcdef")
    #expect(run["started"] as? String == "2026-01-01T00:00:00.000000000Z")
    let story = try #require(document["story"] as? [[String: Any]])
    let kinds = story.compactMap { $0["kind"] as? String }
    #expect(
      kinds == [
        "host", "link", "step", "step ended", "socket", "step", "output", "step ended", "step",
        "step ended", "link", "packet", "address", "route", "route", "step", "packet", "output",
        "output", "step ended", "counter",
      ])
    let packet = try #require(story.last { $0["kind"] as? String == "packet" })
    #expect(packet["frame"] as? String == "Rf8=")
    #expect(packet["interface"] as? String == "lo")
    let claims = try #require(document["claims"] as? [[String: Any]])
    #expect(claims.map { $0["verdict"] as? String } == ["holds", "inconclusive", "refuted"])
  }
}

@Suite struct ChangeStoryTests {
  /// The story's last line for one change of a link.
  private func words(_ old: Link?, _ new: Link?) throws -> String {
    var evidence = RunEvidence(run: SampleRun.evidence.run, packets: ListedPackets(rows: []))
    evidence.hosts = [
      HostRow(number: 1, name: "lab", origin: .planned, from: SampleRun.start),
      HostRow(number: 2, name: "ns1", origin: .named, from: SampleRun.start),
    ]
    evidence.interfaces = [
      InterfaceRow(
        number: 1, host: 2, index: 7, name: "br0", hardwareType: 1, from: SampleRun.start)
    ]
    evidence.links = [
      ChangeRow(
        number: 1, time: SampleRun.at(1),
        change: ObjectChange(host: 2, earliest: SampleRun.at(0.5), old: old, new: new))
    ]
    var last = ""
    try StoryReport(style: TextStyle(), summarize: SampleRun.summary).write(evidence) {
      last = $0
      return true
    }
    return last
  }

  private func link(_ change: (inout Link) -> Void) -> Link {
    var link = Link(index: 3, name: "eth0", kind: "veth")
    change(&link)
    return link
  }

  @Test func linksAreToldInPlainWords() throws {
    let plain = link { _ in }
    let start = "  +0.001  ns1         "
    #expect(try words(nil, plain) == start + "eth0 added (veth, down)")
    #expect(try words(plain, nil) == start + "eth0 removed")
    #expect(try words(plain, link { $0.flags = 1 }) == start + "eth0 is up")
    #expect(try words(link { $0.flags = 1 }, plain) == start + "eth0 is down")
    #expect(try words(plain, link { $0.name = "wan0" }) == start + "eth0 is now called wan0")
    #expect(try words(plain, link { $0.mtu = 9000 }) == start + "eth0 has mtu 9000")
    #expect(try words(plain, link { $0.master = 7 }) == start + "eth0 joins br0")
    #expect(try words(link { $0.master = 7 }, plain) == start + "eth0 leaves br0")
    #expect(
      try words(plain, link { $0.operationalState = 6 }) == start + "eth0 is operationally up")
  }
}
