import LabClaims
import LabModel
import Testing

/// Each production of the grammar, as the value it is read as.
struct GrammarTests {
  private static func step(
    _ name: StepSelector.Name, on host: String? = nil, _ verb: StepVerb,
    _ quantifier: StepStatement.Quantifier = .every
  ) -> Statement {
    .step(
      StepStatement(
        quantifier: quantifier, steps: StepSelector(name: name, host: host), verb: verb))
  }

  static let curl = StepSelector.Name.word("curl")
  static let lo = Place(interface: "lo")
  static let ok = TextPattern(kind: .text, text: "ok")

  static let steps: [(String, Statement)] = [
    ("curl succeeds", step(curl, .succeeds)),
    ("curl fails", step(curl, .fails)),
    ("CURL FAILS", step(.word("CURL"), .fails)),
    ("#try fails", step(.id("try", command: nil), .fails)),
    ("#try.2 fails", step(.id("try", command: 2), .fails)),
    ("try.2 fails", step(.word("try.2"), .fails)),
    ("`curl -s x` fails", step(.prefix("curl -s x"), .fails)),
    ("`route` fails", step(.prefix("route"), .fails)),
    ("curl on ns1 fails", step(curl, on: "ns1", .fails)),
    ("some curl on ns1 succeed", step(curl, on: "ns1", .succeeds, .some)),
    ("some #try succeeds", step(.id("try", command: nil), .succeeds, .some)),
    ("every attempt of curl fails", step(curl, .fails, .everyAttempt)),
    ("curl exits 7", step(curl, .exits([7]))),
    ("curl exits 7 or 28 or 0", step(curl, .exits([7, 28, 0]))),
    ("nc is killed by SIGTERM", step(.word("nc"), .isKilled(signal: 15))),
    ("nc is killed by term", step(.word("nc"), .isKilled(signal: 15))),
    ("nc is killed by 9", step(.word("nc"), .isKilled(signal: 9))),
    ("nc on ns1 is killed by KILL", step(.word("nc"), on: "ns1", .isKilled(signal: 9))),
    ("curl times out", step(curl, .timesOut)),
    ("curl is skipped", step(curl, .isSkipped)),
    ("#try is skipped", step(.id("try", command: nil), .isSkipped)),
    ("curl prints nothing", step(curl, .printsNothing(on: nil))),
    ("curl prints nothing on stderr", step(curl, .printsNothing(on: .stderr))),
    (
      "curl prints 2 lines",
      step(curl, .printsLines(CountRange(atLeast: 2, atMost: 2), matching: nil))
    ),
    (
      "curl prints no lines matching \"ok\"",
      step(curl, .printsLines(CountRange(atLeast: 0, atMost: 0), matching: ok))
    ),
    (
      "curl prints some line matching \"ok\"",
      step(curl, .printsLines(CountRange(atLeast: 1, atMost: nil), matching: ok))
    ),
    (
      "curl prints the same as #try.2 on ns1",
      step(curl, .printsSame(as: StepSelector(name: .id("try", command: 2), host: "ns1")))
    ),
    ("curl takes less than 1.5s", step(curl, .takes(less: true, than: 1_500_000_000))),
    ("curl takes more than 200 ms", step(curl, .takes(less: false, than: 200_000_000))),
    ("curl takes more than 2min", step(curl, .takes(less: false, than: 120_000_000_000))),
    ("curl prints \"ok\"", step(curl, .prints(PrintVerb(pattern: ok)))),
    (
      "curl prints \"a \\\"b\\\" \\\\\" on stdout",
      step(
        curl,
        .prints(PrintVerb(pattern: TextPattern(kind: .text, text: "a \"b\" \\"), stream: .stdout)))
    ),
    ("curl does not print \"ok\"", step(curl, .prints(PrintVerb(isNegated: true, pattern: ok)))),
    (
      "curl prints /a\\/b\\d/i on stderr",
      step(
        curl,
        .prints(
          PrintVerb(
            pattern: TextPattern(kind: .regex(ignoresCase: true), text: "a/b\\d"), stream: .stderr))
      )
    ),
    (
      "ping prints /(?<rtt>.*) ms/ where rtt <= -1.5 on stdout",
      step(
        .word("ping"),
        .prints(
          PrintVerb(
            pattern: TextPattern(kind: .regex(ignoresCase: false), text: "(?<rtt>.*) ms"),
            comparand: PrintVerb.Comparand(name: "rtt", comparison: .lessOrEqual, number: -1.5),
            stream: .stdout)))
    ),
  ]

  static let counts: [(String, CountRange)] = [
    ("no", CountRange(atLeast: 0, atMost: 0)),
    ("some", CountRange(atLeast: 1, atMost: nil)),
    ("3", CountRange(atLeast: 3, atMost: 3)),
    ("exactly 3", CountRange(atLeast: 3, atMost: 3)),
    ("at least 3", CountRange(atLeast: 3, atMost: nil)),
    ("at most 3", CountRange(atLeast: 0, atMost: 3)),
    ("2 to 4", CountRange(atLeast: 2, atMost: 4)),
  ]

  static let packets: [(String, PacketStatement)] = {
    let none = CountRange(atLeast: 0, atMost: 0)
    let arp = PacketFilter("arp")
    return [
      ("no packets", PacketStatement(count: none)),
      ("no packets matching `arp`", PacketStatement(count: none, filter: arp)),
      ("no packet on lo", PacketStatement(count: none, place: lo)),
      (
        "no packets matching `arp` reading /who/ containing \"ok\" entering b:eth0",
        PacketStatement(
          count: none, filter: arp,
          reading: TextPattern(kind: .regex(ignoresCase: false), text: "who"), containing: ok,
          direction: .entering, place: Place(host: "b", interface: "eth0"))
      ),
      (
        "no packets leaving b:*",
        PacketStatement(
          count: none, direction: .leaving, place: Place(host: "b", interface: nil))
      ),
      ("no packets on *", PacketStatement(count: none, place: Place(interface: nil))),
      (
        "no packets on lab:up",
        PacketStatement(count: none, place: Place(host: "lab", interface: "up"))
      ),
    ]
  }()

  static let states: [(String, StateStatement)] = [
    ("lo is up", .interface(lo, .up)),
    ("lo is DOWN", .interface(lo, .down)),
    ("b:eth0 is present", .interface(Place(host: "b", interface: "eth0"), .present)),
    ("lo is absent", .interface(lo, .absent)),
    ("* is down", .interface(Place(interface: nil), .down)),
    ("lo has carrier", .interface(lo, .carrier(true))),
    ("lo has no carrier", .interface(lo, .carrier(false))),
    ("lo has address 127.0.0.1/8", .interface(lo, .address("127.0.0.1/8", true))),
    ("lo has no address FE80::0:1", .interface(lo, .address("fe80::1", false))),
    ("lo has mtu 1500", .interface(lo, .mtu(1500, true))),
    ("lo has no master br0", .interface(lo, .master("br0", false))),
    ("route default is present", .route(RouteSelector(prefix: "default"), .present, host: nil)),
    (
      "route 0.0.0.0/0 is absent",
      .route(RouteSelector(prefix: "default", family: 2), .absent, host: nil)
    ),
    (
      "route ::/0 is not present",
      .route(RouteSelector(prefix: "default", family: 10), .absent, host: nil)
    ),
    (
      "route default via 10.0.0.1 dev eth0 table 100 has linkdown on ns1",
      .route(
        RouteSelector(
          prefix: "default", family: 2, via: "10.0.0.1", interface: "eth0", table: "100"),
        .linkDown, host: "ns1")
    ),
    (
      "route 10.0.0.1 table local has type local",
      .route(
        RouteSelector(prefix: "10.0.0.1/32", family: 2, table: "local"), .type("local"), host: nil)
    ),
    (
      "route 2001:DB8::/32 has dead",
      .route(RouteSelector(prefix: "2001:db8::/32", family: 10), .dead, host: nil)
    ),
    (
      "route 10.0.0.0/24 has mtu 1400",
      .route(RouteSelector(prefix: "10.0.0.0/24", family: 2), .mtu(1400), host: nil)
    ),
    (
      "neighbour 10.0.0.2 is REACHABLE on b:eth0",
      .neighbour(
        address: "10.0.0.2", state: "reachable", place: Place(host: "b", interface: "eth0"))
    ),
    ("neighbor fe80::1 is absent", .neighbour(address: "fe80::1", state: nil, place: nil)),
    (
      "port tcp/8900 is listening",
      .port(PortSelector(transport: .tcp, number: 8900), isListening: true, host: nil)
    ),
    (
      "port UDP/53 is not listening on b",
      .port(PortSelector(transport: .udp, number: 53), isListening: false, host: "b")
    ),
  ]

  static let others: [(String, Statement)] = [
    (
      "packets matching `icmp` cross b:eth0 > br0 > *",
      .path(
        PathStatement(
          filter: PacketFilter("icmp"),
          requirement: .cross([
            Place(host: "b", interface: "eth0"), Place(interface: "br0"), Place(interface: nil),
          ])))
    ),
    (
      "packet matching `icmp` is seen on 5 interfaces",
      .path(
        PathStatement(
          filter: PacketFilter("icmp"), requirement: .seenOn(CountRange(atLeast: 5, atMost: 5))))
    ),
    (
      "packets matching `tcp` on lo come at 0s, 1s,3 s within 100ms",
      .timing(
        TimingStatement(
          filter: PacketFilter("tcp"), place: lo, times: [0, 1_000_000_000, 3_000_000_000],
          tolerance: 100_000_000))
    ),
    (
      "curl comes before lo is up",
      .order(.steps(StepSelector(name: curl)), .state(.interface(lo, .up)))
    ),
    (
      "lo is up comes before packet matching `arp` on lo",
      .order(.state(.interface(lo, .up)), .packet(PacketFilter("arp"), lo))
    ),
    (
      "packet matching `arp` comes before #try",
      .order(
        .packet(PacketFilter("arp"), nil), .steps(StepSelector(name: .id("try", command: nil))))
    ),
    ("no sockets", .sockets(SocketStatement(count: CountRange(atLeast: 0, atMost: 0)))),
    (
      "some sockets in state ESTAB with port 80 on b",
      .sockets(
        SocketStatement(
          count: CountRange(atLeast: 1, atMost: nil), state: "established", port: 80, host: "b"))
    ),
    (
      "1 socket in state listening",
      .sockets(SocketStatement(count: CountRange(atLeast: 1, atMost: 1), state: "listen"))
    ),
    (
      "counter TcpExtListenDrops rises by at least 1",
      .counter(
        CounterStatement(name: "TcpExtListenDrops", rise: CountRange(atLeast: 1, atMost: nil)))
    ),
    (
      "counter IpInReceives on ns1 does not change",
      .counter(CounterStatement(name: "IpInReceives", owner: .host("ns1"), rise: nil))
    ),
    (
      "counter tx_dropped on lo rises by 2 to 4",
      .counter(
        CounterStatement(
          name: "tx_dropped", owner: .place(lo), rise: CountRange(atLeast: 2, atMost: 4)))
    ),
    (
      "counter qdisc dropped on b:eth0 rises by some",
      .counter(
        CounterStatement(
          name: "qdisc dropped", owner: .place(Place(host: "b", interface: "eth0")),
          rise: CountRange(atLeast: 1, atMost: nil)))
    ),
    ("kernel log has no warnings", .kernelLog(.hasNoWarnings)),
    ("kernel log contains \"ok\"", .kernelLog(.contains(ok, true))),
    ("kernel log does not contain \"ok\"", .kernelLog(.contains(ok, false))),
  ]

  @Test(arguments: steps) func readsStepStatements(_ text: String, _ expected: Statement) throws {
    #expect(try claim(text) == Claim(statement: expected))
  }

  @Test(arguments: counts) func readsCounts(_ text: String, _ count: CountRange) throws {
    let statement = Statement.packets(PacketStatement(count: count))
    #expect(try claim("\(text) packets").statement == statement)
    #expect(
      try claim("\(text) sockets").statement == .sockets(SocketStatement(count: count)))
    #expect(
      try claim("counter IpInReceives rises by \(text)").statement
        == .counter(CounterStatement(name: "IpInReceives", rise: count)))
  }

  @Test(arguments: packets)
  func readsPacketStatements(_ text: String, _ expected: PacketStatement) throws {
    #expect(try claim(text) == Claim(statement: .packets(expected)))
  }

  @Test(arguments: states)
  func readsStates(_ text: String, _ expected: StateStatement) throws {
    #expect(try claim(text) == Claim(statement: .state(expected)))
    // Every state is a moment too.
    #expect(try claim("curl fails until \(text)").scope == .until(.state(expected)))
    #expect(
      ClaimParser.moment(SourceText(text, position: SourcePosition(line: 1, column: 1))).value
        == .state(expected))
  }

  @Test(arguments: others) func readsOtherStatements(_ text: String, _ expected: Statement) throws {
    #expect(try claim(text) == Claim(statement: expected))
  }

  @Test func readsLabels() throws {
    #expect(try claim("first-try_2: curl fails").label == "first-try_2")
    #expect(try claim("before: curl fails").label == "before")
    #expect(try claim("q:br9 is up").label == nil)
    #expect(try claim("serve prints \"Host: x\"").label == nil)
    #expect(
      try claim("a: q:br9 is up")
        == Claim(
          label: "a", statement: .state(.interface(Place(host: "q", interface: "br9"), .up))))
  }

  @Test func readsScopes() throws {
    let up = Moment.state(.interface(Self.lo, .up))
    let nc = Moment.steps(StepSelector(name: .word("nc"), host: "ns1"))
    let arp = Moment.packet(PacketFilter("arp"), Self.lo)
    #expect(try claim("curl fails before lo is up").scope == .before(up))
    #expect(try claim("curl fails after nc on ns1").scope == .after(nc))
    #expect(try claim("curl fails until packet matching `arp` on lo").scope == .until(arp))
    #expect(try claim("no packets during nc on ns1").scope == .during(nc))
    #expect(try claim("no packets between lo is up and nc on ns1").scope == .between(up, nc))
    #expect(
      try claim("lo is up during `nc -l`").scope
        == .during(.steps(StepSelector(name: .prefix("nc -l")))))
    #expect(
      try claim("curl prints \"ok\" on stdout after #a.2").scope
        == .after(.steps(StepSelector(name: .id("a", command: 2)))))
  }

  @Test func readsConditions() throws {
    let claim = try claim(
      "curl fails until lo is up when kernel >= 6.5 and config CONFIG_VETH and param mtu = 1500 "
        + "and param name = \"a b\" and KERNEL != 6.12.3")
    #expect(
      claim.conditions == [
        .kernel(VersionCondition(comparison: .greaterOrEqual, version: [6, 5])),
        .option("VETH"), .parameter(name: "mtu", value: "1500"),
        .parameter(name: "name", value: "a b"),
        .kernel(VersionCondition(comparison: .notEqual, version: [6, 12, 3])),
      ])
  }

  @Test func signsNeedNoBlanks() throws {
    #expect(try claim("curl fails when kernel>=6.5").conditions.count == 1)
    #expect(
      try claim("packets matching `a` cross b:eth0>br0>lo").statement
        == .path(
          PathStatement(
            filter: PacketFilter("a"),
            requirement: .cross([
              Place(host: "b", interface: "eth0"), Place(interface: "br0"), Self.lo,
            ]))))
  }

  @Test(arguments: Comparison.allCases) func readsComparisons(_ comparison: Comparison) throws {
    #expect(
      try claim("curl fails when kernel \(comparison.rawValue) 6").conditions
        == [.kernel(VersionCondition(comparison: comparison, version: [6]))])
  }

  @Test func passesOverComments() {
    #expect(ClaimParser.isComment("# curl fails"))
    #expect(ClaimParser.isComment("  "))
    #expect(ClaimParser.isComment("#"))
    #expect(!ClaimParser.isComment("#curl fails"))
    #expect(!ClaimParser.isComment("curl fails"))
  }

  /// What every claim above says in canonical words is read as the same claim again.
  @Test(
    arguments: steps.map(\.0) + packets.map(\.0) + states.map(\.0) + others.map(\.0) + [
      "l: curl fails between lo is up and packet matching `arp` when kernel < 6 and config A",
      "curl prints /a\\/\\\\b/i", "curl takes less than 1.5ms", "curl takes less than 0.000001ms",
      "curl fails when param a = \"b \\\" c\"", "curl is killed by 40", "curl takes more than 0s",
    ])
  func rendersWhatItReads(_ text: String) throws {
    let first = try claim(text)
    #expect(try claim(first.text) == first, "\(first.text)")
  }
}
