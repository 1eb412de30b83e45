package import LabModel

/// The moment that a claim's scope names, and the steps that brought it about: a control run leaves
/// them out.
package struct ControlledMoment: Sendable, Hashable {
  package var moment: Moment
  /// Numbers of steps, ascending.
  package var steps: [Int]

  package init(moment: Moment, steps: [Int]) {
    self.moment = moment
    self.steps = steps
  }
}

/// What a control run can ask of a claim.
package enum ControlQuestion: Sendable, Hashable {
  /// Whether it hangs on the moment.
  case leaveOut(ControlledMoment)
  /// The claim names no moment by `until`, `before` or `after`.
  case nothing
  /// It names one, but nothing can be left out, for this reason: a clause.
  case unanswerable(Moment, String)
}

/// Whether a claim hangs on the moment that it names.
package enum Dependence: Sendable, Hashable {
  /// Without the moment it comes out otherwise.
  case depends(String)
  /// It comes out the same.
  case independent(String)
  /// It cannot be told.
  case unknown(String)

  /// What was found, as a clause.
  package var reason: String {
    switch self {
    case .depends(let reason), .independent(let reason), .unknown(let reason): reason
    }
  }
}
