package import LabEvidence

/// Instants of a run in words.
package enum InstantWords {
  /// `+0.412 s, at the end of step 4 (serve)`.
  package static func text(_ time: Int64, in run: RunNetwork) -> String {
    let reading = Elapsed.instant(time - run.run.start)
    // The latest of those that are not after it.
    guard let instant = run.instants.last(where: { $0.time <= time }) else {
      return "\(reading), before the start"
    }
    let name = name(instant, in: run)
    return instant.time == time ? "\(reading), \(name)" : "\(reading), after \(name)"
  }

  /// `the start`, `the end of step 4`, with the name of its block in brackets where it has one.
  package static func name(_ instant: RunNetwork.Instant, in run: RunNetwork) -> String {
    guard let step = instant.step else { return "the start" }
    let name = StepNames(run.steps)[step]
    return "the end of step \(step)" + (name == "step \(step)" ? "" : " (\(name))")
  }
}
