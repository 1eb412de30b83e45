import Foundation
import LabEvidence
import LabModel
import TestSupport
import Testing

/// Our fields and tshark's for the same real traffic.
@Suite struct LayerComparisonTests {
  /// Traffic of every kind that is decoded, with tunnels and fragments.
  private static let traffic = """
    ---
    labbook: 1
    hosts: [a, b]
    links:
      - a:eth0 10.0.0.1/24 fd00::1/64 -- b:eth0 10.0.0.2/24 fd00::2/64
    lo: up
    step-timeout: 20s
    ---
    ```console {.any}
    a$ ping -c 1 -W 1 10.0.0.2
    a$ ping -6 -c 1 -W 3 fd00::2
    a$ ping -c 1 -s 3000 -W 1 10.0.0.2
    a$ ping -6 -c 1 -s 3000 -W 1 fd00::2
    a$ ping -c 1 -Q 0xb8 -t 7 -W 1 10.0.0.2
    a$ echo refused > /dev/udp/10.0.0.2/9
    a$ bash -c 'echo refused > /dev/udp/fd00::2/9'
    [any]
    a$ bash -c 'echo > /dev/tcp/10.0.0.2/9'
    [any]
    b$ head -c 200000 /dev/zero | nc -l -N 7001 > /dev/null &
    a$ echo hello | nc -N 10.0.0.2 7001 > /dev/null
    b$ echo back | nc -6 -l -N 7002 > /dev/null &
    a$ echo hello | nc -6 -N fd00::2 7002 > /dev/null
    a$ printf '\\0\\7\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\1e\\3org\\0\\0\\1\\0\\1' > /dev/udp/10.0.0.2/53
    b$ printf '\\0\\7\\204\\0\\0\\1\\0\\1\\0\\0\\0\\0\\1e\\3org\\0\\0\\1\\0\\1\\300\\14\\0\\1\\0\\1\\0\\0\\0\\74\\0\\4\\300\\0\\2\\1' | nc -u -w 1 -p 53 10.0.0.1 4000
    [any]
    a$ ip link add vx type vxlan id 42 remote 10.0.0.2 dstport 4789 dev eth0 && ip addr add 10.9.0.1/24 dev vx && ip link set vx up
    [any]
    b$ ip link add vx type vxlan id 42 remote 10.0.0.1 dstport 4789 dev eth0 && ip addr add 10.9.0.2/24 dev vx && ip link set vx up
    [any]
    a$ ping -c 1 -W 1 10.9.0.2
    [any]
    ```
    """

  /// Our layer and field, and what tshark calls it.
  private static let pairs: [(layer: String, field: String, theirs: String)] = [
    ("Ethernet", "source", "eth.src"), ("Ethernet", "destination", "eth.dst"),
    ("VLAN", "VLAN id", "vlan.id"), ("VLAN", "priority", "vlan.priority"),
    ("ARP", "operation", "arp.opcode"), ("ARP", "sender address", "arp.src.proto_ipv4"),
    ("ARP", "target address", "arp.dst.proto_ipv4"),
    ("ARP", "sender link address", "arp.src.hw_mac"),
    ("IPv4", "source", "ip.src"), ("IPv4", "destination", "ip.dst"),
    ("IPv4", "total length", "ip.len"), ("IPv4", "identification", "ip.id"),
    ("IPv4", "time to live", "ip.ttl"), ("IPv4", "protocol", "ip.proto"),
    ("IPv4", "checksum", "ip.checksum"), ("IPv4", "differentiated services", "ip.dsfield.dscp"),
    ("IPv4", "congestion notification", "ip.dsfield.ecn"),
    ("IPv6", "source", "ipv6.src"), ("IPv6", "destination", "ipv6.dst"),
    ("IPv6", "payload length", "ipv6.plen"), ("IPv6", "hop limit", "ipv6.hlim"),
    ("IPv6", "flow label", "ipv6.flow"), ("IPv6", "next header", "ipv6.nxt"),
    ("Fragment header", "identification", "ipv6.fraghdr.ident"),
    ("ICMP", "type", "icmp.type"), ("ICMP", "code", "icmp.code"),
    ("ICMP", "checksum", "icmp.checksum"), ("ICMP", "identifier", "icmp.ident"),
    ("ICMP", "sequence number", "icmp.seq"),
    ("ICMPv6", "type", "icmpv6.type"), ("ICMPv6", "code", "icmpv6.code"),
    ("ICMPv6", "checksum", "icmpv6.checksum"),
    ("ICMPv6", "identifier", "icmpv6.echo.identifier"),
    ("TCP", "source port", "tcp.srcport"), ("TCP", "destination port", "tcp.dstport"),
    ("TCP", "sequence number", "tcp.seq_raw"), ("TCP", "acknowledgement number", "tcp.ack_raw"),
    ("TCP", "flags", "tcp.flags"), ("TCP", "window", "tcp.window_size_value"),
    ("TCP", "checksum", "tcp.checksum"), ("TCP", "urgent pointer", "tcp.urgent_pointer"),
    ("UDP", "source port", "udp.srcport"), ("UDP", "destination port", "udp.dstport"),
    ("UDP", "length", "udp.length"), ("UDP", "checksum", "udp.checksum"),
    ("DNS", "identifier", "dns.id"), ("DNS", "questions", "dns.count.queries"),
    ("DNS", "answers", "dns.count.answers"), ("VXLAN", "network identifier", "vxlan.vni"),
    ("GRE", "key", "gre.key"), ("GRE", "protocol", "gre.proto"),
  ]

  /// The same for what stands in options and records.
  private static let inner: [(layer: String, group: String, field: String, theirs: String)] = [
    ("TCP", "option", "largest segment", "tcp.options.mss_val"),
    ("TCP", "option", "shift", "tcp.options.wscale.shift"),
    ("TCP", "option", "value", "tcp.options.timestamp.tsval"),
    ("TCP", "option", "echo reply", "tcp.options.timestamp.tsecr"),
    ("ICMPv6", "option", "link address", "icmpv6.opt.linkaddr"),
    ("ICMPv6", "group record", "group", "icmpv6.mldr.mar.multicast_address"),
    ("DNS", "question", "name", "dns.qry.name"), ("DNS", "question", "type", "dns.qry.type"),
    ("DNS", "answer", "address", "dns.a"),
  ]

  /// Where tshark says whether a checksum is right: 1 for yes, 0 for no.
  private static let sums = [
    ("IPv4", "ip.checksum.status"), ("TCP", "tcp.checksum.status"), ("UDP", "udp.checksum.status"),
    ("ICMP", "icmp.checksum.status"), ("ICMPv6", "icmpv6.checksum.status"),
  ]

  @Test(.enabled(if: Wireshark.isThere, "tshark and capinfos are not installed"))
  func everyFieldOfRealTrafficIsTsharks() throws {
    let lab = try ConductedNotebook(text: Self.traffic)
    var frames: [PacketRow] = []
    try lab.evidence.packets.forEach(in: Int64.min...Int64.max) { packet in
      if packet.hardwareType == 1 || packet.hardwareType == 772 { frames.append(packet) }
      return true
    }
    #expect(frames.count > 60)
    frames += try Self.wrapped(frames)
    let names = Self.pairs.map(\.theirs) + Self.inner.map(\.theirs) + Self.sums.map(\.1)
    let theirs = try Tshark.fields(names, of: frames)
    try #require(theirs.count == frames.count)
    var compared: [String: Int] = [:]
    for (row, theirs) in zip(frames, theirs) {
      let layers = PacketLayer.layers(of: row)
      for pair in Self.pairs {
        let ours = layers.filter { $0.name == pair.layer }.flatMap(\.fields)
          .filter { $0.name == pair.field }.map(\.value)
        compare(ours, theirs[pair.theirs], pair.theirs, row, &compared)
      }
      for pair in Self.inner {
        let ours = layers.filter { $0.name == pair.layer }.flatMap(\.fields)
          .filter { $0.name == pair.group }.flatMap(\.fields)
          .filter { $0.name == pair.field }.map(\.value)
        compare(ours, theirs[pair.theirs], pair.theirs, row, &compared)
      }
      compareSums(layers, theirs, row, &compared)
    }
    for name in names { #expect(compared[name] ?? 0 > 0, "no packet with \(name)") }
  }

  /// Some of the real packets behind a tag and in tunnels, which not every kernel can make.
  private static func wrapped(_ frames: [PacketRow]) throws -> [PacketRow] {
    let row = try #require(frames.first { $0.bytes.count > 60 && $0.bytes[12...13] == [8, 0] })
    let (link, inner) = (Array(row.bytes[..<12]), Array(row.bytes[14...]))
    func outer(_ ipProtocol: UInt8, _ rest: [UInt8]) -> [UInt8] {
      let length = 20 + rest.count
      return link + [8, 0, 0x45, 0, UInt8(length >> 8), UInt8(length & 255), 0, 1, 0, 0, 64]
        + [ipProtocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2] + rest
    }
    return [
      link + [0x81, 0, 0xa0, 7] + row.bytes[12...],
      link + [0x81, 0, 0, 8, 0x81, 0, 0x20, 9] + row.bytes[12...],
      outer(47, [0x20, 0, 8, 0, 0, 0, 0, 7] + inner), outer(47, [0, 0, 0x65, 0x58] + row.bytes),
      outer(4, inner),
    ].map { bytes in
      var row = row
      row.bytes = bytes
      row.length = bytes.count
      return row
    }
  }

  private func compare(
    _ ours: [String], _ theirs: [String]?, _ name: String, _ row: PacketRow,
    _ compared: inout [String: Int]
  ) {
    // What an error quotes is not decoded by tshark where it is cut short.
    let mine = ours.map(Self.normal)
    let other = (theirs ?? []).map(Self.normal)
    compared[name, default: 0] += other.count
    let common = mine.count > other.count ? Array(mine.prefix(other.count)) : mine
    #expect(common == other, "\(name) of packet \(row.number): \(PacketSummary.line(for: row))")
  }

  private func compareSums(
    _ layers: [PacketLayer], _ theirs: [String: [String]], _ row: PacketRow,
    _ compared: inout [String: Int]
  ) {
    for (layer, name) in Self.sums {
      let checks = layers.filter { $0.name == layer && !$0.isQuoted }.flatMap(\.fields)
        .compactMap(\.checksum)
      for (check, status) in zip(checks, theirs[name] ?? []) {
        compared[name, default: 0] += 1
        switch (check, status) {
        case (.correct, "1"), (.wrong, "0"), (.absent, _): break
        case (.leftToHardware, _), (.unknown, _): break
        default:
          Issue.record("\(name) of packet \(row.number): \(check.words), tshark says \(status)")
        }
      }
    }
  }

  /// A number as itself, whatever its base; a text in lower case.
  private static func normal(_ text: String) -> String {
    if text.hasPrefix("0x"), let number = UInt64(text.dropFirst(2), radix: 16) {
      return "\(number)"
    }
    return text.lowercased()
  }
}

/// The machine's own tshark.
private enum Tshark {
  /// The values of `fields` in each of `rows`, which are Ethernet frames.
  static func fields(_ fields: [String], of rows: [PacketRow]) throws -> [[String: [String]]] {
    let folder = try TemporaryFolder()
    let capture = folder.path + "/frames.pcap"
    try Data(Tcpdump.file(of: rows)).write(to: URL(filePath: capture))
    let options = [
      "tcp.relative_sequence_numbers:FALSE", "tcp.desegment_tcp_streams:FALSE",
      "ip.defragment:FALSE", "ipv6.defragment:FALSE", "ip.check_checksum:TRUE",
      "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE",
    ]
    let ending = try Wireshark.run(
      "tshark",
      ["-n", "-r", capture, "-T", "fields", "-E", "separator=/t", "-E", "aggregator=|"]
        + options.flatMap { ["-o", $0] } + fields.flatMap { ["-e", $0] })
    guard ending.status == 0 else { throw Failure(text: ending.stderr) }
    return ending.stdout.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
      let values = $0.split(separator: "\t", omittingEmptySubsequences: false)
      return Dictionary(
        zip(fields, values).map { ($0, $1.split(separator: "|").map(String.init)) }
      ) { first, _ in first }
    }
  }

  struct Failure: Error { var text: String }
}
