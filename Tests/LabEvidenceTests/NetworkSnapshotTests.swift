import LabEvidence
import LabModel
import Testing

@Suite struct NetworkSnapshotTests {
  private func network(
    _ links: [ChangeRow<Link>], addresses: [ChangeRow<Address>] = [],
    routes: [ChangeRow<Route>] = [], hosts: [HostRow]? = nil
  ) -> RunNetwork {
    RunNetwork(
      run: RunRow(
        number: 1, id: "x", path: "a", title: "A", backend: "namespaces", kernelRelease: "6",
        status: .finished, start: 0, startWall: 0),
      hosts: hosts ?? [
        HostRow(number: 1, name: "lab", origin: .planned, from: 5),
        HostRow(number: 2, name: "h", origin: .found, from: 20, to: 90),
      ], links: links, addresses: addresses, routes: routes)
  }

  private func change<Object>(
    _ number: Int, _ time: Int64, host: Int = 1, old: Object? = nil, new: Object? = nil,
    isInitial: Bool = false
  ) -> ChangeRow<Object> {
    ChangeRow(
      number: number, time: time,
      change: ObjectChange(
        host: host, earliest: time - 1, old: old, new: new, isInitial: isInitial))
  }

  @Test func hostsAreThereFromTheirBeginningToTheirEnd() {
    let run = network([])
    func names(_ time: Int64) -> [String] { NetworkSnapshot(run, at: time).hosts.map(\.name) }
    #expect(names(0) == ["lab"])
    #expect(names(20) == ["lab", "h"])
    #expect(names(89) == ["lab", "h"])
    #expect(names(90) == ["lab"])
  }

  @Test func anInterfaceThatGoesTakesItsAddressesAndRoutesAlong() throws {
    let eth = Link(index: 2, name: "eth0", kind: "dummy")
    let address = Address(interface: 2, address: "10.0.0.1", prefixLength: 24)
    let route = Route(
      family: 2, table: 254, destination: "10.0.0.0/24", nexthops: [Nexthop(interface: 2)])
    // Its index is given to another one later, which has none of it.
    let other = Link(index: 2, name: "eth1", kind: "dummy")
    let run = network(
      [change(1, 10, new: eth), change(2, 30, old: eth), change(3, 40, new: other)],
      addresses: [change(1, 11, new: address)], routes: [change(1, 12, new: route)])
    func state(_ time: Int64) throws -> [String] {
      let lab = try #require(NetworkSnapshot(run, at: time).hosts.first)
      return lab.interfaces.flatMap { [$0.link.name] + $0.addresses.map(\.address) }
    }
    #expect(try state(9) == [])
    #expect(try state(12) == ["eth0", "10.0.0.1"])
    #expect(try state(30) == [])
    #expect(try state(40) == ["eth1"])
    #expect(NetworkSnapshot(run, at: 12).hosts[0].routes == [route])
    #expect(NetworkSnapshot(run, at: 30).hosts[0].routes == [])
    #expect(NetworkSnapshot(run, at: 29).pending == 0)
    #expect(NetworkSnapshot(run, at: 30).pending == 0)
  }

  @Test func whatWasReadLaterIsCounted() {
    let run = network([
      ChangeRow(
        number: 1, time: 30,
        change: ObjectChange(host: 1, earliest: 10, old: nil, new: Link(index: 2, name: "a")))
    ])
    #expect(NetworkSnapshot(run, at: 10).pending == 0)
    #expect(NetworkSnapshot(run, at: 20).pending == 1)
    #expect(NetworkSnapshot(run, at: 30).pending == 0)
  }

  @Test func connectionsAreThoseWithBothEnds() {
    typealias End = NetworkSnapshot.End
    func link(
      _ index: Int32, _ kind: String, master: Int32 = 0, to lower: Int32 = 0, in host: Int? = nil
    ) -> Link {
      Link(
        index: index, name: "i\(index)", kind: kind, master: master, link: lower,
        linkNamespace: host == nil ? -1 : 7, linkHost: host ?? 0)
    }
    let run = network([
      change(1, 21, new: link(2, "bridge")),
      change(2, 21, new: link(3, "veth", master: 2, to: 2, in: 2)),
      // Only one end knows of the other.
      change(3, 21, host: 2, new: link(2, "veth")),
      change(4, 21, new: link(4, "vlan", to: 3)),
      change(5, 21, host: 2, new: link(3, "macvlan", to: 3, in: 1)),
      change(6, 21, new: link(5, "vxlan", to: 3)),
      change(7, 21, new: link(6, "veth", to: 44, in: 0)),
      change(8, 21, new: link(7, "veth", to: 7)),
      change(9, 21, new: link(8, "", master: 99)),
    ])
    let found = NetworkSnapshot(run, at: 50).connections.map { connection in
      let (from, to) = (connection.from, connection.to)
      return "\(connection.kind.rawValue) \(from.host).\(from.index) \(to.host).\(to.index)"
    }
    #expect(
      found == [
        "member 1.3 1.2", "peer 1.3 2.2", "lower 1.4 1.3", "tunnel 1.5 1.3", "lower 2.3 1.3",
      ])
  }
}
