import LabEvidence
import LabModel
import Testing

/// Counting packets: places, directions, filters, scopes and what may be missing.
struct JudgePacketTests {
  private static let syn = Frame.tcp(to: 8900, flags: 2)
  private static let data = Frame.tcp(to: 8900, "GET / HTTP/1.1\r\n")

  private static func headline() -> RecordedRun {
    RecordedRun()
      .step("curl localhost:8900", id: "first", at: 100, exits: 7)
      .step("ip link set lo up", id: "raise", at: 400).loUp(at: 405)
      .step("curl localhost:8900", id: "second", at: 500)
      .packet(syn, at: 502).packet(data, at: 503).packet(Frame.tcp(to: 8900), at: 504)
  }

  @Test(arguments: [
    ("no packets until lo is up", Verdict.Answer.holds),
    ("no packets before lo is up", .holds),
    ("some packets before lo is up", .refuted),
    ("at least 3 packets matching `tcp port 8900` on lo after lo is up", .holds),
    ("exactly 3 packets matching `tcp port 8900`", .holds),
    ("2 packets matching `tcp port 8900`", .refuted),
    ("at most 2 packets", .refuted),
    ("1 to 3 packets", .holds),
    ("exactly 1 packet matching `tcp[tcpflags] & tcp-syn != 0`", .holds),
    ("no packets matching `icmp`", .holds),
    ("no packets until second", .holds),
    ("no packets until #raise", .holds),
    ("some packets until lo is up", .refuted),
    ("no packets matching `icmp` until lo is up", .refuted),
    ("3 packets during second", .holds),
    ("3 packets during curl", .holds),
    ("no packets during #raise", .holds),
    ("no packets between first and #raise", .holds),
    ("3 packets between #raise and eth0 is up", .inconclusive),
    ("2 packets after packet matching `tcp[tcpflags] & tcp-syn != 0`", .holds),
    ("no packets before packet matching `tcp`", .holds),
    (
      "1 packet between packet matching `tcp[tcpflags] & tcp-syn != 0` and lo is down",
      .inconclusive
    ),
    ("no packets before packet matching `icmp`", .inconclusive),
    ("no packets matching `ether broadcast`", .holds),
    ("1 packet containing \"GET / HTTP\"", .holds),
    ("no packets containing \"GET / HTTP\"", .refuted),
    ("no packets containing /post/i", .holds),
  ])
  func theFirstExperiment(claim: String, answer: Verdict.Answer) throws {
    let verdict = try Self.headline().verdict(claim)
    #expect(verdict.answer == answer, "\(verdict.reason)")
  }

  @Test func reasonsSayHowManyWhereAndWhen() throws {
    let run = Self.headline()
    #expect(
      try run.sentence("no packets matching `tcp` on lo after lo is up")
        == "refuted: 3 packets matching `tcp` on lo after lo came up at +0.405 s, the first at"
        + " +0.502 s in step 3, expected none")
    #expect(
      try run.sentence("no packets until lo is up")
        == "holds: no packet before lo came up at +0.405 s, and 3 packets after lo came up at"
        + " +0.405 s, the first at +0.502 s in step 3")
    #expect(
      try run.sentence("some packets before packet matching `icmp` on lo")
        == "inconclusive: no packet matching `icmp` on lo was seen")
    #expect(
      try run.verdict("no packets until lo is up").evidence
        == [.init(.packet, 1), .init(.packet, 2), .init(.packet, 3), .init(.link, 2)])
  }

  @Test func whereNoneIsAsItShouldBeTheNearestAreNamed() throws {
    let run = Self.headline()
    #expect(
      try run.sentence("some packets matching `icmp` on lo after lo is up")
        == "refuted: no packet matching `icmp` on lo after lo came up at +0.405 s, only 3 packets on lo"
        + " there, the first at +0.502 s, expected some")
    let words = "1 packet matching `tcp` containing \"POST\" during second"
    #expect(try run.sentence(words).contains("only 3 packets matching `tcp` there, the first"))
    #expect(try run.verdict(words).evidence.prefix(2) == [.init(.packet, 1), .init(.packet, 2)])
    #expect(
      try run.step("true", id: "last", at: 600).sentence("some packets matching `icmp` until #last")
        .contains("only 3 packets there, the first at +0.502 s"))
    // There is nothing to name.
    #expect(
      try run.sentence("some packets matching `icmp` until lo is up").contains("only") == false)
  }

  @Test func placesDirectionsAndHosts() throws {
    let eth0 = Link(index: 2, name: "eth0").with(up: true)
    let run = RecordedRun().host("b")
      .link(nil, eth0, at: 1).link(nil, eth0, on: "b", at: 1)
      .step("ping b", at: 100)
      .packet(Frame.ping, on: "eth0", at: 101, .outgoing)
      .packet(Frame.ping, on: "eth0", of: "b", at: 102, .toHost)
      .packet(Frame.arp, on: "eth0", of: "b", at: 103, .broadcast)
    #expect(try run.answer("3 packets") == .holds)
    #expect(try run.answer("1 packet on eth0") == .holds)
    #expect(try run.answer("1 packet leaving eth0") == .holds)
    #expect(try run.answer("no packets entering eth0") == .holds)
    #expect(try run.answer("2 packets entering b:eth0") == .holds)
    #expect(try run.answer("2 packets on b:*") == .holds)
    #expect(try run.answer("1 packet on *") == .holds)
    #expect(try run.answer("1 packet matching `arp` on b:eth0") == .holds)
    #expect(try run.answer("1 packet matching `ether broadcast or arp`") == .holds)
    #expect(
      try run.sentence("no packets on eth7")
        == "inconclusive: there never was an interface eth7")
    #expect(
      try run.sentence("no packets on c:eth0") == "inconclusive: there never was a host c")
  }

  @Test func aLoopbackPacketCountsOnceAndInBothDirections() throws {
    let run = RecordedRun().step("ping localhost", at: 100)
      .packet(Frame.ping, at: 101, .outgoing).packet(Frame.ping, at: 101, .toHost)
    #expect(try run.answer("1 packet on lo") == .holds)
    #expect(try run.answer("1 packet entering lo") == .holds)
    #expect(try run.answer("1 packet leaving lo") == .holds)
  }

  @Test func readingIsAboutTheLineThatTranscriptsShow() throws {
    let run = RecordedRun().step("ping 10.0.0.2", at: 100)
      .packet(Frame.arp, at: 101).packet(Frame.tcp(to: 8900, "who-has"), at: 102)
    #expect(try run.answer("1 packet reading /who-has 10\\.0\\.0\\.2 tell/") == .holds)
    #expect(try run.answer("no packets reading \"who-has\"") == .refuted)
    #expect(try run.answer("1 packet reading /^IP .*\\.8900: /") == .holds)
    // The payload, and nothing else.
    #expect(try run.answer("1 packet containing \"who-has\"") == .holds)
    #expect(try run.answer("1 packet containing /^who-has$/") == .holds)
  }

  @Test func aPacketWithinTheIntervalOfTheMomentIsNotGuessed() throws {
    let run = RecordedRun()
      .step("ip link set lo up; curl x", at: 400).loUp(since: 401, at: 405)
      .packet(Self.syn, at: 403)
    #expect(
      try run.sentence("no packets before lo is up")
        == "inconclusive: 1 packet at +0.403 s came too close to tell whether before lo came up at"
        + " +0.405 s")
    #expect(try run.answer("some packets after lo is up") == .inconclusive)
    #expect(try run.answer("at most 1 packet before lo is up") == .holds)
    #expect(try run.answer("at least 2 packets after lo is up") == .refuted)
    #expect(try run.answer("no packets until lo is up") == .inconclusive)
    #expect(try run.verdict("no packets before lo is up").evidence.contains(.init(.packet, 1)))
  }

  @Test func theClockErrorOfPacketsCounts() throws {
    let run = RecordedRun()
      .step("a", id: "first", at: 100).step("b", id: "next", at: 200)
      .packet(Frame.ping, at: 200.001, clockError: 5_000)
    #expect(try run.answer("no packets before next") == .inconclusive)
    let exact = RecordedRun()
      .step("a", id: "first", at: 100).step("b", id: "next", at: 200)
      .packet(Frame.ping, at: 200.001)
    #expect(try exact.answer("no packets before next") == .holds)
  }

  @Test func packetsAreOrderedAmongThemselvesEvenWithEqualStamps() throws {
    let run = RecordedRun().host("b")
      .link(nil, Link(index: 2, name: "eth0"), on: "b", at: 1)
      .step("ping", at: 100)
      .packet(Frame.ping, at: 101, clockError: 5_000).packet(Self.syn, at: 101, clockError: 5_000)
    #expect(try run.answer("no packets matching `tcp` before packet matching `icmp`") == .holds)
    #expect(try run.answer("1 packet matching `tcp` after packet matching `icmp`") == .holds)
    // Two hosts have two rings.
    run.packet(Frame.udp(to: 53), on: "eth0", of: "b", at: 101, clockError: 5_000)
    #expect(
      try run.answer("no packets matching `udp` before packet matching `icmp`") == .inconclusive)
  }

  @Test func lossMattersOnlyInScopeAndWhereItCouldOverturn() throws {
    let run = Self.headline().loss(4, from: 495, to: 515)
    #expect(try run.answer("at least 3 packets after lo is up") == .holds)
    #expect(try run.answer("at most 2 packets") == .refuted)
    #expect(try run.answer("at most 7 packets") == .holds)
    #expect(
      try run.sentence("at most 3 packets")
        == "inconclusive: 3 packets were seen, but the capture on lab lost 4 packets")
    #expect(try run.answer("exactly 3 packets") == .inconclusive)
    #expect(try run.answer("at least 8 packets") == .refuted)
    #expect(try run.answer("no packets matching `icmp`") == .inconclusive)
    #expect(try run.answer("no packets before lo is up") == .holds)
    #expect(try run.verdict("exactly 3 packets").evidence.first == .init(.loss, 1))
    let early = Self.headline().loss(1, from: 100, to: 200)
    #expect(try early.answer("no packets until lo is up") == .inconclusive)
    #expect(try early.answer("exactly 3 packets after lo is up") == .holds)
    let elsewhere = Self.headline().host("b").loss(9, on: "b", from: 100, to: 600)
    #expect(try elsewhere.answer("exactly 3 packets on lo") == .holds)
    #expect(try elsewhere.answer("exactly 3 packets") == .inconclusive)
  }

  @Test func aLostPacketMayHaveBeenTheMoment() throws {
    let run = Self.headline().loss(1, from: 90, to: 120)
    // The first TCP packet may have been lost during the first step.
    #expect(try run.answer("#raise succeeds before packet matching `tcp`") == .inconclusive)
    #expect(try run.answer("3 packets after packet matching `udp`") == .inconclusive)
    let later = Self.headline().loss(1, from: 600, to: 700)
    #expect(try later.answer("#raise succeeds before packet matching `tcp`") == .holds)
  }

  @Test func aNamespaceThatWasFoundLateLeavesItsBeginningOpen() throws {
    let run = RecordedRun()
      .step("unshare -n sh -c 'ip link set lo up; ping localhost' &", at: 100)
      .host("netns-4026532", origin: .found, from: 114)
      .step("true", id: "later", at: 200)
    #expect(
      try run.sentence("no packets")
        == "inconclusive: no packet was seen, but the namespace netns-4026532 was found late and"
        + " step 1 ran `unshare`, and a network namespace that is gone before a fence leaves no"
        + " packets")
    #expect(try run.answer("no packets on lo") == .holds)
    #expect(try run.answer("no packets during later") == .holds)
  }

  @Test func aNarrowedCaptureTellsOnlyWhatItTakes() throws {
    let run = Self.headline()
    run.evidence.run.captureFilter = "tcp port 8900"
    #expect(try run.answer("exactly 3 packets matching `tcp port 8900`") == .holds)
    #expect(try run.answer("no packets matching `tcp port 8900 and host 10.9.9.9`") == .holds)
    #expect(try run.answer("at least 3 packets") == .holds)
    #expect(
      try run.sentence("no packets matching `icmp`")
        == "inconclusive: no packet matching `icmp` was seen, but only packets matching"
        + " `tcp port 8900` were captured")
  }

  @Test func aFilterThatNoInterfaceCanTakeIsNoAnswer() throws {
    let run = RecordedRun()
    run.evidence.interfaces[0].hardwareType = 0xfffe
    let verdict = try run.verdict("no packets matching `ether broadcast` on lo")
    #expect(verdict.answer == .inconclusive)
    #expect(verdict.reason.hasPrefix("no interface can take the filter `ether broadcast`"))
  }

  @Test func packetsOfAnInterfaceThatIsGoneOrRenamedKeepTheirName() throws {
    let veth = Link(index: 3, name: "veth0")
    let run = RecordedRun()
      .step("ip link add veth0 type dummy", at: 10).link(nil, veth, at: 15)
      .step("ping a", at: 100).packet(Frame.ping, on: "veth0", at: 105, .outgoing)
      .step("ip link set veth0 name up0", at: 200).link(veth, veth.named("up0"), at: 205)
      .step("ping b", at: 300).packet(Frame.ping, on: "up0", at: 305, .outgoing)
      .step("ip link del up0", at: 400).link(veth.named("up0"), nil, at: 405)
      .step("ip link add veth0 type dummy", at: 500).link(nil, veth, at: 505)
      .packet(Frame.arp, on: "veth0", at: 510, .outgoing)
    #expect(try run.answer("1 packet matching `icmp` on veth0") == .holds)
    #expect(try run.answer("1 packet on up0") == .holds)
    #expect(try run.answer("2 packets on veth0") == .holds)
    #expect(
      try run.answer("no packets on veth0 between up0 is present and up0 is absent") == .holds)
  }

  @Test func anInterruptedRunMayHaveHadMore() throws {
    let run = RecordedRun(status: .interrupted)
      .step("ip link set lo up", at: 10).loUp(at: 15)
      .step("ping", at: 100).packet(Frame.ping, at: 105)
    #expect(try run.answer("some packets") == .holds)
    #expect(try run.answer("exactly 1 packet") == .inconclusive)
    #expect(try run.answer("no packets before lo is up") == .holds)
    #expect(try run.answer("no packets") == .refuted)
  }

  @Test(arguments: [
    ("no packets", Verdict.Answer.refuted),
    ("no packets matching `icmp`", .inconclusive),
    ("no packets during x", .inconclusive),
    ("at most 1 packet matching `tcp`", .inconclusive),
    ("exactly 1 packet matching `tcp`", .inconclusive),
    ("some packets matching `icmp`", .inconclusive),
    ("at least 1 packet matching `tcp`", .holds),
    ("no packets matching `tcp`", .refuted),
    ("no packets on lo during x", .holds),
    ("no packets matching `icmp` on lab:*", .holds),
    ("no packets before x", .holds),
    ("exactly 1 packet after x", .holds),
  ])
  func aNamespaceThatNobodyRecordedMayHaveHadPackets(
    claim: String, answer: Verdict.Answer
  ) throws {
    let run = RecordedRun().step("true", at: 10)
      .step("bash -c 'unshare -n ping -c1 127.0.0.1'", id: "x", at: 100)
      .step("curl a", id: "y", at: 200).packet(Self.syn, at: 202)
    let verdict = try run.verdict(claim)
    #expect(verdict.answer == answer, "\(verdict.reason)")
    if answer == .inconclusive {
      #expect(
        verdict.reason.contains(
          "step 2 ran `unshare`, and a network namespace that is gone before a fence leaves no"
            + " packets"))
      #expect(verdict.evidence.contains(.init(.attempt, 2)))
    }
  }
}
