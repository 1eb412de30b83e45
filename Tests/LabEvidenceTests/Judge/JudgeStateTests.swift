import LabEvidence
import LabModel
import Testing

/// Statements about interfaces, addresses, routes and neighbours.
struct JudgeStateTests {
  private static let eth0 = Link(
    index: 2, name: "eth0", kind: "veth", hasCarrier: true, mtu: 1500
  ).with(up: true)

  private static func lab() -> RecordedRun {
    var noCarrier = eth0
    noCarrier.hasCarrier = false
    var port = noCarrier
    port.master = 3
    port.mtu = 9000
    return RecordedRun()
      .link(nil, eth0, at: 0, isInitial: true)
      .step("ip link set lo up", id: "raise", at: 100).loUp(at: 105)
      .step("ip link set peer down", id: "unplug", at: 200).link(eth0, noCarrier, at: 205)
      .step("ip link add br0 type bridge", id: "bridge", at: 300)
      .link(nil, Link(index: 3, name: "br0", kind: "bridge"), at: 305)
      .link(noCarrier, port, at: 307)
  }

  @Test(arguments: [
    ("lo is up", Verdict.Answer.holds),
    ("lo is down", .refuted),
    ("lo is down before #raise", .holds),
    ("lo is up before #raise", .refuted),
    ("lo is up after #raise", .holds),
    ("lo is down until #raise", .holds),
    ("lo is up until #raise", .refuted),
    ("lo is down until lo is up", .holds),
    ("lo is down until #unplug", .refuted),
    ("lo is up during #unplug", .holds),
    ("lo is down during #raise", .refuted),
    ("lo is up between #raise and #bridge", .holds),
    ("lo is down between lo is up and #bridge", .refuted),
    ("lo is up until eth9 is up", .inconclusive),
    ("eth0 has carrier", .refuted),
    ("eth0 has no carrier", .holds),
    ("eth0 has carrier until #unplug", .holds),
    ("eth0 has carrier before #unplug", .holds),
    ("lo has no carrier before lo is up", .holds),
    ("lo has carrier", .holds),
    ("eth0 has mtu 9000", .holds),
    ("eth0 has mtu 1500 until #bridge", .holds),
    ("eth0 has no mtu 1500", .holds),
    ("eth0 has master br0", .holds),
    ("eth0 has no master br0 until #bridge", .holds),
    // Two commands of one step: which was first cannot be told.
    ("eth0 has no master br0 until br0 is present", .inconclusive),
    ("lo has no master br0", .holds),
    ("br0 is present", .holds),
    ("br0 is absent", .refuted),
    ("br0 is absent before #bridge", .holds),
    ("br0 is down", .holds),
    ("br0 is down before #bridge", .refuted),
    ("eth9 is absent", .holds),
    ("eth9 is up", .refuted),
    ("eth9 has no carrier", .inconclusive),
    ("eth9 has no address 10.0.0.1", .inconclusive),
    ("ns7:lo is absent", .inconclusive),
    ("no packets during lo is down", .holds),
  ])
  func interfaces(claim: String, answer: Verdict.Answer) throws {
    let verdict = try Self.lab().verdict(claim)
    #expect(verdict.answer == answer, "\(verdict.reason)")
  }

  @Test func reasonsSayWhatWasFoundAndSinceWhen() throws {
    let run = Self.lab()
    #expect(
      try run.sentence("lo is down")
        == "refuted: lo was up at the end (since +0.105 s), expected down")
    #expect(
      try run.sentence("lo is up before #raise")
        == "refuted: lo was down before step 1 (`ip link set lo up`) started at +0.100 s,"
        + " expected up")
    #expect(try run.verdict("lo is up").evidence == [.init(.link, 3)])
    #expect(
      try run.sentence("lo has no carrier before eth9 is up") == "inconclusive: eth9 never came up")
  }

  @Test func whatChangesInAStepDidNotChangeBeforeItStarted() throws {
    // The socket was last found empty at the fence before, which is before the step's start.
    let run = RecordedRun()
      .step("true", id: "first", at: 10)
      .step("ip link set lo up", id: "raise", at: 100).loUp(since: 25, at: 105)
    #expect(try run.answer("lo is down before #raise") == .holds)
    // Unless something was still at work then.
    let restless = RecordedRun()
      .step("(sleep 0.1; ip link set lo up) &", id: "first", at: 10, settled: .limit)
      .step("true", id: "next", at: 100).loUp(since: 25, at: 105)
    #expect(try restless.answer("lo is down before next") == .inconclusive)
    #expect(try restless.answer("lo is down before first") == .holds)
    #expect(try restless.answer("lo is up after next") == .holds)
  }

  @Test func aStepsFenceMayBeStampedBeforeOrAfterItsEnd() throws {
    for shift in [-1_000, 1_000] as [Int64] {
      let run = RecordedRun()
        .step("true", id: "first", at: 10)
        .step("ip link set lo up", id: "raise", at: 100).loUp(since: 24, at: 105)
      run.evidence.fences[1].time += shift
      run.evidence.fences[2].time += shift
      #expect(try run.answer("lo is down before #raise") == .holds)
      #expect(try run.answer("lo is up after #raise") == .holds)
    }
  }

  @Test func thereIsNothingBeforeWhatIsSoFromTheStart() throws {
    let run = Self.lab()
    #expect(
      try run.sentence("no packets before lo is down")
        == "inconclusive: there is nothing before the start, where lo was down")
    #expect(try run.answer("no packets until lo is down") == .inconclusive)
    #expect(try run.answer("lo is up until lo is down") == .inconclusive)
    #expect(try run.answer("#raise succeeds after lo is down") == .holds)
  }

  @Test func twoChangesThatCannotBeToldApartAreNotGuessed() throws {
    let address = Address(interface: 2, address: "10.0.0.1", prefixLength: 24)
    // The address was read in the same turn, after the link.
    let run = RecordedRun().link(nil, Self.eth0, at: 0, isInitial: true)
      .step("sh setup.sh", id: "setup", at: 100)
      .loUp(since: 101, at: 105)
      .address(nil, address, since: 101, at: 105)
    #expect(try run.answer("eth0 has address 10.0.0.1 after lo is up") == .inconclusive)
    #expect(try run.answer("eth0 has no address 10.0.0.1 before lo is up") == .inconclusive)
    #expect(try run.answer("eth0 has address 10.0.0.1 after setup") == .holds)
    let verdict = try run.verdict("eth0 has address 10.0.0.1 after lo is up")
    #expect(verdict.reason.hasPrefix("too close to tell"))
    // One socket keeps the order of what it hands out.
    let ordered = RecordedRun().link(nil, Self.eth0, at: 0, isInitial: true)
      .step("sh setup.sh", id: "setup", at: 100)
      .address(nil, address, since: 101, at: 104)
      .loUp(since: 101, at: 105)
    #expect(try ordered.answer("eth0 has address 10.0.0.1 after lo is up") == .holds)
  }

  @Test func routesArePickedByPrefixTableAndNexthop() throws {
    let multipath = Route(
      family: 2, table: 254, destination: "10.1.0.0/16",
      nexthops: [
        Nexthop(interface: 2, gateway: "10.0.0.1"),
        Nexthop(interface: 3, gateway: "10.0.0.2", flags: 16),
      ])
    let run = RecordedRun()
      .link(nil, Self.eth0, at: 0, isInitial: true)
      .link(nil, Link(index: 3, name: "eth1"), at: 0, isInitial: true)
      .step("sh routes.sh", id: "routes", at: 100)
      .route(nil, multipath, at: 105)
      .route(
        nil,
        Route(
          family: 2, table: 255, destination: "172.17.0.1/32", type: 2,
          nexthops: [Nexthop(interface: 3)]), at: 106
      )
      .route(nil, Route(family: 2, table: 254, destination: "192.0.2.0/24", type: 6), at: 107)
      .route(
        nil,
        Route(
          family: 10, table: 254, destination: "default", mtu: 1280,
          nexthops: [Nexthop(interface: 2, gateway: "fe80::1")]), at: 108
      )
      .step("ip route del 10.1.0.0/16", id: "remove", at: 200).route(multipath, nil, at: 205)
    let expected: [(String, Verdict.Answer)] = [
      ("route 10.1.0.0/16 is present before remove", .holds),
      ("route 10.1.0.0/16 is not present", .holds),
      ("route 10.1.0.0/16 is present until remove", .inconclusive),
      ("route 10.1.0.0/16 is present between routes and remove", .holds),
      ("route 10.1.0.0/16 has linkdown after routes", .holds),
      ("route 10.1.0.0/16 via 10.0.0.1 has linkdown after routes", .refuted),
      ("route 10.1.0.0/16 via 10.0.0.2 dev eth1 has linkdown after routes", .holds),
      ("route 10.1.0.0/16 dev eth9 is present after routes", .refuted),
      ("route 10.1.0.0/16 has dead after routes", .refuted),
      ("route 172.17.0.1 table local is present", .holds),
      ("route 172.17.0.1 table local has type local", .holds),
      ("route 172.17.0.1 is present", .refuted),
      ("route 172.17.0.1 table 255 has type unicast", .refuted),
      ("route 192.0.2.0/24 has type blackhole", .holds),
      ("route default is present", .holds),
      ("route default via fe80::1 has mtu 1280", .holds),
      ("route 0.0.0.0/0 is present", .refuted),
      ("route ::/0 is present", .holds),
      ("route default is present on ns1", .inconclusive),
    ]
    for (claim, answer) in expected where !claim.contains("until") {
      let verdict = try run.verdict(claim)
      #expect(verdict.answer == answer, "\(claim): \(verdict.reason)")
    }
    // It was not there from the start.
    #expect(try run.answer("route 10.1.0.0/16 is present until remove") == .refuted)
    #expect(
      try run.sentence("route 10.1.0.0/16 is present")
        == "refuted: there was no route 10.1.0.0/16 at the end (since +0.205 s), expected present")
  }

  @Test func neighboursHaveAStateOrAreAbsent() throws {
    func entry(_ state: UInt16) -> Neighbour {
      Neighbour(interface: 2, address: "10.0.0.2", linkAddress: [], state: state)
    }
    let run = RecordedRun().link(nil, Self.eth0, at: 0, isInitial: true)
      .step("ping -c 1 10.0.0.2", id: "ping1", at: 100)
      .neighbour(nil, entry(1), at: 105)
      .step("sleep 3", id: "wait", at: 200).neighbour(entry(1), entry(32), at: 205)
      .step("ip neigh flush all", id: "flush", at: 300).neighbour(entry(32), nil, at: 305)
    #expect(try run.answer("neighbour 10.0.0.2 is absent before ping1") == .holds)
    #expect(try run.answer("neighbour 10.0.0.2 is incomplete after ping1") == .holds)
    #expect(try run.answer("neighbour 10.0.0.2 is failed after `sleep` on eth0") == .inconclusive)
    #expect(try run.answer("neighbour 10.0.0.2 is failed on eth0 after `sleep`") == .holds)
    #expect(try run.answer("neighbour 10.0.0.2 is failed on lo after `sleep`") == .refuted)
    #expect(try run.answer("neighbour 10.0.0.2 is reachable after ping1") == .refuted)
    #expect(try run.answer("neighbour 10.0.0.2 is absent") == .holds)
    #expect(try run.answer("neighbour 10.0.0.3 is absent") == .holds)
  }

  @Test func anInterfaceThatIsRenamedRemovedAndMadeAgain() throws {
    let veth = Link(index: 5, name: "veth0").with(up: true)
    let run = RecordedRun()
      .step("add", id: "add", at: 100).link(nil, veth, at: 105)
      .address(nil, Address(interface: 5, address: "10.0.0.1", prefixLength: 24), at: 107)
      .step("rename", id: "rename", at: 200).link(veth, veth.named("up0"), at: 205)
      .step("del", id: "remove", at: 300).link(veth.named("up0"), nil, at: 305)
      .step("again", id: "again", at: 400).link(nil, veth.with(up: false), at: 405)
    #expect(try run.answer("veth0 is present until #rename") == .refuted)
    #expect(try run.answer("veth0 is present between #add and #rename") == .holds)
    #expect(try run.answer("veth0 is absent after #rename") == .holds)
    #expect(try run.answer("up0 is present until #remove") == .refuted)
    #expect(try run.answer("up0 has address 10.0.0.1/24 after #rename") == .holds)
    #expect(try run.answer("up0 has address 10.0.0.1/16 after #rename") == .refuted)
    #expect(try run.answer("up0 has no address 10.0.0.1 after #remove") == .holds)
    #expect(try run.answer("veth0 is down") == .holds)
    #expect(try run.answer("veth0 has no address 10.0.0.1") == .holds)
    #expect(try run.answer("veth0 is absent between #rename and #again") == .holds)
    #expect(
      try run.answer("veth0 is absent between veth0 is absent and veth0 is present") == .holds)
  }

  @Test func aNamespaceThatIsDeletedAndMadeAgain() throws {
    let run = RecordedRun()
      .step("ip netns add ns1", id: "add", at: 100)
      .host("ns1", origin: .named, from: 105, to: 305)
      .link(nil, RecordedRun.lo, on: "ns1", at: 105, isInitial: true)
      .step("ip -n ns1 link set lo up", id: "raise", at: 200).loUp(on: "ns1", at: 205)
      .packet(Frame.ping, of: "ns1", at: 207)
      .step("ip netns del ns1", id: "remove", at: 300)
      .step("ip netns add ns1", id: "again", at: 400)
      .host("ns1", origin: .named, from: 405)
      .link(nil, RecordedRun.lo, on: "ns1", at: 405, isInitial: true)
    #expect(try run.answer("ns1:lo is absent before add") == .holds)
    #expect(try run.answer("ns1:lo is down after add") == .holds)
    #expect(try run.answer("ns1:lo is up after #raise") == .holds)
    #expect(try run.answer("ns1:lo is absent after #remove") == .holds)
    #expect(try run.answer("ns1:lo is down") == .holds)
    #expect(try run.answer("1 packet on ns1:lo") == .holds)
    #expect(try run.answer("no packets on ns1:* until ns1:lo is up") == .holds)
    #expect(
      try run.sentence("ns1:lo is up after #remove").hasPrefix(
        "refuted: there was no host ns1 after step 3 (`ip netns del ns1`) ended at +0.315 s"))
  }

  @Test func lostMessagesMatterOnlyWhereTheyCouldHaveTold() throws {
    let run = Self.lab().loss(0, of: .netlink, from: 190, to: 215)
    #expect(try run.answer("lo is up") == .holds)
    #expect(try run.answer("lo is down before #raise") == .holds)
    #expect(
      try run.sentence("lo is up during #unplug")
        == "inconclusive: netlink messages were lost during step 2 (`ip link set peer down`) that"
        + " could have told otherwise")
    #expect(try run.answer("lo is down during #unplug") == .refuted)
    // It may have come up and gone unseen before.
    #expect(try run.answer("br0 is absent before br0 is present") == .inconclusive)
    let elsewhere = Self.lab().host("b").loss(3, of: .netlink, on: "b", from: 190, to: 215)
    #expect(try elsewhere.answer("lo is up during #unplug") == .holds)
  }

  @Test func theEndOfAnInterruptedRunNeverCame() throws {
    let run = RecordedRun(status: .crashed)
      .step("ip link set lo up", id: "raise", at: 100).loUp(at: 105)
    #expect(
      try run.sentence("lo is up")
        == "inconclusive: the run has crashed: killed by SIGINT, so its end never came")
    #expect(try run.answer("lo is up after #raise") == .holds)
    #expect(try run.answer("lo is down until #raise") == .holds)
  }
}
