import LabModel

/// One attempt of a step that a statement is about, and whether it is in scope.
struct StepItem: Sendable {
  var step: StepRow
  var attempt: AttemptRow
  /// How many attempts its step had.
  var attempts: Int
  var membership: Membership

  /// `attempt 2 of `curl localhost:8900` (step 6, after lo came up at +0.412 s)`.
  func words(_ scope: String, clock: RunClock) -> String {
    let which = attempts > 1 ? "attempt \(attempt.attempt) of " : ""
    let when = scope.isEmpty ? "at \(clock.relative(attempt.start))" : scope
    return "\(which)\(Quoting.command(step.command)) (step \(step.number), \(when))"
  }

  var reference: EvidenceReference { EvidenceReference(.attempt, attempt.number) }
}

/// A step that a statement is about and that did not run.
struct MissingStep: Sendable {
  var step: StepRow
  /// Why it did not run: a clause.
  var reason: String
  var evidence: [EvidenceReference]
  var membership: Membership
}

/// What a statement's subject comes to in a scope.
struct StepItems: Sendable {
  /// Attempts in scope or too close to tell, by start.
  var items: [StepItem]
  /// Steps that did not run and would have been, or may have been, in scope.
  var missing: [MissingStep]
  /// Attempts that are not in scope.
  var outside: [StepItem]
}
