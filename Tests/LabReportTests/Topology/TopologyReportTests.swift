import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct TopologyReportTests {
  static func link(
    _ number: Int, host: Int = 1, _ index: Int32, _ name: String, kind: String = "",
    isUp: Bool = true, carrier: Bool = true, master: Int32 = 0, lower: Int32 = 0,
    lowerHost: Int? = nil, at time: Int64 = 0, isInitial: Bool = false
  ) -> ChangeRow<Link> {
    ChangeRow(
      number: number, time: time,
      change: ObjectChange(
        host: host, earliest: time, old: nil,
        new: Link(
          index: index, name: name, kind: kind, flags: isUp ? 1 : 0, hasCarrier: carrier,
          master: master, link: lower, linkNamespace: lowerHost == nil ? -1 : 4,
          linkHost: lowerHost ?? 0), isInitial: isInitial))
  }

  static var network: RunNetwork {
    RunNetwork(
      run: SampleRun.evidence.run,
      hosts: [
        HostRow(number: 1, name: "lab", origin: .planned, from: 0),
        HostRow(number: 2, name: "h2", origin: .named, from: SampleRun.at(2)),
      ],
      steps: SampleRun.evidence.steps, attempts: SampleRun.evidence.attempts,
      links: [
        link(1, 1, "lo", isUp: false, isInitial: true),
        link(2, 2, "br0", kind: "bridge", carrier: false, at: SampleRun.at(2)),
        link(3, 3, "p1", kind: "veth", master: 2, lower: 2, lowerHost: 2, at: SampleRun.at(2)),
        link(4, 4, "p1.7", kind: "vlan", lower: 3, at: SampleRun.at(2)),
        link(5, 5, "gone", kind: "veth", lower: 9, lowerHost: 0, at: SampleRun.at(2)),
        link(6, 6, "vx", kind: "vxlan", lower: 3, at: SampleRun.at(2)),
        link(7, host: 2, 2, "eth0", kind: "veth", at: SampleRun.at(3)),
      ],
      addresses: [
        ChangeRow(
          number: 1, time: SampleRun.at(6),
          change: ObjectChange(
            host: 2, earliest: SampleRun.at(5), old: nil,
            new: Address(interface: 2, address: "10.0.0.2", prefixLength: 24)))
      ],
      routes: [
        ChangeRow(
          number: 1, time: SampleRun.at(6),
          change: ObjectChange(
            host: 2, earliest: SampleRun.at(5), old: nil,
            new: Route(
              family: 2, table: 254, destination: "10.0.0.0/24",
              nexthops: [Nexthop(interface: 2, flags: 16)]))),
        ChangeRow(
          number: 2, time: SampleRun.at(6),
          change: ObjectChange(
            host: 2, earliest: SampleRun.at(5), old: nil,
            new: Route(
              family: 2, table: 255, destination: "10.0.0.2/32", type: 2,
              nexthops: [Nexthop(interface: 2)]))),
      ])
  }

  private func text(at time: Int64) -> String {
    let network = Self.network
    return TopologyReport(style: TextStyle(width: 90))
      .lines(NetworkSnapshot(network, at: time), in: network).joined(separator: "\n")
  }

  @Test func aNetworkIsToldHostByHost() {
    #expect(
      text(at: SampleRun.at(51)) == """
        +0.051 s, the end of step 4

        lab
          lo        ▼ down        mtu 1500
          br0       △ no carrier  bridge, mtu 1500
            p1      ▲ up          veth, port of br0, peer of h2:eth0, mtu 1500
              p1.7  ▲ up          vlan, on p1, mtu 1500
              vx    ▲ up          vxlan, leaves by p1, mtu 1500
          gone      ▲ up          veth, peer not recorded, mtu 1500

        h2
          eth0  ▲ up          veth, peer of lab:p1, mtu 1500, 10.0.0.2/24
          routes
            10.0.0.0/24 dev eth0 linkdown
            1 in table local
        """)
  }

  @Test func beforeAChangeItIsAsItWas() {
    #expect(
      text(at: SampleRun.at(0)) == """
        +0.000 s, the start

        lab
          lo  ▼ down        mtu 1500
        """)
    // What was read after the instant may have come before it.
    #expect(
      text(at: SampleRun.at(5.5)).hasPrefix(
        "+0.005 s, after the end of step 1 (serve)\n"
          + "3 changes read later may have happened before this instant"))
  }
}
