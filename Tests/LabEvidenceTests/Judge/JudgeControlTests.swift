import LabClaims
import LabEvidence
import LabModel
import Testing

/// Whether claims hang on their moments: what is left out, and what two runs say together.
struct JudgeControlTests {
  /// A server starts, nobody reaches it, lo comes up, somebody does.
  private static func original() -> RecordedRun {
    RecordedRun()
      .step("nc -l 80 &", id: "serve", at: 50)
      .step("curl localhost", at: 100, exits: 7)
      .step("ip link set lo up", id: "raise", at: 400).loUp(at: 405)
      .step("curl localhost", at: 500).packet(Frame.tcp(to: 80), at: 502)
      .step("true", at: 600)
  }

  /// The same with the step `raise` left out; lo stays down.
  private static func control() -> RecordedRun {
    RecordedRun()
      .step("nc -l 80 &", id: "serve", at: 50)
      .step("curl localhost", at: 100, exits: 7)
      .skippedStep("ip link set lo up", id: "raise", reason: "left out")
      .step("curl localhost", at: 500, exits: 7)
      .step("true", at: 600)
  }

  private func planned(_ text: String) throws -> PlannedClaim {
    let position = SourcePosition(line: 1, column: 1)
    let parsed = ClaimParser.claim(SourceText(text, position: position))
    return PlannedClaim(
      number: 1, claim: try #require(parsed.value), text: text, position: position)
  }

  @Test(arguments: [
    ("curl fails until lo is up", [3]), ("curl fails before lo is up", [3]),
    ("no packets until #raise", [3]), ("curl fails until curl", [2]),
    ("curl fails before curl", [2]), ("true succeeds after curl", [4]),
    ("true succeeds after packet matching `tcp`", [4]),
  ])
  func theStepThatBringsAMomentAboutIsLeftOut(claim: String, steps: [Int]) throws {
    let judge = Judge(evidence: Self.original().evidence)
    guard case .leaveOut(let moment) = try judge.controlQuestion(of: planned(claim).claim) else {
      Issue.record("nothing is left out")
      return
    }
    #expect(moment.steps == steps)
  }

  @Test func aBlockIsLeftOutAsAWhole() throws {
    let run = RecordedRun()
      .step("a", id: "both", inBlock: 1, index: 1, at: 10)
      .step("b", id: "both", inBlock: 1, index: 2, at: 50).step("c", at: 90)
    let question = try Judge(evidence: run.evidence)
      .controlQuestion(of: planned("c succeeds after #both").claim)
    #expect(
      question
        == .leaveOut(
          ControlledMoment(
            moment: .steps(StepSelector(name: .id("both", command: nil))), steps: [1, 2])))
  }

  @Test func momentsThatNoStepBroughtAboutCannotBeLeftOut() throws {
    let judge = Judge(evidence: Self.original().loUp(at: 450).evidence)
    for claim in [
      "curl fails after lo is down", "no packets after packet matching `icmp`",
      "curl fails before lo has mtu 9000",
    ] {
      guard case .unanswerable = try judge.controlQuestion(of: planned(claim).claim) else {
        Issue.record("\(claim)")
        continue
      }
    }
    for claim in ["no packets", "no packets during #raise", "no packets between #serve and #raise"]
    {
      #expect(try judge.controlQuestion(of: planned(claim).claim) == .nothing)
    }
    let between = RecordedRun().step("(sleep 1; ip link set lo up) &", at: 10).loUp(at: 200)
    guard
      case .unanswerable(_, let reason) = try Judge(evidence: between.evidence)
        .controlQuestion(of: planned("no packets until lo is up").claim)
    else {
      Issue.record("lo came up in no step")
      return
    }
    #expect(reason == "no step brought it about")
  }

  @Test(arguments: [
    ("curl fails until lo is up", true), ("curl fails until #raise", true),
    ("curl succeeds after lo is up", true), ("no packets until lo is up", true),
    ("curl fails before lo is up", true), ("no packets before lo is up", true),
    ("lo is down before #raise", true), ("lo is up after #raise", true),
    // These are so with and without it.
    ("true succeeds after lo is up", false), ("lo has no address 10.0.0.1 before lo is up", false),
    ("no packets matching `icmp` before lo is up", false),
    ("lo has mtu 65536 after #raise", false),
    // Nobody served afterwards: nothing to compare.
    ("serve succeeds before lo is up", nil),
  ])
  func twoRunsTellWhetherAClaimHangsOnItsMoment(text: String, depends: Bool?) throws {
    let original = Judge(evidence: Self.original().evidence)
    let control = Judge(evidence: Self.control().evidence)
    let claim = try planned(text)
    #expect(try original.verdict(on: claim).answer == .holds)
    guard case .leaveOut(let moment) = try original.controlQuestion(of: claim.claim) else {
      Issue.record("nothing is left out")
      return
    }
    switch try original.dependence(of: claim, on: moment, control: control) {
    case .depends: #expect(depends == true)
    case .independent(let reason): #expect(depends == false, "\(reason)")
    case .unknown(let reason): #expect(depends == nil, "\(reason)")
    }
  }

  @Test func theReasonSaysWhatTheControlShowed() throws {
    let original = Judge(evidence: Self.original().evidence)
    let claim = try planned("true succeeds after lo is up")
    let moment = ControlledMoment(
      moment: .state(.interface(Place(interface: "lo"), .up)), steps: [3])
    let found = try original.dependence(
      of: claim, on: moment, control: Judge(evidence: Self.control().evidence))
    #expect(
      found.reason
        == "it holds also without it: `true` (step 5, after the place of step 3, left out, at"
        + " +0.115 s) exited 0")
  }
}
