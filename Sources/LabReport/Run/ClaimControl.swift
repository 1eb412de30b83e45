package import LabEvidence

/// What a control run found of one claim, as reports show it.
package struct ClaimControl: Sendable, Hashable {
  /// The claim's number in the notebook.
  package var claim: Int
  /// The moment that it names, as the language spells it: `lo is up`.
  package var moment: String
  /// The steps that were left out; empty where nothing could be.
  package var leftOut: [Int]
  /// The control run's id; nil where there was none.
  package var run: String?
  package var dependence: Dependence

  package init(
    claim: Int, moment: String, leftOut: [Int], run: String?, dependence: Dependence
  ) {
    self.claim = claim
    self.moment = moment
    self.leftOut = leftOut
    self.run = run
    self.dependence = dependence
  }

  /// What a reader should know; nil where the claim hangs on its moment, as it should.
  var warning: String? {
    let steps =
      leftOut.count == 1
      ? "step \(leftOut[0])" : "steps \(leftOut.map(String.init).joined(separator: ", "))"
    switch dependence {
    case .depends: return nil
    case .independent(let reason):
      return "does not depend on `\(moment)` (left out: \(steps)): \(reason)"
    case .unknown(let reason):
      return leftOut.isEmpty
        ? "no control for `\(moment)`: \(reason)"
        : "whether it depends on `\(moment)` cannot be told (left out: \(steps)): \(reason)"
    }
  }
}

extension JSONWriter {
  /// What a control run found of a claim as an object.
  mutating func value(_ control: ClaimControl) {
    object { writer in
      writer.member("claim", control.claim)
      writer.member("moment", control.moment)
      writer.array("left_out") { writer in
        for step in control.leftOut { writer.value(step) }
      }
      writer.member("run", control.run)
      writer.key("depends")
      switch control.dependence {
      case .depends: writer.value(true)
      case .independent: writer.value(false)
      case .unknown: writer.null()
      }
      writer.member("reason", control.dependence.reason)
    }
  }
}
