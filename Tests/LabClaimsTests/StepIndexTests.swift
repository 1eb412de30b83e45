import LabClaims
import LabModel
import Testing

struct StepIndexTests {
  private let index = StepIndex(steps)

  /// `(selector as written, subjects, moments)`.
  static let selectors: [(String, [Int], [Int])] = [
    ("#serve", [2], [1, 2]),
    ("serve", [2], [1, 2]),
    ("#serve.1", [1], [1]),
    ("serve.2", [2], [2]),
    ("#serve.3", [], []),
    ("curl", [3, 4], [3, 4]),
    ("curl on lab", [3], [3]),
    ("curl on ns1", [4], [4]),
    ("tr", [3], [3]),
    ("sudo", [], []),
    ("ip", [], []),
    ("nc", [2], [2]),
    ("cd", [1], [1]),
    ("python3.11", [5], [5]),
    ("python3.11 on ns1", [5], [5]),
    ("python3.11 on lab", [], []),
    ("`curl -sS`", [3], [3]),
    ("`sudo ip`", [4], [4]),
    ("`sudo ip` on ns1", [4], [4]),
    ("`sudo ip` on lab", [], []),
    ("`ip`", [], []),
    ("#serve on lab", [2], [1, 2]),
    ("#serve on ns1", [], []),
    ("wget", [], []),
    ("#curl", [], []),
  ]

  @Test(arguments: selectors)
  func findsSteps(_ text: String, _ subjects: [Int], _ moments: [Int]) throws {
    guard case .during(.steps(let selector))? = try claim("no packets during \(text)").scope else {
      Issue.record("\(text) is no step")
      return
    }
    #expect(index.subjects(of: selector) == subjects)
    #expect(index.moments(of: selector) == moments)
  }

  @Test func blocksThatShareAnIdGiveTheirsEach() {
    let index = StepIndex([
      PlannedStep(number: 1, block: 1, blockID: "a", indexInBlock: 1, command: "x"),
      PlannedStep(number: 2, block: 1, blockID: "a", indexInBlock: 2, command: "y"),
      PlannedStep(number: 3, block: 2, blockID: "a", indexInBlock: 1, command: "z"),
    ])
    let selector = StepSelector(name: .id("a", command: nil))
    #expect(index.subjects(of: selector) == [2, 3])
    #expect(index.moments(of: selector) == [1, 2, 3])
    #expect(index.subjects(of: StepSelector(name: .id("a", command: 1))) == [1, 3])
  }

  @Test func anIdWinsOverAProgram() {
    let index = StepIndex([
      PlannedStep(number: 1, block: 1, blockID: "curl", command: "nc"),
      PlannedStep(number: 2, block: 2, command: "curl"),
    ])
    #expect(index.subjects(of: StepSelector(name: .word("curl"))) == [1])
  }

  @Test func namesProgramsAndIds() {
    #expect(index.programNames == ["cd", "nc", "curl", "tr", "python3.11"])
    #expect(index.blockIDs == ["serve", "up"])
    #expect(index.hasBlock(withID: "serve"))
    #expect(!index.hasBlock(withID: "curl"))
  }
}
