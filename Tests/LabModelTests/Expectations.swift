import Glibc
import LabModel

/// An expectation of these lines, written as in a transcript.
func expectation(
  _ lines: [String], comparison: Expectation.Comparison = .either,
  status: ExpectedStatus = .exactly(0)
) -> Expectation {
  Expectation(
    comparison: comparison,
    lines: lines.enumerated().map { index, line in
      ExpectedLine(reading: line, at: SourcePosition(line: index + 1, column: 1))
    }, status: status)
}

/// What a step printed, as text.
func output(_ stdout: String, stderr: String = "", status: Int32 = 0) -> StepOutput {
  StepOutput(stdout: Array(stdout.utf8), stderr: Array(stderr.utf8), status: status)
}

/// How many made-up inputs a test tries: `LABBOOK_FUZZ` where it is set, else `count`.
func fuzzRounds(_ count: Int) -> Int {
  getenv("LABBOOK_FUZZ").flatMap { Int(String(cString: $0)) } ?? count
}

/// A generator whose numbers are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
