import LabEvidence
import LabModel
import LabReport
import Testing

/// Paths of packets as people and programs read them.
struct PathReportTests {
  /// An echo request from `ctr`, through `lab`, which masquerades it.
  private static func evidence() -> RunEvidence {
    let start = SampleRun.start
    var evidence = SampleRun.evidence
    evidence.hosts = [
      HostRow(number: 1, name: "lab", origin: .planned, from: start),
      HostRow(number: 2, name: "ctr", origin: .planned, from: start),
    ]
    let links: [(host: Int, link: Link)] = [
      (2, Link(index: 2, name: "eth0", kind: "veth", link: 5, linkNamespace: 0, linkHost: 1)),
      (1, Link(index: 5, name: "veth0", kind: "veth", link: 2, linkNamespace: 0, linkHost: 2)),
      (1, Link(index: 6, name: "up0", kind: "dummy")),
    ]
    evidence.links = links.enumerated().map { place, one in
      ChangeRow(
        number: place + 1, time: start,
        change: ObjectChange(
          host: one.host, earliest: start, old: nil, new: one.link, isInitial: true))
    }
    evidence.interfaces = links.enumerated().map { place, one in
      InterfaceRow(
        number: place + 1, host: one.host, index: one.link.index, name: one.link.name,
        hardwareType: 1, from: start)
    }
    evidence.addresses = [(2, "10.88.0.2"), (1, "192.0.2.1")].enumerated().map { place, one in
      ChangeRow(
        number: place + 1, time: start,
        change: ObjectChange(
          host: one.0, earliest: start, old: nil,
          new: Address(interface: 2, address: one.1, prefixLength: 24), isInitial: true))
    }
    let before = frame(ttl: 64, source: [10, 88, 0, 2])
    let after = frame(ttl: 63, source: [192, 0, 2, 1])
    let copies: [(Int, Int, Packet.Direction, [UInt8], Double)] = [
      (2, 1, .outgoing, before, 412), (1, 2, .toHost, before, 412.009),
      (1, 3, .outgoing, after, 412.030),
    ]
    evidence.packets = ListedPackets(
      rows: copies.enumerated().map { place, copy in
        PacketRow(
          number: place + 1, host: copy.0, interface: copy.1, direction: copy.2, hardwareType: 1,
          time: SampleRun.at(copy.4), wall: SampleRun.at(copy.4), length: copy.3.count,
          bytes: copy.3)
      })
    return evidence
  }

  private static func frame(ttl: UInt8, source: [UInt8]) -> [UInt8] {
    [2, 0, 0, 0, 0, ttl, 2, 0, 0, 0, 0, 1, 8, 0]
      + [0x45, 0, 0, 28, 0, 9, 0x40, 0, ttl, 1, 0, 0] + source + [192, 0, 2, 2]
      + [8, 0, 0, 0, 0, 7, 0, 1]
  }

  private var report: PathReport {
    PathReport(style: TextStyle(), summarize: SampleRun.summary)
  }

  @Test func tellsHopAfterHopWithTheTimeBetweenAndWhatChanged() throws {
    let lines = try report.lines(for: Self.evidence())
    #expect(
      lines == [
        "packet 1: packet 1",
        "      +0.412 s  ctr:eth0  out",
        "     +0.009 ms  veth0     in",
        "     +0.021 ms  up0       out  TTL 64→63, src 10.88.0.2→192.0.2.1,"
          + " dst MAC now 02:00:00:00:00:3f",
      ])
  }

  @Test func onlyPacketsThatAreAskedForAreTold() throws {
    #expect(try report.lines(for: Self.evidence(), packets: [3]).count == 4)
    #expect(try report.lines(for: Self.evidence(), packets: []).isEmpty)
  }

  @Test func saysWhyAPathIsUncertain() throws {
    var evidence = Self.evidence()
    let rows = (evidence.packets as? ListedPackets)?.rows ?? []
    evidence.packets = ListedPackets(rows: [rows[1]])
    #expect(
      try report.lines(for: evidence).last
        == "  uncertain: packet 2 came in at veth0, and no copy of it was seen on the other side")
  }

  @Test func everythingIsInJSONToo() throws {
    var text = ""
    var writer = JSONWriter { text += String(decoding: $0, as: UTF8.self) }
    try report.write(Self.evidence(), to: &writer, goesOn: { true })
    writer.finish()
    #expect(text.contains(#""what": "source""#) || text.contains(#""what":"source""#))
    #expect(text.contains("192.0.2.1") && text.contains("\"certain\""))
  }
}
