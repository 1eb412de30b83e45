import Testing

/// One frame of each kind that is decoded, with the line that tcpdump prints for it.
///
/// Made of parts, as the wire is: what a part must say of the sizes of others is computed.
enum SampleFrames {
  struct Sample: Sendable, CustomTestStringConvertible {
    var line: String
    var frame: [UInt8]

    var testDescription: String { line }
  }

  /// Frames whose lines are tcpdump's, word for word.
  static let all: [Sample] = arp + tcp + udp + icmp + icmp6 + fragments + others

  // MARK: - Parts

  private static func u16(_ value: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
  }

  private static func u32(_ value: Int) -> [UInt8] {
    u16(value >> 16) + u16(value)
  }

  private static func ethernet(_ type: Int, _ payload: [UInt8]) -> [UInt8] {
    [2, 0, 0, 0, 0, 2] + [2, 0, 0, 0, 0, 1] + u16(type) + payload
  }

  private static func ipv4(
    _ number: UInt8, _ payload: [UInt8], fragment: Int = 0, to destination: [UInt8] = [10, 0, 0, 2]
  ) -> [UInt8] {
    let start = [0x45, 0] + u16(20 + payload.count) + u16(1) + u16(fragment) + [64, number]
    let ends: [UInt8] = [10, 0, 0, 1] + destination
    // The checksum (RFC 1071), so that tcpdump has nothing to say of it.
    let words =
      stride(from: 0, to: 10, by: 2).map { Int(start[$0]) << 8 | Int(start[$0 + 1]) }
      + stride(from: 0, to: 8, by: 2).map { Int(ends[$0]) << 8 | Int(ends[$0 + 1]) }
    var sum = words.reduce(0, +)
    while sum > 0xffff { sum = (sum & 0xffff) + (sum >> 16) }
    return ethernet(0x0800, start + u16(~sum) + ends + payload)
  }

  private static func ipv6(
    _ next: UInt8, _ payload: [UInt8], from source: UInt8 = 1, to destination: UInt8 = 2
  ) -> [UInt8] {
    ethernet(
      0x86dd,
      [0x60, 0, 0, 0] + u16(payload.count) + [next, 255] + documentation(source)
        + documentation(destination) + payload)
  }

  /// 2001:db8::N.
  private static func documentation(_ last: UInt8) -> [UInt8] {
    [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [last]
  }

  private static func segment(
    _ flags: UInt8, options: [UInt8] = [], _ payload: [UInt8] = [], urgent: Int = 0
  ) -> [UInt8] {
    u16(40000) + u16(8900) + u32(1000) + u32(2000) + [UInt8(5 + options.count / 4) << 4, flags]
      + u16(512) + u16(0) + u16(urgent) + options + payload
  }

  private static func datagram(_ payload: [UInt8], to port: Int = 5001) -> [UInt8] {
    u16(5000) + u16(port) + u16(8 + payload.count) + u16(0) + payload
  }

  private static func message(
    _ type: UInt8, _ code: UInt8, _ rest: [UInt8], _ payload: [UInt8] = []
  ) -> [UInt8] {
    [type, code, 0, 0] + rest + payload
  }

  private static func zeros(_ count: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: count)
  }

  // MARK: - Samples

  private static func arp(_ operation: Int, target: [UInt8], padding: Int = 0) -> [UInt8] {
    ethernet(
      0x0806,
      u16(1) + u16(0x0800) + [6, 4] + u16(operation) + [2, 0, 0, 0, 0, 1] + [10, 0, 0, 1]
        + target + [10, 0, 0, 2] + zeros(padding))
  }

  private static let arp = [
    Sample(
      line: "ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28",
      frame: arp(1, target: zeros(6))),
    Sample(
      line: "ARP, Request who-has 10.0.0.2 (02:00:00:00:00:02) tell 10.0.0.1, length 28",
      frame: arp(1, target: [2, 0, 0, 0, 0, 2])),
    Sample(
      line: "ARP, Reply 10.0.0.1 is-at 02:00:00:00:00:01, length 46",
      frame: arp(2, target: [2, 0, 0, 0, 0, 2], padding: 18)),
    Sample(
      line: "ARP, Reverse Request who-is 02:00:00:00:00:02 tell 02:00:00:00:00:01, length 28",
      frame: arp(3, target: [2, 0, 0, 0, 0, 2])),
    Sample(
      line: "ARP, Inverse Reply 02:00:00:00:00:01 at 10.0.0.1, length 28",
      frame: arp(9, target: [2, 0, 0, 0, 0, 2])),
  ]

  private static let ends = "IP 10.0.0.1.40000 > 10.0.0.2.8900: "
  private static let synOptions: [UInt8] =
    [2, 4, 0x05, 0xb4, 4, 2, 8, 10] + u32(1) + u32(0) + [1, 3, 3, 7]

  private static func tcp(
    _ line: String, _ flags: UInt8, options: [UInt8] = [], _ payload: [UInt8] = [],
    urgent: Int = 0
  ) -> Sample {
    Sample(
      line: ends + line,
      frame: ipv4(6, segment(flags, options: options, payload, urgent: urgent)))
  }

  private static let tcp = [
    tcp(
      "Flags [S], seq 1000, win 512, options [mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7], "
        + "length 0", 0x02, options: synOptions),
    tcp(
      "Flags [S.], seq 1000, ack 2000, win 512, options [mss 1460,sackOK,TS val 1 ecr 0,nop,"
        + "wscale 7], length 0", 0x12, options: synOptions),
    tcp("Flags [.], ack 2000, win 512, length 0", 0x10),
    tcp(
      "Flags [P.], seq 1000:1005, ack 2000, win 512, options [nop,nop,TS val 5 ecr 6], length 5",
      0x18, options: [1, 1, 8, 10] + u32(5) + u32(6), Array("hello".utf8)),
    tcp("Flags [F.], seq 1000, ack 2000, win 512, length 0", 0x11),
    tcp("Flags [R], seq 1000, win 512, length 0", 0x04),
    tcp("Flags [R.], seq 1000, ack 2000, win 512, length 0", 0x14),
    tcp("Flags [none], win 512, length 0", 0),
    tcp("Flags [.E], ack 2000, win 512, length 0", 0x50),
    tcp("Flags [SEW], seq 1000, win 512, length 0", 0xc2),
    tcp("Flags [P.U], seq 1000:1002, ack 2000, win 512, urg 3, length 2", 0x38, [1, 2], urgent: 3),
    tcp(
      "Flags [.], ack 2000, win 512, options [nop,nop,sack 2 {5:6}{7:8}], length 0", 0x10,
      options: [1, 1, 5, 18] + u32(5) + u32(6) + u32(7) + u32(8)),
    tcp(
      "Flags [S], seq 1000, win 512, options [tfo  cookiereq,nop,nop], length 0", 0x02,
      options: [34, 2, 1, 1]),
    tcp(
      "Flags [S], seq 1000, win 512, options [unknown-99 0x0102], length 0", 0x02,
      options: [99, 4, 1, 2]),
    tcp("Flags [S], seq 1000, win 512, options [eol], length 0", 0x02, options: zeros(4)),
    Sample(
      line: "IP6 2001:db8::1.40000 > 2001:db8::2.8900: Flags [P.], seq 1000:1005, ack 2000, "
        + "win 512, length 5", frame: ipv6(6, segment(0x18, Array("hello".utf8)))),
  ]

  private static let udp = [
    Sample(
      line: "IP 10.0.0.1.5000 > 10.0.0.2.5001: UDP, length 12",
      frame: ipv4(17, datagram(Array("hello world!".utf8)))),
    Sample(
      line: "IP 10.0.0.1.5000 > 10.0.0.2.9: UDP, length 0", frame: ipv4(17, datagram([], to: 9))),
    Sample(
      line: "IP 10.0.0.1.5000 > 10.0.0.2.5001: UDP, bad length 100 > 52",
      frame: ipv4(17, Array(datagram(zeros(100)).prefix(60)))),
    Sample(
      line: "IP6 2001:db8::1.5000 > 2001:db8::2.5001: UDP, length 5",
      frame: ipv6(17, datagram(zeros(5)))),
    Sample(
      line: "IP6 2001:db8::1 > 2001:db8::2: DSTOPT 5000 > 5001: UDP, length 5",
      frame: ipv6(60, [17, 0, 1, 4, 0, 0, 0, 0] + datagram(zeros(5)))),
    Sample(
      line: "IP 10.0.0.1.5000 > 10.0.0.2.5001: UDP, length 2",
      frame: ethernet(0x8100, u16(5) + ipv4(17, datagram([1, 2])).dropFirst(12))),
  ]

  /// The datagram that errors are about, without its link header.
  private static let inner = Array(ipv4(17, datagram([1, 2])).dropFirst(14))
  private static let inner6 = Array(ipv6(17, datagram([1, 2])).dropFirst(14))

  private static func icmp(_ line: String, _ message: [UInt8]) -> Sample {
    Sample(line: "IP 10.0.0.1 > 10.0.0.2: ICMP \(line)", frame: ipv4(1, message))
  }

  private static let icmp =
    [
      icmp("echo request, id 7, seq 1, length 64", message(8, 0, u16(7) + u16(1), zeros(56))),
      icmp("echo reply, id 7, seq 1, length 64", message(0, 0, u16(7) + u16(1), zeros(56))),
      icmp(
        "10.0.0.2 tcp port 8900 unreachable, length 48",
        message(3, 3, zeros(4), Array(ipv4(6, segment(2)).dropFirst(14)))),
      icmp(
        "10.0.0.2 unreachable - need to frag (mtu 1400), length 38",
        message(3, 4, u16(0) + u16(1400), inner)),
      icmp("time exceeded in-transit, length 38", message(11, 0, zeros(4), inner)),
      icmp("redirect 10.0.0.2 to host 10.0.0.9, length 38", message(5, 1, [10, 0, 0, 9], inner)),
      icmp("parameter problem - octet 5, length 38", message(12, 0, [5, 0, 0, 0], inner)),
      icmp("type-#42, length 8", message(42, 0, zeros(4))),
    ]
    + [
      (0, "net 10.0.0.2 unreachable"), (1, "host 10.0.0.2 unreachable"),
      (2, "10.0.0.2 protocol 17 unreachable"), (3, "10.0.0.2 udp port 5001 unreachable"),
      (4, "10.0.0.2 unreachable - need to frag"), (5, "10.0.0.2 unreachable - source route failed"),
      (9, "net 10.0.0.2 unreachable - admin prohibited"),
      (10, "host 10.0.0.2 unreachable - admin prohibited"),
      (13, "host 10.0.0.2 unreachable - admin prohibited filter"),
    ].map { icmp("\($0.1), length 38", message(3, UInt8($0.0), zeros(4), inner)) }

  private static func icmp6(_ line: String, _ message: [UInt8]) -> Sample {
    Sample(line: "IP6 2001:db8::1 > 2001:db8::2: ICMP6, \(line)", frame: ipv6(58, message))
  }

  private static func listener(_ line: String, _ message: [UInt8]) -> Sample {
    Sample(
      line: "IP6 2001:db8::1 > 2001:db8::2: HBH ICMP6, \(line)",
      frame: ipv6(0, [58, 0, 5, 2, 0, 0, 1, 0] + message))
  }

  private static let icmp6 = [
    icmp6("echo request, id 7, seq 1, length 64", message(128, 0, u16(7) + u16(1), zeros(56))),
    icmp6("echo reply, id 7, seq 1, length 64", message(129, 0, u16(7) + u16(1), zeros(56))),
    icmp6(
      "neighbor solicitation, who has 2001:db8::9, length 32",
      message(135, 0, zeros(4), documentation(9) + [1, 1, 2, 0, 0, 0, 0, 1])),
    icmp6(
      "neighbor advertisement, tgt is 2001:db8::9, length 24",
      message(136, 0, [0x60, 0, 0, 0], documentation(9))),
    icmp6("router solicitation, length 8", message(133, 0, zeros(4))),
    icmp6("router advertisement, length 16", message(134, 0, [64, 0, 7, 8], zeros(8))),
    icmp6(
      "redirect, 2001:db8::8 to 2001:db8::9, length 40",
      message(137, 0, zeros(4), documentation(9) + documentation(8))),
    icmp6(
      "destination unreachable, unreachable route 2001:db8::2, length 58",
      message(1, 0, zeros(4), inner6)),
    icmp6(
      "destination unreachable, unreachable address 2001:db8::2, length 58",
      message(1, 3, zeros(4), inner6)),
    icmp6(
      "destination unreachable, unreachable port, 2001:db8::2 udp port 5001, length 58",
      message(1, 4, zeros(4), inner6)),
    icmp6("packet too big, mtu 1280, length 58", message(2, 0, u32(1280), inner6)),
    icmp6(
      "time exceeded in-transit for 2001:db8::2, length 58", message(3, 0, zeros(4), inner6)),
    icmp6("parameter problem, next header - octet 6, length 58", message(4, 1, u32(6), inner6)),
    listener(
      "multicast listener report v2, 1 group record(s), length 28",
      message(143, 0, u16(0) + u16(1), [4, 0, 0, 0] + documentation(5))),
    listener(
      "multicast listener reportmax resp delay: 0 addr: 2001:db8::5, length 24",
      message(131, 0, zeros(4), documentation(5))),
    listener(
      "multicast listener query v2 [gaddr ::], length 28",
      message(130, 0, u16(1000) + u16(0), zeros(20))),
  ]

  private static let fragments = [
    Sample(
      line: "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 7, seq 1, length 1480",
      frame: ipv4(1, message(8, 0, u16(7) + u16(1), zeros(1472)), fragment: 0x2000)),
    Sample(
      line: "IP 10.0.0.1 > 10.0.0.2: ip-proto-17",
      frame: ipv4(17, zeros(100), fragment: 185 | 0x2000)),
    Sample(
      line: "IP 10.0.0.1.5000 > 10.0.0.2.5001: UDP, length 3000",
      frame: ipv4(17, Array(datagram(zeros(3000)).prefix(1480)), fragment: 0x2000)),
    Sample(
      line: "IP6 2001:db8::1 > 2001:db8::2: frag (0|80) 5000 > 5001: UDP, length 200",
      frame: ipv6(44, [17, 0] + u16(1) + u32(77) + Array(datagram(zeros(200)).prefix(80)))),
    Sample(
      line: "IP6 2001:db8::1 > 2001:db8::2: frag (800|80)",
      frame: ipv6(44, [17, 0] + u16(801) + u32(77) + zeros(80))),
  ]

  private static let others = [
    Sample(
      line: "IP 10.0.0.1 > 10.0.0.2:  ip-proto-253 20", frame: ipv4(253, zeros(20))),
    Sample(
      line: "IP 10.0.0.1 > 224.0.0.22: igmp v3 report, 1 group record(s)",
      frame: ipv4(
        2, [0x22, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 224, 1, 2, 3], to: [224, 0, 0, 22])),
    Sample(
      line: "IP6 2001:db8::1 > 2001:db8::2: no next header", frame: ipv6(59, [])),
    Sample(
      line: "IP6 2001:db8::1 > 2001:db8::2:  ip-proto-253 6", frame: ipv6(253, zeros(6))),
    Sample(
      line: "02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype Unknown (0x88b5), length 54:",
      frame: ethernet(0x88b5, zeros(40))),
  ]
}
