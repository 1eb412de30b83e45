import LabModel
import Testing

@Suite struct RepeatedVerdictTests {
  @Test(
    arguments: [
      ("", .skip), ("g", .good), ("b", .bad), ("s", .skip), ("gggggggggb", .bad), ("ssb", .bad),
      ("gss", .good), ("gsss", .skip), ("ggsss", .good), ("sss", .skip), ("gggsssssss", .skip),
      ("ggggssssss", .good),
    ] as [(String, KernelVerdict)])
  func oneBadRunIsEnoughAndAThirdMustBeTold(runs: String, verdict: KernelVerdict) {
    let verdicts = runs.map { letter -> KernelVerdict in
      letter == "g" ? .good : letter == "b" ? .bad : .skip
    }
    let repeated = RepeatedVerdict(verdicts)
    #expect(repeated.verdict == verdict)
    #expect(repeated.runs == runs.count)
  }

  @Test func theOddsOfAFalseGoodAreThoseOfAllPassing() throws {
    let half = try #require(RepeatedVerdict([.bad, .good, .skip]).falseGood)
    #expect(half == 0.25)
    #expect(RepeatedVerdict([.bad, .bad]).falseGood == nil)
    #expect(RepeatedVerdict([.good, .good]).falseGood == nil)
    #expect(RepeatedVerdict().falseGood == nil)
  }
}
