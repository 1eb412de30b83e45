extension JSONWriter {
  /// A bisection as an object: the shape is in docs/commands.md.
  package mutating func value(_ result: BisectResult, exitStatus: Int32) {
    object { writer in
      writer.member("path", result.path)
      writer.member("title", result.title)
      writer.array("claims") { writer in
        for claim in result.claims { writer.value(claim) }
      }
      writer.array("kernels") { writer in
        for kernel in result.kernels { writer.value(kernel) }
      }
      writer.member("reversed", result.isReversed)
      writer.member("repeat", result.repeats)
      writer.array("tests") { writer in
        for trial in result.trials { writer.value(trial) }
      }
      writer.member("outcome", result.outcome.word)
      writer.member("good", result.lastGood)
      writer.array("bad") { writer in
        for place in result.suspects.map(Array.init) ?? [] { writer.value(result.kernels[place]) }
      }
      writer.member("false_good", fraction: result.falseGood)
      writer.member("good_run", result.neighbours?.good)
      writer.member("bad_run", result.neighbours?.bad)
      writer.member("exit_status", exitStatus)
    }
  }

  private mutating func value(_ trial: BisectTrial) {
    object { writer in
      let counts = trial.counts
      writer.member("kernel", trial.kernel)
      writer.member("verdict", trial.verdict.rawValue)
      writer.member("reason", trial.reason)
      writer.member("good", counts.good)
      writer.member("bad", counts.bad)
      writer.member("skipped", counts.skipped)
      writer.member("duration_ns", trial.duration)
      writer.array("runs") { writer in
        for run in trial.runs {
          writer.object { writer in
            writer.member("run", run.id)
            writer.member("verdict", run.verdict.rawValue)
            writer.member("reason", run.reason.isEmpty ? nil : run.reason)
          }
        }
      }
    }
  }
}

extension BisectResult {
  /// The last good kernel; nil where there is nothing to say.
  fileprivate var lastGood: String? {
    switch outcome {
    case .found(let good, _), .undecided(let good, _): kernels[good]
    case .wrongEnd, .interrupted: nil
    }
  }
}

extension BisectResult.Outcome {
  /// The outcome as JSON has it.
  fileprivate var word: String {
    switch self {
    case .found: "found"
    case .undecided: "undecided"
    case .wrongEnd: "wrong end"
    case .interrupted: "interrupted"
    }
  }
}
