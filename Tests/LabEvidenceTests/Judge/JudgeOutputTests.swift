import LabEvidence
import LabModel
import Testing

/// What steps print: when it came, on which stream, and how much of it is known.
struct JudgeOutputTests {
  private static func ping() -> RecordedRun {
    RecordedRun()
      .step("ping -c 3 10.0.0.2", id: "try", at: 10)
      .output("3 packets transmitted, 2 received\nrtt min/avg/max = 0.1/0.25/0.9 ms\n", at: 12)
      .output("ping: warning\n", at: 13, on: .stderr)
  }

  @Test(arguments: [
    ("try prints \"2 received\"", Verdict.Answer.holds),
    ("try does not print \"2 received\"", .refuted),
    ("try prints /(?<n>\\d+) received/ where n >= 2", .holds),
    ("try prints /(?<n>\\d+) received/ where n > 2", .refuted),
    ("try prints /(?<avg>[0-9.]+)\\/[0-9.]+ ms/ where avg < 0.5", .holds),
    ("try does not print /(?<n>\\d+) received/ where n > 2", .holds),
    ("try prints /^RTT/i", .holds),
    ("try prints /^RTT/", .refuted),
    ("try prints \"warning\" on stderr", .holds),
    ("try prints \"warning\" on stdout", .refuted),
    ("try prints nothing on stderr", .refuted),
    ("try prints nothing", .refuted),
    ("try prints 3 lines", .holds),
    ("try prints exactly 1 line matching /received/", .holds),
    ("try prints no lines matching \"DUP\"", .holds),
    ("try prints at least 4 lines", .refuted),
  ])
  func patternsAndStreams(claim: String, answer: Verdict.Answer) throws {
    let verdict = try Self.ping().verdict(claim)
    #expect(verdict.answer == answer, "\(verdict.reason)")
  }

  @Test func aPatternIsSearchedInTheWholeOutputAndNotInChunks() throws {
    let run = RecordedRun().step("nc -l 8900 &", id: "serve", at: 10)
      .output("GET / HT", at: 100).output("TP/1.1\r\n", at: 200)
    #expect(try run.answer("serve prints \"GET / HTTP/1.1\"") == .holds)
    let verdict = try run.verdict("serve prints \"HTTP\"")
    #expect(verdict.evidence.first == .init(.output, 1))
  }

  @Test func withOnePipeNobodyKnowsWhichStreamItWas() throws {
    let run = RecordedRun().step("make", id: "build", at: 10).output("oops\n", at: 12, on: .merged)
    #expect(try run.answer("build prints \"oops\"") == .holds)
    #expect(try run.answer("build prints \"oops\" on stderr") == .inconclusive)
    #expect(try run.answer("build does not print \"oops\" on stderr") == .inconclusive)
    #expect(try run.answer("build prints nothing on stderr") == .inconclusive)
    #expect(try run.answer("build prints \"fine\" on stderr") == .refuted)
  }

  @Test func hostileBytesAreSearchedAndShownEscaped() throws {
    let run = RecordedRun().step("cat /dev/zero", id: "raw", at: 10)
    run.evidence.outputs.append(
      OutputRow(
        number: 1, step: 1, stream: .stdout, time: RecordedRun.time(12),
        bytes: [0xff, 0x00, 0x1b] + Array("[31mred".utf8)))
    #expect(try run.answer("raw prints \"red\"") == .holds)
    #expect(
      try run.sentence("raw prints nothing")
        == "refuted: `cat /dev/zero` (step 1, at +0.010 s) printed"
        + " \"\u{fffd}\\x00\\x1b[31mred\", expected no output")
  }

  @Test func outputThatIsTooCloseToAMomentIsNotGuessed() throws {
    let run = RecordedRun()
      .step("nc -l 8900 &", id: "serve", at: 10)
      .step("ip link set lo up", at: 100).loUp(since: 101, at: 105)
      .output("early\n", at: 103, step: 1)
      .output("late\n", at: 200, step: 1)
    #expect(try run.answer("serve prints \"early\" before lo is up") == .inconclusive)
    #expect(try run.answer("serve prints nothing before lo is up") == .inconclusive)
    #expect(try run.answer("serve prints \"early\" after lo is up") == .inconclusive)
    // Whichever way it was, this is so.
    #expect(try run.answer("serve prints \"late\" after lo is up") == .holds)
    #expect(try run.answer("serve does not print \"late\" before lo is up") == .holds)
    let verdict = try run.verdict("serve prints nothing before lo is up")
    #expect(verdict.reason.hasSuffix("too close to tell"))
  }

  @Test func ofStepsThatAreAlikeOnlyThoseCountThatRanOrPrintedInScope() throws {
    let run = RecordedRun()
      .step("curl a", at: 10, exits: 7, prints: "Failed\n")
      .step("ip link set lo up", at: 100).loUp(at: 105)
      .step("curl b", at: 200, prints: "BAM!\n")
    #expect(try run.answer("curl prints \"BAM!\" after lo is up") == .holds)
    #expect(try run.answer("curl prints \"Failed\" before lo is up") == .holds)
    #expect(try run.answer("curl prints \"Failed\" until lo is up") == .holds)
    #expect(try run.answer("`curl a` prints nothing after lo is up") == .inconclusive)
  }

  @Test func cutOutputMattersOnlyWhereItCouldOverturn() throws {
    let run = RecordedRun().step("yes", id: "yes", at: 10, prints: "y\ny\n")
      .outputCut(5000, at: 18)
    #expect(try run.answer("yes prints \"y\"") == .holds)
    #expect(try run.answer("yes does not print \"y\"") == .refuted)
    #expect(
      try run.sentence("yes does not print \"n\"")
        == "inconclusive: `yes` (step 1, at +0.010 s) printed \"y\\ny\\n\", but 5000 bytes of its"
        + " output were dropped")
    #expect(try run.answer("yes prints \"n\"") == .inconclusive)
    #expect(try run.answer("yes prints nothing") == .refuted)
    #expect(try run.answer("yes prints at least 2 lines") == .holds)
    #expect(try run.answer("yes prints at most 1 line") == .refuted)
    #expect(try run.answer("yes prints 2 lines") == .inconclusive)
    // The cut came after the scope.
    run.step("true", id: "later", at: 15)
    #expect(try run.answer("yes does not print \"n\" before later") == .holds)
  }

  @Test(arguments: [
    ("big prints /x{6}$/", Verdict.Answer.inconclusive),
    ("big does not print /x{6}$/", .inconclusive),
    ("big prints /x(?!x)/", .inconclusive),
    ("big prints /^n=(?!.*z)/", .inconclusive),
    ("big prints /n=\\d+\\Z/", .inconclusive),
    ("big prints /x\\b/", .inconclusive),
    ("big prints /(?<n>\\d+)/ where n = 12", .holds),
    ("big prints \"xxxxxx\"", .holds),
    ("big prints /^n=\\d+$/", .holds),
    ("big prints /\\bn\\b/", .holds),
    ("big prints at least 1 line matching /^x{6}$/", .inconclusive),
    ("big prints no lines matching /^x{6}$/", .inconclusive),
    ("big prints exactly 1 line matching /^x{6}$/", .inconclusive),
    ("big prints at least 1 line matching /^xx/", .holds),
    ("big prints at least 1 line matching \"xxxxxx\"", .holds),
    ("big prints at least 1 line matching /^n=\\d+$/", .holds),
    ("big prints at least 2 lines", .holds),
    ("big prints exactly 3 lines", .inconclusive),
    ("big prints /w$/ on stderr", .holds),
  ])
  func whatEndsWhereOutputWasCutIsNotCertain(claim: String, answer: Verdict.Answer) throws {
    let run = RecordedRun().step("big", id: "big", at: 10, prints: "n=12\nxxxxxx")
      .output("w", at: 16, on: .stderr).outputCut(978, at: 18)
    let verdict = try run.verdict(claim)
    #expect(verdict.answer == answer, "\(verdict.reason)")
    if answer == .inconclusive {
      #expect(verdict.reason.contains("978 bytes of its output were dropped"))
    }
  }

  @Test func halfANumberIsNoNumber() throws {
    let run = RecordedRun().step("big", id: "big", at: 10, prints: "n=12").outputCut(7, at: 18)
    #expect(try run.answer("big prints /(?<n>\\d+)/ where n < 20") == .inconclusive)
    #expect(try run.answer("big does not print /(?<n>\\d+)/ where n < 20") == .inconclusive)
  }

  @Test func sameOutputIsComparedStreamByStream() throws {
    let run = RecordedRun()
      .step("curl a", id: "a", at: 10, prints: "BAM!\n")
      .step("curl b", id: "b", at: 100, prints: "BAM!\n")
      .step("curl c", id: "c", at: 200).output("BAM!\n", at: 205, on: .stderr)
      .step("curl d", id: "d", at: 300).output("BAM!\n", at: 305, on: .merged)
      .step("curl e", id: "e", at: 400, prints: "BA").outputCut(9, at: 407)
      .skippedStep("curl f", id: "f", reason: "a required step missed")
    #expect(try run.answer("a prints the same as b") == .holds)
    #expect(try run.answer("a prints the same as c") == .refuted)
    #expect(try run.answer("a prints the same as d") == .holds)
    #expect(try run.answer("a prints the same as e") == .inconclusive)
    #expect(try run.answer("c prints the same as e") == .refuted)
    #expect(try run.answer("a prints the same as f") == .inconclusive)
    #expect(try run.answer("a prints the same as a") == .inconclusive)
    #expect(try run.answer("a prints the same as b until c") == .inconclusive)
  }
}
