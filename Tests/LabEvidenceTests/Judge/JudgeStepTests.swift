import LabEvidence
import LabModel
import Testing

/// Statements about steps, in the whole notebook and in scopes.
struct JudgeStepTests {
  /// The first experiment: curl fails, `lo` comes up, curl succeeds.
  static func headline() -> RecordedRun {
    RecordedRun()
      .step("printf 'BAM!\\n' | nc -l -N 8900 &", id: "serve", at: 10)
      .step("curl localhost:8900", at: 100, exits: 7, prints: "curl: (7) Failed\n")
      .step("ip link set lo up", id: "raise", at: 400)
      .loUp(at: 405)
      .step("curl localhost:8900", at: 500, prints: "BAM!\n")
      .output("GET / HTTP/1.1\r\n", at: 504, step: 1)
  }

  @Test(arguments: [
    ("curl fails until lo is up", Verdict.Answer.holds),
    ("curl exits 7 before lo is up", .holds),
    ("curl succeeds after lo is up", .holds),
    ("curl succeeds before lo is up", .refuted),
    ("curl fails after lo is up", .refuted),
    ("curl exits 28 or 35 until lo is up", .refuted),
    ("curl fails", .refuted),
    ("curl exits 0 or 7", .holds),
    ("some curl fails", .holds),
    ("some curl times out", .refuted),
    ("ping succeeds", .inconclusive),
    ("serve succeeds", .holds),
    ("curl succeeds after #raise", .holds),
    ("curl fails before raise", .holds),
    ("curl fails until #raise", .holds),
    ("curl succeeds until #raise", .refuted),
    ("`ip link` succeeds during raise", .holds),
    ("curl fails during raise", .inconclusive),
    ("curl fails between serve and raise", .holds),
    ("curl fails between lo is up and serve", .inconclusive),
    ("curl succeeds before eth0 is up", .inconclusive),
    ("curl takes less than 20ms", .holds),
    ("curl takes more than 20ms", .refuted),
    ("serve prints nothing before lo is up", .holds),
    ("serve prints \"GET / HTTP/1.1\" after lo is up", .holds),
    ("serve prints \"GET / HTTP/1.1\" before lo is up", .refuted),
    ("serve prints nothing until lo is up", .holds),
    ("serve does not print \"GET\" until lo is up", .holds),
    ("curl prints \"BAM!\" after lo is up", .holds),
    ("curl prints \"BAM!\"", .refuted),
    ("some curl prints \"BAM!\"", .holds),
    ("curl prints 1 line", .holds),
  ])
  func theFirstExperiment(claim: String, answer: Verdict.Answer) throws {
    let verdict = try Self.headline().verdict(claim)
    #expect(verdict.answer == answer, "\(verdict.reason)")
  }

  @Test func reasonsNameTheAttemptTheTimeAndWhatWasExpected() throws {
    let run = Self.headline()
    #expect(
      try run.sentence("curl succeeds before lo is up")
        == "refuted: `curl localhost:8900` (step 2, before lo came up at +0.405 s) exited 7,"
        + " expected success")
    #expect(
      try run.sentence("curl fails until lo is up")
        == "holds: `curl localhost:8900` (step 2, before lo came up at +0.405 s) exited 7, and"
        + " `curl localhost:8900` (step 4, after lo came up at +0.405 s) exited 0")
    #expect(
      try run.sentence("curl prints \"GET\" after lo is up")
        == "refuted: `curl localhost:8900` (step 4, after lo came up at +0.405 s) printed \"BAM!\\n\","
        + " expected \"GET\" in its output")
    #expect(try run.sentence("curl fails before eth0 is up") == "inconclusive: eth0 never came up")
  }

  @Test func evidenceBeginsWithTheMostTellingRow() throws {
    let run = Self.headline()
    #expect(
      try run.verdict("curl fails until lo is up").evidence
        == [.init(.attempt, 2), .init(.attempt, 4), .init(.link, 2)])
    #expect(
      try run.verdict("serve prints \"GET\" after lo is up").evidence
        == [.init(.output, 3), .init(.attempt, 1), .init(.link, 2)])
  }

  @Test func untilIsRefutedWhereItGoesOnAfterwards() throws {
    let run = RecordedRun()
      .step("curl localhost:8900", at: 100, exits: 7)
      .step("ip link set lo up", at: 400).loUp(at: 412)
      .step("curl localhost:8900", at: 500, exits: 7)
      .attempt(at: 600, exits: 28)
    #expect(
      try run.sentence("curl fails until lo is up")
        == "refuted: attempt 2 of `curl localhost:8900` (step 3, after lo came up at +0.412 s)"
        + " exited 28, expected success")
  }

  @Test func untilIsInconclusiveWhereOneSideHasNothing() throws {
    let nobodyAfter = RecordedRun()
      .step("curl localhost:8900", at: 100, exits: 7)
      .step("ip link set lo up", at: 400).loUp(at: 405)
    #expect(
      try nobodyAfter.sentence("curl fails until lo is up")
        == "inconclusive: no step that is curl ran after lo came up at +0.405 s")
    let nobodyBefore = RecordedRun()
      .step("ip link set lo up", at: 400).loUp(at: 405)
      .step("curl localhost:8900", at: 500)
    #expect(
      try nobodyBefore.sentence("curl fails until lo is up")
        == "inconclusive: no step that is curl ran before lo came up at +0.405 s")
    let never = RecordedRun().step("curl localhost:8900", at: 100, exits: 7)
    #expect(
      try never.sentence("curl fails until lo is up") == "inconclusive: lo never came up")
  }

  @Test func aRetriedStepCountsByItsLastAttemptUnlessEveryOneIsAskedFor() throws {
    let run = RecordedRun()
      .step("ip link set lo up", at: 50).loUp(at: 55)
      .step("curl localhost:8900", at: 100, exits: 7, prints: "Failed\n")
      .attempt(at: 200, exits: 7)
      .attempt(at: 300, exits: 0, prints: "BAM!\n")
    #expect(try run.answer("curl succeeds") == .holds)
    #expect(try run.answer("every attempt of curl succeeds") == .refuted)
    #expect(try run.answer("every attempt of curl exits 0 or 7") == .holds)
    #expect(try run.answer("curl prints \"BAM!\"") == .holds)
    #expect(try run.answer("curl does not print \"Failed\"") == .holds)
    #expect(try run.answer("every attempt of curl does not print \"Failed\"") == .refuted)
    let verdict = try run.verdict("every attempt of curl succeeds")
    #expect(verdict.reason.hasPrefix("attempt 1 of `curl localhost:8900` (step 2, at +0.100 s)"))
  }

  @Test func attemptsOfOneStepMayLieOnBothSidesOfAMoment() throws {
    let run = RecordedRun()
      .step("(sleep 0.1; ip link set lo up) &", at: 10)
      .step("curl localhost:8900", at: 50, exits: 7)
      .attempt(at: 120, exits: 0)
      .loUp(since: 99, at: 100)
    #expect(try run.answer("every attempt of curl fails until lo is up") == .holds)
    // By its last attempt alone nothing was tried before.
    #expect(try run.answer("curl fails until lo is up") == .inconclusive)
    #expect(try run.answer("curl succeeds after lo is up") == .holds)
  }

  @Test(arguments: [
    ("slow fails", Verdict.Answer.holds),
    ("slow times out", .holds),
    ("slow succeeds", .refuted),
    ("slow exits 143", .refuted),
    ("slow is killed by TERM", .refuted),
    ("slow takes more than 5ms", .holds),
    ("slow takes less than 5ms", .refuted),
    ("slow takes more than 1s", .inconclusive),
    ("slow takes less than 1s", .inconclusive),
    ("crash is killed by SEGV", .holds),
    ("crash is killed by KILL", .refuted),
    ("crash exits 139", .holds),
    ("crash fails", .holds),
    ("crash times out", .refuted),
    ("leave succeeds", .holds),
    ("away fails", .inconclusive),
    ("away succeeds", .inconclusive),
    ("away prints nothing", .inconclusive),
    ("away is skipped", .inconclusive),
    ("curl succeeds after away", .inconclusive),
  ])
  func endings(claim: String, answer: Verdict.Answer) throws {
    let run = RecordedRun()
      .step("sleep 100", id: "slow", at: 10, exits: 143, ending: .timedOut)
      .step("./crash", id: "crash", at: 100, exits: 139)
      .step("exit 0", id: "leave", at: 200, ending: .shellEnded)
      .step("curl x", id: "away", on: "ns1", at: 300, exits: 255, ending: .hostMissing)
    let verdict = try run.verdict(claim)
    #expect(verdict.answer == answer, "\(verdict.reason)")
  }

  @Test func stepsThatDidNotRunAreInconclusiveAndTheReasonSaysWhy() throws {
    let run = RecordedRun()
      .step("true", id: "first", at: 10)
      .skippedStep("curl a", id: "a", reason: "`nmap` is not on PATH")
      .skippedStep("curl b", id: "b", reason: "param mtu = 9000 is not met", isPassedOver: true)
    #expect(
      try run.sentence("a succeeds")
        == "inconclusive: step 2 did not run: `nmap` is not on PATH")
    #expect(try run.answer("a is skipped") == .holds)
    #expect(try run.answer("first is skipped") == .refuted)
    #expect(
      try run.sentence("b succeeds")
        == "not applicable: step 3 was passed over by its `when=`")
    #expect(try run.answer("b is skipped") == .notApplicable)
    #expect(try run.answer("first succeeds before b") == .notApplicable)
    #expect(try run.answer("first succeeds before a") == .inconclusive)
    #expect(try run.answer("first succeeds") == .holds)
  }

  @Test func aSkippedStepMattersOnlyWhereItWouldHaveBeenInScope() throws {
    let run = RecordedRun()
      .step("curl a", at: 10, exits: 7)
      .step("ip link set lo up", at: 100).loUp(at: 105)
      .skippedStep("curl b", reason: "step 2 is required")
    #expect(try run.answer("curl fails before lo is up") == .holds)
    #expect(try run.answer("curl fails") == .inconclusive)
    #expect(try run.answer("curl succeeds") == .refuted)
    #expect(try run.answer("some curl fails") == .holds)
    #expect(try run.answer("some curl succeeds") == .inconclusive)
  }

  @Test func aBlockIsAMomentFromItsFirstCommandToItsLast() throws {
    let run = RecordedRun()
      .step("curl one", at: 10)
      .step("ip link add br0 type bridge", id: "setup", inBlock: 9, index: 1, at: 100)
      .step("curl two", id: "setup", inBlock: 9, index: 2, at: 200, exits: 7)
      .step("curl three", at: 300, exits: 28)
    #expect(try run.answer("curl exits 7 during setup") == .holds)
    #expect(try run.answer("curl exits 0 before setup") == .holds)
    #expect(try run.answer("curl exits 28 after setup") == .holds)
    #expect(try run.answer("curl exits 7 or 28 after setup.1") == .holds)
    // As a subject it is the last command.
    #expect(try run.answer("setup exits 7") == .holds)
    #expect(try run.answer("#setup.1 succeeds") == .holds)
  }

  @Test func beforeLooksAtTheFirstOfSeveralStepsAndAfterAtTheLast() throws {
    let run = RecordedRun()
      .step("curl a", at: 10, exits: 1)
      .step("ping x", at: 100)
      .step("curl b", at: 200, exits: 2)
      .step("ping y", at: 300)
      .step("curl c", at: 400, exits: 3)
    #expect(try run.answer("curl exits 1 before ping") == .holds)
    #expect(try run.answer("curl exits 3 after ping") == .holds)
    #expect(try run.answer("curl exits 1 until ping") == .holds)
    #expect(try run.answer("curl exits 2 between #nothing and ping") == .inconclusive)
    #expect(try run.answer("ping succeeds during curl") == .inconclusive)
    #expect(try run.answer("ping succeeds between `curl a` and `curl b`") == .holds)
  }

  @Test func whereACommandRanIsAskedForWithOn() throws {
    let run = RecordedRun()
      .step("ip netns exec ns1 curl x", at: 10, exits: 7)
      .step("curl x", on: "ns1", at: 100, exits: 7)
      .step("curl x", at: 200)
    #expect(try run.answer("curl on ns1 exits 7") == .holds)
    #expect(try run.answer("curl on lab succeeds") == .holds)
  }

  @Test func anInterruptedRunLeavesWhatNeverHappenedOpen() throws {
    let run = RecordedRun(status: .interrupted)
      .step("curl a", at: 10, exits: 7, prints: "x")
      .unfinishedStep("ping b", id: "hang", at: 100)
      .skippedStep("curl c", id: "c", reason: nil)
    #expect(
      try run.sentence("c succeeds")
        == "inconclusive: step 3 never ran (the run was interrupted: killed by SIGINT)")
    #expect(try run.answer("hang succeeds") == .inconclusive)
    #expect(try run.answer("hang takes more than 1s") == .inconclusive)
    #expect(try run.answer("curl fails") == .inconclusive)
    #expect(try run.answer("curl fails before hang") == .holds)
    #expect(try run.answer("curl succeeds") == .refuted)
    #expect(try run.answer("curl fails after hang") == .inconclusive)
    #expect(try run.answer("`curl a` prints \"x\"") == .holds)
    #expect(try run.answer("`curl a` does not print \"y\"") == .inconclusive)
    #expect(try run.answer("`curl a` does not print \"y\" before hang") == .holds)
    #expect(try run.answer("`curl a` prints nothing") == .refuted)
  }
}
