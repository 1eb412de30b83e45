import LabReport
import LabRun

/// One `labbook bisect`: tests kernels until the first bad one is found, and reports as results come.
struct BisectSession {
  /// What a test of a kernel needs: runs the notebook on it, once for each repeat.
  typealias Test = (
    _ kernel: BisectKernels.Member, _ place: Int
  ) throws(CommandFailure) -> BisectTrial?

  private let output: OutputFile
  private let report: BisectReport
  private let isQuiet: Bool

  /// Reports on `output`; nothing where `isQuiet`.
  init(output: OutputFile, style: TextStyle, isQuiet: Bool) {
    self.output = output
    report = BisectReport(style: style)
    self.isQuiet = isQuiet
  }

  /// Searches `result.kernels`.
  ///
  /// - Parameters:
  ///   - result: the search before its first test.
  ///   - kernels: what is searched.
  ///   - test: runs the notebook on a kernel; nil where a signal came.
  /// - Returns: What was found.
  /// - Throws: what `test` throws.
  func search(
    _ result: BisectResult, among kernels: BisectKernels, test: Test
  ) throws(CommandFailure) -> BisectResult {
    var result = result
    var bisection = Bisection(count: kernels.members.count)
    if !isQuiet {
      output.lines(report.head(result, tests: bisection.remainingTests))
      output.flush()
    }
    result.outcome = .interrupted
    search: while true {
      switch bisection.state {
      case .test(let place):
        guard let trial = try test(kernels.members[place], place) else { break search }
        result.trials.append(trial)
        bisection.record(trial.verdict, at: place)
        if !isQuiet {
          output.lines(report.lines(trial, of: result))
          output.flush()
        }
      case .found(let good, let bad):
        result.outcome = .found(good: good, bad: bad)
        break search
      case .undecided(let good, let bad):
        result.outcome = .undecided(good: good, bad: bad)
        break search
      case .wrongEnd(let place, _):
        result.outcome = .wrongEnd(place)
        break search
      }
    }
    if !isQuiet {
      output.line("")
      output.lines(report.outcome(result))
    }
    return result
  }

  /// What a bisection's outcome is as an exit status: 0 where the kernel was found, 1 where an end is
  /// the opposite of what was said, 4 where it cannot be told.
  static func status(_ result: BisectResult) -> ExitStatus {
    switch result.outcome {
    case .found: .success
    case .undecided: .undecided
    case .wrongEnd(let place):
      result.trial(at: place)?.verdict == .skip ? .undecided : .refuted
    case .interrupted: .interrupted
    }
  }
}
