import LabEvidence
import LabModel
import Testing

/// Conditions, forms that are not judged, moments that a block waits for, and what a verdict counts.
struct JudgeVerdictTests {
  private static func run() -> RecordedRun {
    RecordedRun().step("curl x", at: 100).step("ip link set lo up", id: "raise", at: 200).loUp(
      at: 205)
  }

  @Test(arguments: [
    ("curl succeeds when kernel >= 6.5", Verdict.Answer.holds),
    ("curl succeeds when kernel < 6.5", .notApplicable),
    ("curl succeeds when config NET_SCH_NETEM", .holds),
    ("curl succeeds when config NET_SCH_CAKE", .notApplicable),
    ("curl succeeds when param mtu = 1500", .holds),
    ("curl fails when param mtu = 9000", .notApplicable),
    ("curl fails when kernel >= 6.5 and param mtu = 1500", .refuted),
    ("kernel log has no warnings", .notApplicable),
  ])
  func conditions(claim: String, answer: Verdict.Answer) throws {
    #expect(try Self.run().answer(claim) == answer)
  }

  @Test func anUnknownConfigurationIsInconclusive() throws {
    let run = Self.run()
    run.evidence.run.kernelOptions = nil
    #expect(
      try run.sentence("curl succeeds when config NET_SCH_NETEM")
        == "inconclusive: whether this kernel is built with NET_SCH_NETEM is not known")
    #expect(
      try run.answer("curl succeeds when config NET_SCH_NETEM and kernel < 6") == .notApplicable)
  }

  @Test func theFencesConditionsCountToo() throws {
    let verdict = try Self.run().verdict(
      "curl succeeds", fence: [.parameter(name: "mtu", value: "9000")])
    #expect(verdict == Verdict(.notApplicable, "it applies where mtu is 9000 and not 1500"))
  }

  @Test func aBlockedRunTellsNothing() throws {
    let run = RecordedRun(status: .blocked)
    #expect(
      try run.sentence("no packets") == "inconclusive: the run was blocked: killed by SIGINT")
  }

  @Test func aBlockWaitsForAStateThatIsSoNow() throws {
    let run = RecordedRun(status: .running).step("nc -l 8900 &", id: "serve", at: 100)
    #expect(try !run.hasCome("port tcp/8900 is listening"))
    #expect(try !run.hasCome("lo is up"))
    #expect(try run.hasCome("lo is down"))
    #expect(try run.hasCome("serve"))
    #expect(try !run.hasCome("packet matching 'icmp'"))
    let listener = Socket(
      family: 10, protocolNumber: 6, localAddress: "::", localPort: 8900, remoteAddress: "::",
      remotePort: 0, state: 10, inode: 7)
    run.fence(at: 130).socket(nil, listener)
    #expect(try run.hasCome("port tcp/8900 is listening"))
    run.loUp(at: 140).packet(Frame.ping, at: 150)
    #expect(try run.hasCome("lo is up"))
    #expect(try !run.hasCome("lo is down"))
    #expect(try run.hasCome("packet matching 'icmp'"))
    #expect(try run.hasCome("packet matching 'icmp' on lo"))
    #expect(try !run.hasCome("packet matching 'tcp'"))
    #expect(try !run.hasCome("ns1:lo is absent"))
    run.unfinishedStep("sleep 9", id: "pause", at: 200)
    #expect(try !run.hasCome("pause"))
    #expect(try !run.hasCome("curl"))
  }

  @Test(arguments: [
    (Verdict.Answer.holds, false, ClaimOutcome.Standing.pass),
    (.refuted, false, .failure),
    (.inconclusive, false, .inconclusive),
    (.notApplicable, false, .uncounted),
    (.holds, true, .failure),
    (.refuted, true, .pass),
    (.inconclusive, true, .inconclusive),
    (.notApplicable, true, .uncounted),
  ])
  func whatAVerdictCounts(
    answer: Verdict.Answer, mustFail: Bool, standing: ClaimOutcome.Standing
  ) {
    let statement = Statement.kernelLog(.hasNoWarnings)
    var claim = PlannedClaim(
      number: 1, claim: Claim(statement: statement), text: "",
      position: SourcePosition(line: 1, column: 1))
    claim.expectedFailure = mustFail ? "the seed is wrong here" : nil
    #expect(ClaimOutcome(claim: claim, verdict: Verdict(answer, "")).standing == standing)
    #expect(
      ClaimOutcome(claim: claim, verdict: Verdict(answer, "")).isSurprise
        == (mustFail && answer == .holds))
    claim.isPublished = true
    #expect(ClaimOutcome(claim: claim, verdict: Verdict(answer, "")).standing == .uncounted)
  }

  @Test func aVerdictRefersToEachRowOnceAndToNotTooMany() throws {
    let run = RecordedRun().step("flood", at: 100)
    for index in 0..<100 { run.packet(Frame.ping, at: 101 + Double(index) / 100) }
    let verdict = try run.verdict("no packets")
    #expect(verdict.evidence == (1...20).map { EvidenceReference(.packet, $0) })
    #expect(verdict.reason.hasPrefix("100 packets"))
  }
}
