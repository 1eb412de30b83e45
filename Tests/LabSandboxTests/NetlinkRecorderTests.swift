import CLinux
import Glibc
import LabModel
import LabSandbox
import Testing

@Suite(.enabled(if: isRoot, rootReason)) struct NetlinkRecorderTests {
  @Test func tellsWhatWasThereFirst() throws {
    try inNewNetwork {
      try sh(
        """
        ip link add eth0 type veth peer name eth1
        ip link set lo up; ip link set eth0 up
        ip addr add 10.0.0.1/24 dev eth0
        ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:01 dev eth0
        ip rule add from 10.0.0.0/24 table 1000 priority 100
        """)
      let host = try LiveHost(3)
      let initial = host.recorder.initialEvents()
      #expect(initial.links.compactMap(\.new?.name).sorted() == ["eth0", "eth1", "lo"])
      #expect(initial.links.first { $0.new?.name == "eth0" }?.new?.kind == "veth")
      #expect(initial.addresses.contains { $0.new?.address == "10.0.0.1" })
      #expect(initial.routes.contains { $0.new?.destination == "10.0.0.0/24" })
      #expect(initial.neighbours.contains { $0.new?.address == "10.0.0.2" })
      #expect(initial.rules.contains { $0.new?.priority == 100 })
      #expect(initial.links.allSatisfy { $0.isInitial && $0.old == nil && $0.host == 3 })
      #expect(initial.counters.isEmpty)
      #expect(host.recorder.initialEvents().isEmpty)
    }
  }

  @Test func followsALinkUpDownRenamedAndDeleted() throws {
    try inNewNetwork {
      let host = try LiveHost()
      let added = try host.after("ip link add d0 type veth peer name p0").links
        .filter { $0.new?.name == "d0" }
      #expect(added.first?.old == nil)
      #expect(added.last?.new?.name == "d0")
      #expect(added.last?.new?.isUp == false)
      let index = try host.index("d0")

      let up = try host.after("ip link set d0 up").links
      #expect(up.first?.old?.isUp == false)
      #expect(up.last?.new?.isUp == true)
      let down = try host.after("ip link set d0 down").links
      #expect(down.last?.new?.isUp == false)
      let renamed = try host.after("ip link set d0 name d1").links
      #expect(renamed.map { $0.old?.name } == ["d0"])
      #expect(renamed.map { $0.new?.name } == ["d1"])
      #expect(host.recorder.name(of: index) == "d1")
      let mtu = try host.after("ip link set d1 mtu 1400").links
      #expect(mtu.map { $0.new?.mtu } == [1400])
      let deleted = try host.after("ip link del d1").links.filter { $0.old?.name == "d1" }
      #expect(deleted.last?.new == nil)
      #expect(deleted.last?.old?.name == "d1")
      #expect(host.recorder.name(of: index) == nil)
    }
  }

  @Test func tellsWhenAPortJoinsAndLeavesABridge() throws {
    try inNewNetwork {
      try sh("ip link add br0 type bridge; ip link add d0 type veth peer name p0")
      let host = try LiveHost()
      let bridge = try host.index("br0")
      let joined = try host.after("ip link set d0 master br0").links
      #expect(joined.contains { $0.old?.master == 0 && $0.new?.master == bridge })
      let left = try host.after("ip link set d0 nomaster").links
      #expect(left.contains { $0.old?.master == bridge && $0.new?.master == 0 })
      // RTM_DELLINK of family AF_BRIDGE is not the end of the interface.
      #expect(host.recorder.name(of: try host.index("d0")) == "d0")
    }
  }

  @Test func givesEachChangeAnInterval() throws {
    try inNewNetwork {
      let host = try LiveHost()
      let before = monotonicTime()
      _ = host.recorder.drain(now: before)
      let events = try host.after("ip link set lo up")
      #expect(!events.isEmpty)
      #expect(events.links.allSatisfy { $0.earliest == before })
      #expect(host.drain().isEmpty)
    }
  }

  @Test func dropsMessagesThatChangeNothing() throws {
    try inNewNetwork {
      // Showing a link makes the kernel finish what it put off.
      try sh(
        "ip link add d0 type veth peer name p0; ip link set d0 up; ip link show d0 > /dev/null")
      let host = try LiveHost()
      #expect(try host.after("ip link set d0 up; ip link set d0 alias x").isEmpty)
      // The message came all the same, and the next one that matters is told.
      #expect(try host.after("ip link set d0 down").links.count == 1)
    }
  }

  @Test func followsAddresses() throws {
    try inNewNetwork {
      try sh("ip link add d0 type veth peer name p0; ip link set d0 up")
      let host = try LiveHost()
      _ = host.fence()
      // The kernel tells of the IPv6 address later, perhaps: the fence has it all the same.
      let added =
        try host.after(
          "ip addr add 10.0.0.1/24 dev d0; ip addr add 2001:db8::1/64 dev d0 nodad")
        + host.fence()
      #expect(
        added.addresses.filter { $0.old == nil }.compactMap(\.new?.address)
          == ["10.0.0.1", "2001:db8::1"])
      let deleted = try host.after("ip addr del 10.0.0.1/24 dev d0").addresses
      #expect(deleted.map { $0.old?.address } == ["10.0.0.1"])
      #expect(deleted.map { $0.new?.address } == [nil])
    }
  }

  @Test func followsRoutesOfBothFamilies() throws {
    try inNewNetwork {
      try sh(
        """
        ip link add d0 type veth peer name p0; ip link set p0 up; ip link set d0 up; ip addr add 10.0.0.1/24 dev d0
        ip addr add 2001:db8::1/64 dev d0 nodad
        """)
      let host = try LiveHost()
      let added = try host.after("ip route add default via 10.0.0.2 metric 5").routes
      #expect(added.map { $0.new?.destination } == ["default"])
      #expect(added.last?.new?.nexthops.map(\.gateway) == ["10.0.0.2"])
      let replaced = try host.after("ip route replace default via 10.0.0.3 metric 5").routes
      #expect(replaced.map { $0.old?.nexthops.first?.gateway } == ["10.0.0.2"])
      #expect(replaced.map { $0.new?.nexthops.first?.gateway } == ["10.0.0.3"])
      let deleted = try host.after("ip route del default").routes
      #expect(deleted.map { $0.new } == [nil])

      let table = try host.after("ip route add blackhole 10.7.0.0/16 table 1000").routes
      #expect(table.map { $0.new?.table } == [1000])
      #expect(table.map { $0.new?.type } == [6])

      let six = try host.after("ip -6 route add 2001:db8:1::/48 via 2001:db8::2").routes
      #expect(six.map { $0.new?.destination } == ["2001:db8:1::/48"])
      let more = try host.after("ip -6 route append 2001:db8:1::/48 via 2001:db8::3").routes
      #expect(more.map { $0.old?.nexthops.count } == [1])
      #expect(more.map { $0.new?.nexthops.count } == [2])
      let fewer = try host.after("ip -6 route del 2001:db8:1::/48 via 2001:db8::2").routes
      #expect(fewer.map { $0.new?.nexthops.map(\.gateway) } == [["2001:db8::3"]])
      // All of it agrees with what the kernel has.
      #expect(host.fence().routes.isEmpty)
    }
  }

  @Test func tellsOfRoutesThatGoWhenTheirDeviceGoesDown() throws {
    try inNewNetwork {
      try sh(
        """
        ip link add d0 type veth peer name p0; ip link set p0 up; ip link set d0 up; ip addr add 10.0.0.1/24 dev d0
        ip route add 10.7.0.0/16 via 10.0.0.2
        """)
      let host = try LiveHost()
      let events = try host.after("ip link set d0 down")
      let gone = events.routes.filter { $0.new == nil }.compactMap(\.old?.destination)
      #expect(gone.contains("10.0.0.0/24"))
      #expect(gone.contains("10.7.0.0/16"))
      let index = events.firstIndex { if case .link = $0 { true } else { false } }
      #expect(index == 0)
    }
  }

  @Test func findsALinkdownRouteAtTheFence() throws {
    try inNewNetwork {
      try sh(
        """
        ip link add eth0 type veth peer name eth1; ip link set eth0 up; ip link set eth1 up
        ip addr add 10.0.0.1/24 dev eth0
        """)
      let host = try LiveHost()
      _ = host.fence()
      let earliest = monotonicTime()
      _ = host.recorder.fence(now: earliest)
      try sh("ip link set eth1 down")
      let events = host.fence { events in
        events.routes.contains { $0.new?.nexthops.first?.flags ?? 0 & 16 != 0 }
      }
      let change = try #require(
        events.routes.first { $0.new?.destination == "10.0.0.0/24" })
      #expect(change.old?.nexthops.map(\.flags) == [0])
      #expect(change.new?.nexthops.map(\.flags) == [16])
      #expect(change.earliest >= earliest)
      #expect(events.links.contains { $0.new?.name == "eth0" && $0.new?.hasCarrier == false })
    }
  }

  @Test func followsNeighbours() throws {
    try inNewNetwork {
      try sh("ip link add eth0 type veth peer name eth1; ip link set eth0 up; ip link set eth1 up")
      try sh("ip addr add 10.0.0.1/24 dev eth0")
      let host = try LiveHost()
      let added = try host.after("ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:01 dev eth0")
        .neighbours
      #expect(
        added.compactMap(\.new) == [
          Neighbour(
            interface: try host.index("eth0"), address: "10.0.0.2",
            linkAddress: [2, 0, 0, 0, 0, 1], state: 128)
        ])
      let deleted = try host.after("ip neigh del 10.0.0.2 dev eth0").neighbours
      #expect(deleted.last?.new == nil)

      // Nobody answers: failed after three requests.
      try sh("sysctl -qw net.ipv4.neigh.eth0.retrans_time_ms=20")
      try sh("ping -c 1 -W 1 10.0.0.3 > /dev/null || true")
      let events = host.fence { $0.neighbours.contains { $0.new?.state == 32 } }
      #expect(events.neighbours.contains { $0.new?.address == "10.0.0.3" && $0.new?.state == 32 })
    }
  }

  @Test func followsRules() throws {
    try inNewNetwork {
      let host = try LiveHost()
      let added = try host.after(
        "ip rule add from 10.0.0.0/24 iif lo fwmark 7 table 1000 priority 100"
      ).rules
      #expect(
        added.compactMap(\.new) == [
          Rule(
            family: 2, priority: 100, source: "10.0.0.0/24", inputInterface: "lo", mark: 7,
            table: 1000, action: 1)
        ])
      let deleted = try host.after("ip rule del priority 100").rules
      #expect(deleted.map { $0.old?.priority } == [100])
      #expect(deleted.map { $0.new } == [nil])
    }
  }

  @Test func tellsOfALossAndCatchesUp() throws {
    try inNewNetwork {
      try sh(
        "ip link add d0 type veth peer name p0; ip link set p0 up; ip link set d0 up; ip addr add 10.0.0.1/24 dev d0"
      )
      let host = try LiveHost(receiveBuffer: 4096)
      try sh(
        """
        for n in 1 2 3 4 5 6 7 8; do
          for m in 1 2 3 4 5 6 7 8; do
            echo "route add 10.$n.$m.0/24 via 10.0.0.2"
            echo "neigh add 10.0.0.$n$m lladdr 02:00:00:00:00:01 dev d0"
          done
        done | ip -batch -
        ip addr add 10.9.0.1/24 dev d0; ip rule add table 1000 priority 100
        ip link set d0 name d1
        ip link set lo up; ping -q -c 3 -i 0.01 127.0.0.1 > /dev/null
        """)
      let events = host.drain()
      #expect(events.losses.count == 1)
      #expect(events.losses.first?.source == .netlink)
      #expect(events.routes.filter { $0.new?.destination.hasSuffix(".0/24") ?? false }.count >= 64)
      #expect(events.neighbours.filter { $0.old == nil }.count >= 64)
      #expect(events.addresses.contains { $0.new?.address == "10.9.0.1" })
      #expect(events.rules.contains { $0.new?.priority == 100 })
      #expect(events.links.contains { $0.new?.name == "d1" })
      let later = host.fence()
      #expect(later.losses.isEmpty)
      #expect(later.rise("rx_packets", interface: 1) == 6)
      #expect(later.routes.isEmpty)
      #expect(!later.neighbours.contains { $0.new?.address.hasPrefix("10.") ?? true })
      // Works as before.
      #expect(try !host.after("ip link set d1 down").links.isEmpty)
    }
  }

  @Test func knowsTheHostOfALinksOtherEnd() throws {
    let other = try makeNetwork()
    defer { close(other) }
    try inNewNetwork {
      let group = RecorderGroup()
      let one = try LiveHost(1, group: group)
      let two = try inNetwork(other) { try LiveHost(2, group: group) }
      try sh("ip link add eth0 type veth peer name eth1 netns /proc/\(getpid())/fd/\(other)")
      let here = one.drain().links.last?.new
      #expect(here?.name == "eth0")
      #expect(here?.linkHost == 2)
      // The kernel tells of this end before it has the other one; a look at the fence finds it.
      let there = two.fence().links.last?.new
      #expect(there?.name == "eth1")
      #expect(there?.linkHost == 1)
      #expect(there?.link == here?.index)
    }
  }

  @Test func learnsTheHostOfTheOtherEndWhenItsRecorderComes() throws {
    let other = try makeNetwork()
    defer { close(other) }
    try inNewNetwork {
      try sh("ip link add eth0 type veth peer name eth1 netns /proc/\(getpid())/fd/\(other)")
      let group = RecorderGroup()
      let one = try LiveHost(1, group: group)
      let two = try inNetwork(other) { try LiveHost(2, group: group) }
      let first = one.recorder.initialEvents().links.first { $0.new?.name == "eth0" }
      #expect(first?.new?.linkHost == 2)
      #expect(one.fence().links.isEmpty)
      two.recorder.close()
      #expect(one.fence().links.first?.new?.linkHost == 0)
    }
  }

  @Test func letsGoOfTheNamespaceWhenClosed() throws {
    let other = try makeNetwork()
    try inNewNetwork {
      try sh("ip link add eth0 type veth peer name eth1 netns /proc/\(getpid())/fd/\(other)")
      let here = try LiveHost(1)
      let there = try inNetwork(other) { try LiveHost(2) }
      close(other)
      _ = here.fence()
      there.recorder.close()
      // The namespace goes, and its veth with its peer, some time after its last descriptor.
      let events = here.fence { $0.links.contains { $0.new == nil } }
      #expect(events.links.contains { $0.old?.name == "eth0" && $0.new == nil })
    }
  }

  @Test func ignoresMessagesThatAProcessSends() throws {
    try inNewNetwork {
      let host = try LiveHost()
      // A forged notification: RTM_DELLINK of lo, to the groups that a recorder listens to.
      var forged = NetlinkMessageBuilder()
      forged.message(RTM_DELLINK) {
        var body = ifinfomsg()
        body.ifi_index = 1
        $0.append(body)
        $0.attribute(IFLA_IFNAME, text: "lo")
      }
      let descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue), NETLINK_ROUTE)
      defer { close(descriptor) }
      var groups = sockaddr_nl(
        nl_family: UInt16(AF_NETLINK), nl_pad: 0, nl_pid: 0, nl_groups: UInt32(RTMGRP_LINK))
      let sent = withUnsafePointer(to: &groups) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(
            descriptor, forged.bytes, forged.bytes.count, 0, $0,
            socklen_t(MemoryLayout<sockaddr_nl>.size))
        }
      }
      #expect(sent == forged.bytes.count)
      #expect(host.drain().isEmpty)
      #expect(host.recorder.name(of: 1) == "lo")
    }
  }
}
