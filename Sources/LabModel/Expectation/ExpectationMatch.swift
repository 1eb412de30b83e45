extension Expectation {
  /// Whether a step that printed and ended so did what is expected of it.
  ///
  /// - Parameters:
  ///   - output: What came up to the end of the step. With `Comparison.merged` all of it is taken as
  ///     one stream, in order of arrival.
  ///   - variables: What earlier steps have captured, for `${name}` in the expected lines.
  /// - Returns: How it missed, if it did; and what its named groups captured. Where lines differ,
  ///   the groups of those that still match are captured.
  package func outcome(
    of output: StepOutput, variables: [String: String] = [:]
  ) -> ExpectationOutcome {
    var reasons: [String] = []
    if let reason = status.missReason(for: output) { reasons.append(reason) }
    guard comparison != .none, output.ending != .hostMissing else {
      return ExpectationOutcome(
        miss: reasons.isEmpty ? nil : Miss(reason: reasons.joined(separator: ", and ")))
    }
    let compared = ComparedOutput(self, output, variables: variables)
    switch compared.match() {
    case .matched(let taken):
      return ExpectationOutcome(
        miss: reasons.isEmpty ? nil : Miss(reason: reasons.joined(separator: ", and ")),
        captured: compared.captures(of: taken))
    case .tooLarge:
      reasons.append(
        "printed too much on two streams to look for a common order; compare one with"
          + " {stream=stdout}, or both on one pipe with {.merge}")
      return ExpectationOutcome(miss: Miss(reason: reasons.joined(separator: ", and ")))
    case .differs:
      let parts = compared.alignment()
      reasons.append(compared.reason(for: parts))
      return ExpectationOutcome(
        miss: Miss(
          reason: reasons.joined(separator: ", and "), difference: compared.difference(for: parts)),
        captured: compared.captures(of: parts))
    }
  }
}

extension ExpectedStatus {
  /// Whether a command that ended with `status` ended as expected.
  package func takes(_ status: Int32) -> Bool {
    switch self {
    case .exactly(let expected): status == expected
    case .failure: status != 0
    case .any: true
    }
  }

  /// What a transcript's last line says.
  package var text: String {
    switch self {
    case .exactly(let status): "[\(status)]"
    case .failure: "[!0]"
    case .any: "[any]"
    }
  }

  /// Why the way a step ended is not what was expected; nil where it is.
  fileprivate func missReason(for output: StepOutput) -> String? {
    switch output.ending {
    case .timedOut: return "timed out"
    case .hostMissing: return "its host is not there"
    case .exited, .shellEnded: break
    }
    guard !takes(output.status) else { return nil }
    let came =
      output.status > 128 && output.status <= 192
      ? "exited \(output.status) (signal \(output.status - 128))" : "exited \(output.status)"
    return switch self {
    case .exactly(let status): "\(came), expected \(status)"
    case .failure: "\(came), expected any failure"
    case .any: came
    }
  }
}
