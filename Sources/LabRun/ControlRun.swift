package import LabEvidence
package import LabModel

/// A run that leaves steps of another one out.
package struct ControlRun: Sendable, Hashable {
  /// The other run's number in the store.
  package var original: Int
  /// The other run's id.
  package var originalID: String
  /// Numbers of the steps that are left out.
  package var steps: Set<Int>

  package init(original: Int, originalID: String, steps: Set<Int>) {
    self.original = original
    self.originalID = originalID
    self.steps = steps
  }

  /// Why the steps did not run, for the record.
  var reason: String { "left out: this is a control of run \(originalID)" }
}

/// What control runs found of one claim.
package struct ControlFinding: Sendable, Hashable {
  /// The claim's number in the notebook.
  package var claim: Int
  package var moment: Moment
  /// The steps that were left out; empty where nothing could be.
  package var steps: [Int]
  /// The control run's id; nil where there was none.
  package var run: String?
  package var dependence: Dependence

  package init(
    claim: Int, moment: Moment, steps: [Int], run: String?, dependence: Dependence
  ) {
    self.claim = claim
    self.moment = moment
    self.steps = steps
    self.run = run
    self.dependence = dependence
  }
}
