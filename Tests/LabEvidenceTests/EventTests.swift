import LabEvidence
import LabModel
import Testing

@Suite struct EventTests {
  /// Writes `events` as a run and reads it back.
  private func evidence(_ events: [Event]) throws -> RunEvidence {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Journal.standing(in: store)
    for event in events { try journal.write(event) }
    try journal.finish(.finished)
    #expect(try store.integrityProblems() == [])
    return try RunEvidence.load(run: journal.run, from: store)
  }

  @Test func linksComeBackAsTheyWere() throws {
    let down = Link(
      index: 7, name: "veth\u{e9}\"'\\", kind: "veth", hardwareType: 1, flags: 0x8000_1003,
      operationalState: 2, hasCarrier: false, mtu: 4_294_967_295, address: [2, 0, 0, 0, 0, 255],
      master: 3, link: 9, linkNamespace: -1, linkHost: 2, qdisc: "noqueue")
    var up = down
    up.flags |= 1
    up.hasCarrier = true
    up.address = []
    let changes = [
      ObjectChange(host: 1, earliest: At.start - 5, old: nil, new: down, isInitial: true),
      ObjectChange(host: 1, earliest: At.start + 5, old: down, new: up),
      ObjectChange(host: 1, earliest: At.start + 15, old: up, new: nil),
    ]
    let evidence = try evidence(
      changes.enumerated().map { At.event(Int64($0) * 10, .link($1)) })
    #expect(evidence.links.map(\.change) == changes)
    #expect(evidence.links.map(\.number) == [1, 2, 3])
    #expect(evidence.links.map(\.time) == [0, 10, 20].map { At.start + $0 })
  }

  @Test func addressesRoutesNeighboursAndRulesComeBackAsTheyWere() throws {
    let address = Address(
      interface: 2, address: "fe80::1", prefixLength: 64, scope: 253, flags: 0x80, label: "lo")
    let route = Route(
      family: 2, table: 4_000_000_000, destination: "10.0.0.0/24", type: 1, scope: 253,
      protocolNumber: 3, metric: 100, preferredSource: "10.0.0.1", mtu: 1400,
      nexthops: [
        Nexthop(interface: 2, gateway: "10.0.0.254", flags: 17, weight: 2),
        Nexthop(interface: -1, gateway: "odd \"\\\u{1}\u{1f}é", flags: 4_294_967_295, weight: 256),
      ])
    var dead = route
    dead.nexthops = []
    let neighbour = Neighbour(
      interface: 2, address: "10.0.0.2", linkAddress: [2, 0, 0, 0, 0, 2], state: 0x40, flags: 0x80)
    let rule = Rule(
      family: 2, priority: 32766, source: "all", destination: "10.0.0.0/8", inputInterface: "lo",
      outputInterface: "", mark: 4_294_967_295, table: 254, action: 1)
    let evidence = try evidence([
      At.event(1, .address(ObjectChange(host: 1, earliest: At.start, old: nil, new: address))),
      At.event(2, .route(ObjectChange(host: 1, earliest: At.start, old: route, new: dead))),
      At.event(3, .neighbour(ObjectChange(host: 1, earliest: At.start, old: neighbour, new: nil))),
      At.event(4, .rule(ObjectChange(host: 1, earliest: At.start, old: nil, new: rule))),
    ])
    #expect(evidence.addresses.map(\.change.new) == [address])
    #expect(evidence.routes.map(\.change.old) == [route])
    #expect(evidence.routes.map(\.change.new) == [dead])
    #expect(evidence.neighbours.map(\.change.old) == [neighbour])
    #expect(evidence.neighbours.map(\.change.new) == [nil])
    #expect(evidence.rules.map(\.change.new) == [rule])
  }

  @Test func socketsAndCountersBelongToTheFenceThatFollowsThem() throws {
    let socket = Socket(
      family: 10, protocolNumber: 6, localAddress: "::", localPort: 65535, remoteAddress: "::",
      remotePort: 0, state: 10, inode: 4_294_967_295)
    let counter = CounterChange(
      host: 1, interface: 3, name: "tx_dropped", old: 0, new: UInt64.max)
    let evidence = try evidence([
      At.event(1, .fence(Fence(step: 0, attempt: 0))),
      At.event(2, .sockets([SocketChange(host: 1, old: nil, new: socket)])),
      At.event(3, .counters([counter, counter])),
      At.event(4, .fence(Fence(step: 1, attempt: 1))),
      At.event(5, .sockets([SocketChange(host: 1, old: socket, new: nil)])),
      At.event(6, .fence(Fence(step: 2, attempt: 1))),
    ])
    #expect(evidence.sockets.map(\.fence) == [2, 3])
    #expect(evidence.sockets.map(\.number) == [1, 2])
    #expect(evidence.sockets.first?.change == SocketChange(host: 1, old: nil, new: socket))
    #expect(evidence.counters.map(\.change) == [counter, counter])
    #expect(evidence.counters.map(\.fence) == [2, 2])
    #expect(evidence.fences.map(\.step) == [0, 1, 2])
  }

  @Test func lossesAndHostsComeBackAsTheyWere() throws {
    let evidence = try evidence([
      At.event(1, .hostAdded(HostRecord(number: 2, name: "ns1", origin: .named))),
      At.event(2, .hostAdded(HostRecord(number: 3, name: "netns-4026", origin: .found))),
      At.event(3, .loss(Loss(host: 2, source: .capture, count: 17, since: At.start - 3))),
      At.event(4, .loss(Loss(host: 3, source: .netlink, count: 0, since: At.start))),
      At.event(5, .hostRemoved(host: 2)),
    ])
    #expect(
      evidence.hosts == [
        HostRow(number: 1, name: "lab", origin: .planned, from: At.start - 1000),
        HostRow(number: 2, name: "ns1", origin: .named, from: At.start + 1, to: At.start + 5),
        HostRow(number: 3, name: "netns-4026", origin: .found, from: At.start + 2),
      ])
    #expect(
      evidence.losses == [
        LossRow(
          number: 1, host: 2, source: .capture, count: 17, since: At.start - 3,
          time: At.start + 3),
        LossRow(
          number: 2, host: 3, source: .netlink, count: 0, since: At.start, time: At.start + 4),
      ])
  }

  @Test func aHostThatGoesAfterItWasWrittenIsUpdated() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let journal = try Journal.standing(in: store)
    try journal.commit()
    try journal.write(At.event(77, .hostRemoved(host: 1)))
    try journal.finish(.finished)
    let hosts = try RunEvidence.load(run: journal.run, from: store).hosts
    #expect(hosts.map(\.to) == [At.start + 77])
  }
}
