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
          +0.000 s  lab          starts with lo (down)
          +0.001 s  serve        $ nc -l 8900 &
          +0.004 s  lab          tcp 0.0.0.0:8900 is listening
          +0.005 s  step 2       $ curl -sS localhost:8900
          +0.008 s    stderr     curl: (7) Failed to connect
          +0.009 s    ends       exits 7
          +0.012 s  step 3       $ ip link set dev lo up
          +0.013 s  lab          lo is up, has carrier
          +0.013 s  lo           packet 1
          +0.013 s  lab          127.0.0.1/8 added to lo
          +0.013 s  lab          routes in table local added: local 127.0.0.0/8 dev lo,
                                 broadcast 127.255.255.255/32 dev lo
          +0.016 s  step 4       $ curl -sS \\
                                 >   localhost:8900
          +0.018 s  lo           packet 2
          +0.020 s    of serve   GET / HTTP/1.1\\r
                                 Host: localhost\\r
                                 \\x1b[2J (no line feed)
          +0.030 s    stdout     BAM!
                                 … 1 counter change (--counters)
        """)
  }

  @Test func countersAreToldWhenAskedFor() throws {
    var options = StoryReport.Options()
    options.showsCounters = true
    let text = try story(options: options)
    #expect(text.hasSuffix("  +0.051 s  lab          IpInReceives 0 to 10 (+10)"))
  }

  @Test func longOutputIsCutWithAHintUnlessAllIsWanted() throws {
    var evidence = SampleRun.evidence
    evidence.outputs[2].bytes = Array(String(repeating: "y\n", count: 100).utf8)
    let cut = try story(evidence)
    #expect(cut.contains("… 63 more lines (--full)"))
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
        "run 019a2b3c-4d5e-7f60-8123-456789abcdef · number 3",
        "kernel 6.18.44 · namespaces · 2026-01-01 00:00:00 UTC · 0.412 s · finished",
      ])
  }

  @Test func claimsComeWithReasonAndEvidence() {
    let report = StoryReport(style: TextStyle(width: 80), summarize: SampleRun.summary)
    #expect(
      report.claims(SampleRun.claims).joined(separator: "\n") == """
        claims
          ✓ holds           curl fails until lo is up
                            attempt 1 of curl exited 7; the first one after +0.013 s
                            exited 0
                            evidence: attempt 2, link_event 2
          ? inconclusive    no packets until lo is down
                            lo was never set down
        published elsewhere, not counted
          ✗ refuted         curl succeeds
                            attempt 1 of curl (step 2) exited 7, expected success
                            evidence: attempt 2
        """)
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
    let start = "  +0.001 s  ns1         "
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
