import Glibc
import LabModel
import LabSandbox
import Testing

/// What happens to interfaces, as a sandbox records it.
@Suite struct NetworkTests {
  private func links(_ events: [Event]) -> [ObjectChange<Link>] {
    var changes: [ObjectChange<Link>] = []
    for event in events {
      if case .link(let change) = event.body { changes.append(change) }
    }
    return changes
  }

  private static let pair = LinkPlan(
    left: LinkEnd(host: "lab", interface: "to-b", addresses: ["10.0.0.1/24"]),
    right: LinkEnd(host: "b", interface: "eth0", addresses: ["10.0.0.2/24"]))
  private static let hosts = [HostPlan(name: "lab"), HostPlan(name: "b")]

  @Test(arguments: TestBench.all) func loopbackIsDownUntilAStepBringsItUp(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    #expect(links(lab.events).first?.new?.name == "lo")
    #expect(links(lab.events).last?.new?.isUp == false)
    let result = try lab.run("ip link set dev lo up")
    let change = try #require(links(result.events).first)
    #expect(change.old?.isUp == false)
    #expect(change.new?.isUp == true)
  }

  @Test(arguments: TestBench.all) func linkedHostsReachEachOther(bench: TestBench) throws {
    let lab = try TestLab(on: bench, hosts: Self.hosts, links: [Self.pair])
    let result = try lab.run("ping -c1 -W1 10.0.0.2")
    #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
    // Two ARP and two ICMP packets, each at both ends.
    #expect(result.packets.count == 8)
    #expect(result.end?.settled == .quiet)
  }

  @Test(arguments: TestBench.all) func anInterfaceIsRenamedAndRemoved(bench: TestBench) throws {
    let lab = try TestLab(on: bench, hosts: Self.hosts, links: [Self.pair])
    let renamed = try lab.run("ip link set to-b down; ip link set to-b name other")
    let names = links(renamed.events).map { ($0.old?.name, $0.new?.name) }
    #expect(names.contains { $0.0 == "to-b" && $0.1 == "other" })
    let removed = try lab.run("ip link del other")
    let gone = links(removed.events).filter { $0.new == nil }.compactMap { $0.old?.name }
    #expect(Set(gone) == ["other", "eth0"])
  }

  @Test(arguments: TestBench.all) func aListeningPortShowsAtTheFence(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    let result = try lab.run("nc -l 8900 &")
    var ports: [UInt16] = []
    for event in result.events {
      guard case .sockets(let changes) = event.body else { continue }
      for change in changes where change.new?.state == 10 {
        ports.append(change.new?.localPort ?? 0)
      }
    }
    #expect(ports == [8900])
  }

  @Test(arguments: TestBench.all) func countersRiseAtTheFenceEvenWithoutAFork(bench: TestBench)
    throws
  {
    let lab = try TestLab(on: bench)
    let result = try lab.run("for i in 1 2 3; do echo x >/dev/udp/10.9.9.9/9; done")
    var rise: UInt64 = 0
    for event in result.events {
      guard case .counters(let changes) = event.body else { continue }
      for change in changes where change.name == "IpOutNoRoutes" { rise += change.new - change.old }
    }
    #expect(rise == 3)
  }

  @Test(arguments: TestBench.all) func ipv6IsOffWhereThePlanSaysSo(bench: TestBench) throws {
    let lab = try TestLab(on: bench, hosts: Self.hosts, links: [Self.pair], ipv6: false)
    #expect(try lab.run("ip -6 addr show dev to-b").stdout == "")
    let with = try TestLab(on: bench, hosts: Self.hosts, links: [Self.pair], ipv6: true)
    #expect(try with.run("ip -6 addr show dev to-b").stdout.contains("inet6 fe80::"))
  }

  @Test(arguments: TestBench.all) func ipNetnsExecHasItsOwnSys(bench: TestBench) throws {
    let lab = try TestLab(on: bench, hosts: Self.hosts, links: [Self.pair])
    #expect(try lab.run("ip netns exec b ls /sys/class/net").stdout == "eth0\nlo\n")
    #expect(try lab.run("sudo ip netns exec b hostname").status == 0)
    #expect(try lab.run("ls /sys/class/net", on: "b").stdout == "eth0\nlo\n")
  }

  @Test(arguments: TestBench.all) func aNarrowedCaptureSeesOnlyItsPackets(bench: TestBench) throws {
    // `ip proto 1` for Ethernet frames, by hand: ethertype IPv4, protocol ICMP.
    let program: [UInt64] = [
      0x28 << 48 | 12, 0x15 << 48 | 0 << 40 | 3 << 32 | 0x800, 0x30 << 48 | 23,
      0x15 << 48 | 0 << 40 | 1 << 32 | 1, 6 << 48 | 0x40000, 6 << 48,
    ]
    let lab = try TestLab(on: bench, hosts: Self.hosts, links: [Self.pair]) {
      $0.captureFilters = [1, 772].map { CompiledFilter(hardwareType: $0, instructions: program) }
    }
    let result = try lab.run("ping -c1 -W1 10.0.0.2")
    #expect(result.status == 0)
    #expect(result.packets.count == 4)
  }
}

extension NetworkTests {
  @Test(arguments: TestBench.all) func aNotebookBeginsWithItsHostsAndLinksUp(bench: TestBench)
    throws
  {
    let lab = try TestLab(
      on: bench,
      hosts: [HostPlan(name: "lab", loopbackUp: true), HostPlan(name: "b")],
      links: [
        LinkPlan(
          left: LinkEnd(host: "lab", interface: "to-b", addresses: ["10.0.0.1/24"]),
          right: LinkEnd(host: "b", interface: "eth0"))
      ])
    var first: [String: Bool] = [:]
    for event in lab.events {
      guard case .link(let change) = event.body, change.isInitial, let link = change.new else {
        continue
      }
      first["\(change.host):\(link.name)"] = link.isUp
    }
    #expect(first == ["1:lo": true, "1:to-b": true, "2:lo": false, "2:eth0": true])
  }

  @Test(arguments: TestBench.all) func aHostMayNameItselfToIpNetnsExec(bench: TestBench) throws {
    let lab = try TestLab(
      on: bench, hosts: [HostPlan(name: "lab"), HostPlan(name: "a"), HostPlan(name: "b")])
    #expect(try lab.run("ip netns exec a ls /sys/class/net", on: "a").stdout == "lo\n")
    #expect(try lab.run("ip netns exec b ls /sys/class/net", on: "a").stdout == "lo\n")
    #expect(try lab.run("ip netns exec a true; ip netns exec b true", on: "lab").status == 0)
  }
}
