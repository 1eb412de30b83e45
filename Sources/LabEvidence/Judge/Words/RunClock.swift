import LabModel

/// Times of a run as a person reads them: seconds since the sandbox stood.
struct RunClock: Sendable {
  let start: Int64

  /// `+0.412 s`.
  func relative(_ time: Int64) -> String {
    let (since, overflow) = time.subtractingReportingOverflow(start)
    if overflow || since < 0 { return "+0.000 s" }
    return "+" + Phrases.fixed(since, unit: 1_000_000_000) + " s"
  }

  /// `at +0.412 s`, or `from the start`.
  func at(_ instant: Instant) -> String {
    instant.isBeginning ? "from the start" : "at " + relative(instant.latest)
  }
}
