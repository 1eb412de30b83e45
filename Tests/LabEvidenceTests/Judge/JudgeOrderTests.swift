import LabEvidence
import LabModel
import Testing

/// `A comes before B`: steps, states, packets, ties, scopes and what may be missing.
struct JudgeOrderTests {
  private static let arp = Frame.arp
  private static let ping = Frame.ping

  private static func run() -> RecordedRun {
    RecordedRun()
      .step("curl localhost", id: "first", at: 100, exits: 7)
      .step("ip link set lo up", id: "raise", at: 400).loUp(at: 405)
      .step("curl localhost", id: "second", at: 500)
      .packet(Frame.tcp(to: 80), at: 502).packet(ping, at: 503)
  }

  @Test(arguments: [
    ("first comes before second", Verdict.Answer.holds),
    ("second comes before first", .refuted),
    ("curl comes before second", .holds),
    ("#raise comes before curl", .refuted),
    ("lo is up comes before second", .holds),
    ("second comes before lo is up", .refuted),
    // lo comes up while the step runs: the step is not over then, and has begun.
    ("#raise comes before lo is up", .refuted),
    ("lo is up comes before #raise", .refuted),
    ("lo is down comes before lo is up", .holds),
    ("lo is up comes before lo is down", .refuted),
    ("lo is up comes before packet matching `tcp`", .holds),
    ("packet matching `tcp` on lo comes before packet matching `icmp`", .holds),
    ("packet matching `icmp` comes before packet matching `tcp`", .refuted),
    ("packet matching `icmp` comes before packet matching `ip`", .refuted),
    ("packet matching `ip` comes before packet matching `ip`", .refuted),
    ("packet matching `tcp` comes before second", .refuted),
    ("packet matching `arp` comes before second", .inconclusive),
    ("first comes before packet matching `arp`", .inconclusive),
    ("lo is down comes before lo has no carrier", .inconclusive),
    ("curl comes before packet matching `icmp` after lo is up", .refuted),
    ("lo is up comes before second after #raise", .inconclusive),
    ("first comes before second before lo is up", .inconclusive),
    ("packet matching `tcp` comes before packet matching `icmp` during second", .holds),
    ("packet matching `tcp` comes before packet matching `icmp` during curl", .holds),
    ("first comes before second until lo is up", .inconclusive),
  ])
  func isJudged(claim: String, answer: Verdict.Answer) throws {
    let verdict = try Self.run().verdict(claim)
    #expect(verdict.answer == answer, "\(verdict.reason)")
  }

  @Test func reasonsNameBothMoments() throws {
    let run = Self.run()
    #expect(
      try run.sentence("lo is up comes before second")
        == "holds: lo came up at +0.405 s, before step 3 (`curl localhost`) started at +0.500 s")
    #expect(
      try run.sentence("second comes before lo is up")
        == "refuted: lo came up at +0.405 s, before step 3 (`curl localhost`) ended at +0.515 s,"
        + " expected the other order")
    #expect(
      try run.sentence("lo is down comes before #raise")
        == "holds: lo was down from the start, before step 2 (`ip link set lo up`) started at"
        + " +0.400 s")
    #expect(
      try run.sentence("packet matching `arp` comes before second")
        == "inconclusive: no packet matching `arp` was seen")
    #expect(
      try run.verdict("lo is up comes before packet matching `icmp`").evidence
        == [.init(.link, 2), .init(.packet, 2)])
  }

  @Test func aPacketWithinTheIntervalOfAChangeIsTooCloseToTell() throws {
    let run = RecordedRun()
      .step("ip link set lo up; ping x", at: 400).loUp(since: 401, at: 405)
      .packet(Self.ping, at: 403)
    #expect(
      try run.sentence("lo is up comes before packet matching `icmp`")
        == "inconclusive: too close to tell: lo came up at +0.405 s, and the first packet matching"
        + " `icmp` at +0.403 s")
    #expect(try run.answer("packet matching `icmp` comes before lo is up") == .inconclusive)
  }

  @Test func equalStampsOfOneHostHaveTheOrderOfItsRingAndThoseOfTwoHaveNone() throws {
    let eth0 = Link(index: 2, name: "eth0").with(up: true)
    let run = RecordedRun().host("b").link(nil, eth0, at: 1).link(nil, eth0, on: "b", at: 1)
      .step("ping b", at: 100)
      .packet(Self.arp, on: "eth0", at: 101).packet(Self.ping, on: "eth0", at: 101)
      .packet(Self.ping, on: "eth0", of: "b", at: 101)
    let claim = "packet matching `arp` comes before packet matching `icmp`"
    #expect(try run.answer("\(claim) on eth0") == .holds)
    #expect(try run.answer("\(claim) on b:eth0") == .inconclusive)
  }

  @Test func aLostPacketMayHaveBeenTheFirst() throws {
    let run = Self.run().loss(3, from: 420, to: 430)
    #expect(
      try run.sentence("packet matching `tcp` comes before packet matching `icmp`")
        == "inconclusive: too close to tell: the first packet matching `tcp` at +0.502 s, and the"
        + " first packet matching `icmp` at +0.503 s (evidence was lost before)")
    // Whatever was lost came after lo was up, and a lost packet could only have been earlier.
    #expect(try run.answer("lo is up comes before packet matching `icmp`") == .holds)
    #expect(try run.answer("packet matching `icmp` comes before second") == .inconclusive)
    #expect(try run.answer("second comes before packet matching `icmp`") == .refuted)
    #expect(
      try Self.run().loss(3, from: 600, to: 610)
        .answer("packet matching `tcp` comes before packet matching `icmp`") == .holds)
  }

  @Test func lostMessagesMayHaveToldOfAnEarlierChange() throws {
    let run = Self.run().loss(0, of: .netlink, from: 50, to: 60)
    #expect(try run.answer("first comes before lo is up") == .inconclusive)
    #expect(try run.answer("lo is up comes before second") == .holds)
  }

  @Test func aBlockThatWasPassedOverMakesItNotApplicable() throws {
    let run = RecordedRun().step("true", id: "a", at: 10)
      .skippedStep("true", id: "b", reason: "kernel is older", isPassedOver: true)
    #expect(try run.answer("a comes before b") == .notApplicable)
  }

  @Test func aRunThatWasCutShortTellsOfWhatItHas() throws {
    let run = RecordedRun(status: .interrupted).step("true", id: "a", at: 10)
      .unfinishedStep("sleep 9", id: "b", at: 50)
    #expect(try run.answer("a comes before b") == .holds)
    #expect(try run.answer("b comes before a") == .refuted)
  }
}
