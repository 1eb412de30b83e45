import LabEvidence
import LabModel
import Testing

/// `packets matching F come at …`: one time for each packet, tolerance, clocks, and what may be missing.
struct JudgeTimingTests {
  /// A SYN and three more after 1, 3 and 7 s, the second one 4 ms late.
  private static func run(clockError: Int64 = 0) -> RecordedRun {
    let syn = Frame.tcp(to: 80, flags: 2)
    return RecordedRun()
      .step("curl 10.0.0.9", id: "try", at: 100, took: 8000)
      .packet(syn, at: 110, clockError: clockError).packet(syn, at: 1114, clockError: clockError)
      .packet(syn, at: 3110, clockError: clockError).packet(syn, at: 7110, clockError: clockError)
      .step("true", id: "later", at: 9000)
  }

  @Test(arguments: [
    ("packets matching `tcp` come at 0s, 1s, 3s, 7s within 5ms", Verdict.Answer.holds),
    ("packets matching `tcp` on lo come at 0s, 1s, 3s, 7s within 4 ms", .holds),
    ("packets matching `tcp` come at 0s, 1s, 3s, 7s within 3ms", .refuted),
    ("packets matching `tcp` come at 0s, 2s, 3s, 7s within 100ms", .refuted),
    ("packets matching `tcp` come at 0s, 1s, 3s within 100ms", .refuted),
    ("packets matching `tcp` come at 0s, 1s, 3s, 7s, 15s within 100ms", .refuted),
    ("packets matching `icmp` come at 0s within 1s", .refuted),
    ("packets matching `tcp` come at 0s, 1s, 3s, 7s within 5ms during try", .holds),
    ("packets matching `tcp` come at 0s, 1s, 3s, 7s within 5ms until later", .holds),
    ("packets matching `tcp` come at 0s within 5ms after later", .refuted),
    ("packets matching `tcp` come at 0s, 1s, 3s, 7s within 5ms until lo is up", .inconclusive),
    ("packets matching `tcp` on eth9 come at 0s within 5ms", .inconclusive),
  ])
  func isJudged(claim: String, answer: Verdict.Answer) throws {
    let verdict = try Self.run().verdict(claim)
    #expect(verdict.answer == answer, "\(verdict.reason)")
  }

  @Test func reasonsSayWhenEachCame() throws {
    let run = Self.run()
    #expect(
      try run.sentence("packets matching `tcp` come at 0s, 1s, 3s, 7s within 5ms")
        == "holds: 4 packets matching `tcp` at 0.000 s, 1.004 s, 3.000 s and 7.000 s, the first at"
        + " +0.110 s")
    #expect(
      try run.sentence("packets matching `tcp` come at 0s, 1s, 4s, 7s within 5ms")
        == "refuted: 4 packets matching `tcp` at 0.000 s, 1.004 s, 3.000 s and 7.000 s, the first"
        + " at +0.110 s, number 3 after 3.000 s, expected 0.000 s, 1.000 s, 4.000 s and 7.000 s"
        + " within 0.005 s")
    #expect(
      try run.sentence("packets matching `tcp` come at 0s within 5ms")
        == "refuted: more than 1 packets matching `tcp`, expected 0.000 s within 0.005 s")
    #expect(
      try run.verdict("packets matching `tcp` come at 0s, 1s, 3s, 7s within 5ms").evidence
        == (1...4).map { EvidenceReference(.packet, $0) })
  }

  @Test func aTimeAtTheLimitThatTheClockCannotTellIsInconclusive() throws {
    let claim = "packets matching `tcp` come at 0s, 1s, 3s, 7s within"
    #expect(try Self.run(clockError: 500_000).answer("\(claim) 4ms") == .inconclusive)
    #expect(try Self.run(clockError: 500_000).answer("\(claim) 5ms") == .holds)
    #expect(try Self.run(clockError: 500_000).answer("\(claim) 2ms") == .refuted)
  }

  @Test func lostPacketsCountWhereTheyCouldMatter() throws {
    let claim = "packets matching `tcp` come at 0s, 1s, 3s, 7s within 5ms"
    let run = Self.run().loss(1, from: 2000, to: 2010)
    #expect(
      try run.sentence(claim)
        == "inconclusive: 4 packets matching `tcp` at 0.000 s, 1.004 s, 3.000 s and 7.000 s, the"
        + " first at +0.110 s, but the capture on lab lost 1 packet")
    #expect(try run.answer("\(claim) after later") == .refuted)
    // One more cannot make four right that are wrong, nor five of six, nor three of four.
    #expect(
      try run.answer("packets matching `tcp` come at 0s, 2s, 3s, 7s within 5ms") == .refuted)
    #expect(
      try run.answer("packets matching `tcp` come at 0s, 1s, 2s, 3s, 4s, 7s within 5ms")
        == .refuted)
    #expect(
      try run.answer("packets matching `tcp` come at 0s, 1s, 2s, 3s, 7s within 5ms")
        == .inconclusive)
    #expect(try run.answer("packets matching `tcp` come at 0s, 1s, 3s within 5ms") == .refuted)
    #expect(try Self.run().loss(0, from: 2000, to: 2010).answer(claim) == .inconclusive)
  }

  @Test func aPacketAtTheEdgeOfTheScopeIsNotGuessed() throws {
    let run = RecordedRun()
      .step("ip link set lo up; ping x", at: 400).loUp(since: 401, at: 405)
      .packet(Frame.ping, at: 403).packet(Frame.ping, at: 410)
    #expect(
      try run.answer("packets matching `icmp` come at 0s within 1s after lo is up")
        == .inconclusive)
  }
}
