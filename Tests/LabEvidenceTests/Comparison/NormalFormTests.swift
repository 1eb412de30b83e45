import LabEvidence
import LabModel
import Testing

/// Each rule both ways: what every run has anew reads alike, and what must differ still does.
@Suite struct NormalFormTests {
  /// A run with `eth0` (a MAC address), a bridge with two ports, and ports of TCP.
  static func names(mac: [UInt8] = [0xaa, 0xbb, 0xcc, 0, 0, 1], commands: [String] = [])
    -> NormalNames
  {
    let recorded = RecordedRun()
    func link(_ index: Int32, _ name: String, _ address: [UInt8], master: Int32 = 0) {
      let link = Link(
        index: index, name: name, hardwareType: 1, mtu: 1500, address: address, master: master)
      recorded.evidence.links.append(
        ChangeRow(
          number: recorded.evidence.links.count + 1, time: RecordedRun.time(1),
          change: ObjectChange(host: 1, earliest: RecordedRun.time(0), old: nil, new: link)))
    }
    link(2, "eth0", mac)
    link(3, "br0", [0x02, 0, 0, 0, 0, 9])
    link(4, "p1", [0x02, 0, 0, 0, 0, 9], master: 3)
    link(5, "p2", [0x02, 0, 0, 0, 0, 10], master: 3)
    var names = NormalNames(recorded.evidence, commands: commands)
    for port: UInt16 in [40_000, 41_000, 8080] { names.note(port: port) }
    names.scope = "3"
    return names
  }

  private static func form(
    _ line: String, _ kind: NormalForm.Kind = .output, commands: [String] = []
  ) -> String {
    var form = NormalForm(names(commands: commands))
    return form.of(line, kind)
  }

  static let alike: [(String, String, NormalForm.Kind)] = [
    ("time=0.045 ms", "time=1.3 ms", .output),
    ("time 0ms", "time 12ms", .output),
    (
      "rtt min/avg/max/mdev = 0.04/0.05/0.06/0.00 ms", "rtt min/avg/max/mdev = 1/2/3/4.5 ms",
      .output
    ),
    ("timed out after 80 milliseconds", "timed out after 51 milliseconds", .output),
    ("took 900 µs", "took 3 s", .output),
    ("after 19 ms…", "after 3 ms…", .output),
    ("12:34:56.789 start", "01:02:03 start", .output),
    ("2026-01-02 12:00:00 up", "2025-12-31 01:02:03 up", .output),
    ("at 2026-01-02T12:00:00", "at 2026-01-03T13:00:00", .output),
    ("Date: Tue, 24 Nov 2026 12:00:00 GMT", "Date: Wed, 25 Nov 2026 13:01:02 GMT", .output),
    ("users:((\"nc\",pid=17,fd=3))", "users:((\"nc\",pid=21,fd=3))", .output),
    ("[1] 4711", "[1] 17", .output),
    ("/proc/17/ns", "/proc/4/ns", .output),
    ("net:[4026531840]", "net:[4026532001]", .output),
    ("2: lo: <LOOPBACK>", "3: lo: <LOOPBACK>", .output),
    ("eth0@if7: mtu", "eth0@if12: mtu", .output),
    ("127.0.0.1:40000 ESTAB", "127.0.0.1:41000 ESTAB", .output),
    (
      "IP 10.0.0.1.40000 > 10.0.0.2.80: Flags [S], seq 99, win 1, options [mss 1460,TS val 5 ecr 0,wscale 7], length 0",
      "IP 10.0.0.1.41000 > 10.0.0.2.80: Flags [S], seq 7, win 9, options [mss 1460,TS val 6 ecr 0,wscale 6], length 0",
      .packet
    ),
    (
      "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 17, seq 1, length 64",
      "IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 42, seq 1, length 64", .packet
    ),
    (
      "IP 10.0.0.1.40000 > 10.0.0.2.53: 4711+ A? a. (19)",
      "IP 10.0.0.1.40000 > 10.0.0.2.53: 8+ A? a. (19)", .packet
    ),
    ("[   12.345678] BUG at 0xffff8880", "[    3.1] BUG at 0xffff9990", .kernelLog),
    ("RSP: ffffc90000013e80", "RSP: ffffc90000014f90", .kernelLog),
  ]

  @Test(arguments: alike) func whatEveryRunHasAnewReadsAlike(
    left: String, right: String, kind: NormalForm.Kind
  ) {
    #expect(left != right)
    #expect(Self.form(left, kind) == Self.form(right, kind))
  }

  static let different: [(String, String, NormalForm.Kind)] = [
    ("1 packets transmitted, 0 received", "1 packets transmitted, 1 received", .output),
    ("icmp_seq=1 ttl=63 time=1 ms", "icmp_seq=1 ttl=64 time=1 ms", .output),
    ("mtu 1500", "mtu 1400", .output),
    ("127.0.0.1:8080 LISTEN", "127.0.0.1:8081 LISTEN", .output),
    ("value 45000", "value 45001", .output),
    ("2: lo: <UP>", "2: eth0: <UP>", .output),
    ("uid 17", "uid 18", .output),
    ("10.0.0.1", "10.0.0.2", .output),
    ("3 stations", "4 stations", .output),
    ("link/ether aa:bb:cc:00:00:01", "link/ether 02:00:00:00:00:09", .output),
    ("ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", .output),
    ("Flags [S], seq 1, win 2, length 0", "Flags [R], seq 1, win 2, length 0", .packet),
    ("Flags [S], options [mss 1460]", "Flags [S], options [mss 536]", .packet),
    ("ICMP echo request, id 1, seq 1", "ICMP echo request, id 1, seq 2", .packet),
    ("ICMP host 10.0.0.1 unreachable", "ICMP host 10.0.0.2 unreachable", .packet),
    ("in 0xffff", "in 0xfffe", .output),
    ("[    1.0] WARNING: a.c", "[    1.0] WARNING: b.c", .kernelLog),
  ]

  @Test(arguments: different) func whatMustDifferStillDoes(
    left: String, right: String, kind: NormalForm.Kind
  ) {
    #expect(Self.form(left, kind) != Self.form(right, kind))
  }

  @Test func anAddressIsNamedAfterItsInterfaceInEveryRun() {
    var form = NormalForm(Self.names())
    var other = NormalForm(Self.names(mac: [2, 4, 6, 8, 10, 12]))
    #expect(form.of("link/ether aa:bb:cc:00:00:01 brd") == "link/ether MAC(eth0) brd")
    #expect(other.of("link/ether 02:04:06:08:0a:0c brd") == "link/ether MAC(eth0) brd")
    // Modified EUI-64, its solicited-node address, and the group address of that.
    #expect(form.of("fe80::a8bb:ccff:fe00:1/64") == "fe80::(eth0)/64")
    #expect(form.of("ff02::1:ff00:1") == "ff02::1:ff(eth0)")
    #expect(form.of("33:33:ff:00:00:01") == "33:33:ff:(eth0)")
    #expect(form.of("fe80::1") == "fe80::1")
  }

  @Test func anUnknownAddressIsNumberedAndStaysTheSame() {
    var form = NormalForm(Self.names())
    #expect(form.of("0a:00:00:00:00:01 0a:00:00:00:00:02") == "MAC-3.1 MAC-3.2")
    #expect(form.of("0a:00:00:00:00:02") == "MAC-3.2")
  }

  @Test func aBridgeWithoutAnAddressOfItsOwnAndItsPortsAreOne() {
    var form = NormalForm(Self.names())
    #expect(form.of("02:00:00:00:00:09") == "MAC(br0)")
    #expect(form.of("02:00:00:00:00:0a") == "MAC(br0)")
  }

  @Test func portsAreNumberedWithinTheStepInWhichTheyAppeared() {
    var form = NormalForm(Self.names())
    #expect(form.of("a:41000 b:40000 a:41000") == "a:PORT-3.1 b:PORT-3.2 a:PORT-3.1")
    form.names.scope = "4"
    #expect(form.of("b:40000") == "b:PORT-3.2")
  }

  @Test func whatStandsInACommandIsTheAuthors() {
    let commands = ["nc -p 40000 h 80", "ip link set eth0 address aa:bb:cc:00:00:01"]
    #expect(Self.form("from :40000", commands: commands) == "from :40000")
    #expect(Self.form("aa:bb:cc:00:00:01", commands: commands) == "aa:bb:cc:00:00:01")
    #expect(Self.form("from :41000", commands: commands) == "from :PORT-3.1")
  }

  @Test func anyBytesWhateverAreTaken() {
    var form = NormalForm(NormalNames())
    for text in [
      "", ":", "1", "12:", "[", "[1", "[1] ", "1: ", "@if", "fe80:", "µ", "1 µ", "1/2/", "é",
    ] {
      _ = form.of(text)
      _ = form.of(text, .packet)
      _ = form.of(text, .kernelLog)
    }
    #expect(form.of("é 3 ü") == "é 3 ü")
  }
}
