import LabEvidence
import LabModel
import LabPages
import Testing

@Suite struct TopologyPageTests {
  private let fixture: PageFixture
  private let sample: ViewSample

  init() throws {
    fixture = try PageFixture()
    sample = try ViewSample(fixture)
  }

  private func site() throws -> Site { Site(try fixture.store()) }

  private func link(
    _ host: Int, _ index: Int32, _ name: String, kind: String = "veth", isUp: Bool = true,
    master: Int32 = 0, peer: Int32 = 0, peerHost: Int = 0
  ) -> Event.Body {
    .link(
      ObjectChange(
        host: host, earliest: ViewSample.start, old: nil,
        new: Link(
          index: index, name: name, kind: kind, flags: isUp ? 1 : 0, hasCarrier: isUp,
          master: master, link: peer, linkNamespace: peerHost == 0 ? -1 : 0, linkHost: peerHost)))
  }

  private var network: [Event.Body] {
    [
      .hostAdded(HostRecord(number: 2, name: "h2", origin: .named)),
      link(1, 2, "br0", kind: "bridge"),
      link(1, 3, "p1", master: 2, peer: 2, peerHost: 2),
      link(2, 2, "eth0", isUp: false),
      .address(
        ObjectChange(
          host: 2, earliest: ViewSample.start, old: nil,
          new: Address(interface: 2, address: "10.0.0.2", prefixLength: 24))),
      .route(
        ObjectChange(
          host: 2, earliest: ViewSample.start, old: nil,
          new: Route(
            family: 2, table: 254, destination: "default",
            nexthops: [Nexthop(interface: 2, gateway: "10.0.0.1")]))),
    ]
  }

  @Test func aNetworkIsDrawnAndTold() throws {
    let run = try sample.add(events: network)
    let (status, text) = try site().text("/run/\(run.id)/topology")
    #expect(status == 200)
    #expect(text.contains("+1.000 s, the end of step 1 (all)"))
    #expect(text.contains("<title>lab:p1 – h2:eth0 (peer)</title>"))
    #expect(text.contains("<div>peer of h2:eth0</div>"))
    #expect(text.contains("<div>port of br0</div>"))
    #expect(text.contains("<span class=\"tag state-down\">▼ down</span>"))
    #expect(text.contains("<div>10.0.0.2/24</div>"))
    #expect(text.contains("<li>default via 10.0.0.1 dev eth0</li>"))
    #expect(text.contains("href=\"/run/\(run.id)/topology?at=0\" rel=\"prev\""))
  }

  @Test func anotherInstantIsAskedForInTheAddress() throws {
    let run = try sample.add(events: network)
    let (_, start) = try site().text("/run/\(run.id)/topology?at=0")
    #expect(start.contains("+0.000 s, the start") && !start.contains("br0"))
    let (_, middle) = try site().text("/run/\(run.id)/topology?at=3500000")
    #expect(middle.contains("p1") && !middle.contains("10.0.0.2"))
    #expect(middle.contains("after the start"))
    #expect(middle.contains("3 changes read later may have happened before this instant"))
    #expect(try site().text("/run/\(run.id)/topology?at=1.5").status == 400)
    #expect(try site().text("/run/\(run.id)/topology?at=9223372036854775807").status == 400)
    #expect(try site().text("/run/x/topology").status == 404)
  }

  @Test func theTwinHasTheSameFacts() throws {
    let run = try sample.add(events: network)
    let (status, text) = try site().text("/run/\(run.id)/topology.json")
    #expect(status == 200)
    #expect(text.contains("\"state\": \"down\""))
    #expect(text.contains("\"kind\": \"peer\""))
    #expect(text.contains("\"default via 10.0.0.1 dev eth0\""))
    #expect(text.contains("\"left_out\": {"))
  }

  @Test func whatIsTooMuchIsLeftOutAndCounted() throws {
    var events: [Event.Body] = []
    for host in 2...35 {
      events.append(.hostAdded(HostRecord(number: host, name: "h\(host)", origin: .named)))
    }
    for index in 2...601 { events.append(link(1, Int32(index), "d\(index)", kind: "dummy")) }
    let run = try sample.add(events: events)
    let (_, text) = try site().text("/run/\(run.id)/topology")
    #expect(text.contains("left out of the drawing: 5 hosts, 560 interfaces"))
    #expect(text.contains("100 interfaces more are not shown."))
    #expect(text.utf8.count < 400_000)
  }

  @Test func nothingComesOutRaw() throws {
    let hostile = ViewSample.hostile
    let events: [Event.Body] = [
      .hostAdded(HostRecord(number: 2, name: hostile, origin: .named)),
      link(1, 2, hostile, kind: hostile),
      link(2, 2, hostile, peer: 2, peerHost: 1),
      .address(
        ObjectChange(
          host: 2, earliest: ViewSample.start, old: nil,
          new: Address(interface: 2, address: hostile, prefixLength: 24, label: hostile))),
      .route(
        ObjectChange(
          host: 2, earliest: ViewSample.start, old: nil,
          new: Route(
            family: 2, table: 254, destination: hostile, preferredSource: hostile,
            nexthops: [Nexthop(interface: 2, gateway: hostile)]))),
    ]
    let run = try sample.add(
      .init(path: hostile, title: hostile, command: hostile), events: events)
    let (status, text) = try site().text("/run/\(run.id)/topology")
    #expect(status == 200)
    #expect(text.contains("alert(1)") && !isRaw(text))
    let (_, twin) = try site().text("/run/\(run.id)/topology.json")
    #expect(!twin.unicodeScalars.contains("\u{1b}"))
  }
}
