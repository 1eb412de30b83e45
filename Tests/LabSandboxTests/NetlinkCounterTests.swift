import CLinux
import Glibc
import LabModel
import LabSandbox
import Testing

@Suite(.enabled(if: isRoot, rootReason)) struct NetlinkCounterTests {
  @Test func tellsOfSocketsThatListenConnectAndEnd() throws {
    try inNewNetwork {
      try sh("ip link set lo up")
      let host = try LiveHost()
      #expect(host.fence().sockets.isEmpty)
      let server = try spawn("exec nc -l 8900 > /dev/null")
      let udp = try spawn("exec nc -u -l 127.0.0.1 8901 > /dev/null")
      let there = host.fence { $0.sockets.count >= 2 }.sockets
      #expect(there.count == 2)
      #expect(there.allSatisfy { $0.old == nil })
      let listener = there.compactMap(\.new).first { $0.protocolNumber == 6 }
      #expect(listener?.state == 10)
      #expect(listener?.localPort == 8900)
      #expect(listener?.localAddress == "0.0.0.0")
      #expect(listener?.inode != 0)
      let datagram = there.compactMap(\.new).first { $0.protocolNumber == 17 }
      #expect(datagram?.localPort == 8901)
      #expect(datagram?.localAddress == "127.0.0.1")
      #expect(datagram?.state == 7)

      let client = try spawn("exec nc 127.0.0.1 8900 < /dev/zero > /dev/null")
      let connected = host.fence { $0.sockets.filter { $0.new?.state == 1 }.count >= 2 }.sockets
      #expect(connected.contains { $0.new?.state == 1 && $0.new?.localPort == 8900 })
      #expect(connected.contains { $0.new?.state == 1 && $0.new?.remotePort == 8900 })
      for process in [client, server, udp] { end(process) }
      let gone = host.fence { $0.sockets.contains { $0.old?.protocolNumber == 17 } }.sockets
      #expect(gone.contains { $0.old?.localPort == 8901 && $0.new == nil })
    }
  }

  @Test func tellsOfASocketThatTookThePlaceOfAnother() throws {
    try inNewNetwork {
      try sh("ip link set lo up")
      let host = try LiveHost()
      let first = try spawn("exec nc -l 8900 > /dev/null")
      let before = host.fence { !$0.sockets.isEmpty }.sockets
      end(first)
      let second = try spawn("exec nc -l 8900 > /dev/null")
      defer { end(second) }
      let after = host.fence { $0.sockets.contains { $0.new != nil } }.sockets
      #expect(after.first?.old == before.first?.new)
      #expect(after.last?.new?.localPort == 8900)
      #expect(after.last?.new?.inode != before.first?.new?.inode)
    }
  }

  @Test func tellsOfAHandshakeThatIsNotAnswered() throws {
    try inNewNetwork {
      try sh(
        "ip link add d0 type veth peer name p0; ip link set p0 up; ip link set d0 up; ip addr add 10.0.0.1/24 dev d0"
      )
      try sh("ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:01 dev d0")
      let host = try LiveHost()
      let client = try spawn("exec nc 10.0.0.2 80 > /dev/null")
      defer { end(client) }
      let sockets = host.fence { !$0.sockets.isEmpty }.sockets
      #expect(sockets.map { $0.new?.state } == [2])
    }
  }

  @Test func countsWhatAPingOverLoopbackDoes() throws {
    try inNewNetwork {
      try sh("ip link set lo up")
      let host = try LiveHost()
      _ = host.fence()
      try sh("ping -q -c 3 -i 0.01 127.0.0.1 > /dev/null")
      let events = host.fence()
      #expect(events.rise("IpInReceives") == 6)
      #expect(events.rise("IcmpInEchos") == 3)
      #expect(events.rise("IcmpMsgInType8") == 3)
      #expect(events.rise("IpExtInOctets") == 6 * 84)
      let interface = try host.index("lo")
      #expect(events.rise("rx_packets", interface: interface) == 6)
      #expect(events.rise("tx_packets", interface: interface) == 6)
      #expect(events.counters.allSatisfy { $0.old < $0.new })
      #expect(host.fence().isEmpty)
    }
  }

  @Test func countsIPv6() throws {
    try inNewNetwork {
      try sh("ip link set lo up")
      let host = try LiveHost()
      _ = host.fence()
      try sh("ping -q -c 2 -i 0.01 ::1 > /dev/null")
      #expect(host.fence().rise("Ip6InReceives") == 4)
    }
  }

  @Test func passesOverSettingsAndLevels() throws {
    try inNewNetwork {
      let host = try LiveHost()
      try sh("sysctl -qw net.ipv4.ip_forward=1 net.ipv4.ip_default_ttl=63")
      #expect(host.fence().counters.isEmpty)
    }
  }

  @Test(arguments: [
    // The kernel's own count, and that of a leaf which its root does not hear of.
    "tc qdisc add dev eth0 root blackhole",
    """
    tc qdisc add dev eth0 root handle 1: htb default 1
    tc class add dev eth0 parent 1: classid 1:1 htb rate 1gbit
    tc qdisc add dev eth0 parent 1:1 blackhole
    """,
  ])
  func countsWhatAQueueDrops(_ queue: String) throws {
    try inNewNetwork {
      // No IPv6: it would send packets of its own.
      try sh(
        """
        sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
        ip link add eth0 type veth peer name eth1; ip link set eth0 up; ip link set eth1 up
        ip addr add 10.0.0.1/24 dev eth0
        ip neigh add 10.0.0.2 lladdr 02:00:00:00:00:01 dev eth0
        """)
      let host = try LiveHost()
      _ = host.fence()
      try sh(queue)
      let index = try host.index("eth0")
      let set = host.fence()
      #expect(set.rise("qdisc dropped", interface: index) == 0)
      #expect(set.links.contains { $0.old?.qdisc == "noqueue" && $0.new?.qdisc != "noqueue" })
      try sh("ping -q -c 3 -i 0.01 -W 0.1 10.0.0.2 > /dev/null || true")
      #expect(host.fence().rise("qdisc dropped", interface: index) == 3)
      try sh("tc qdisc del dev eth0 root")
      #expect(host.fence().counters.isEmpty)
    }
  }
}
