package import LabModel

/// What a notebook declares, as far as its claims can refer to it.
package struct ClaimContext: Sendable {
  /// Hosts that labbook makes, and those that steps make (front matter's `netns`).
  package var hosts: Set<String>
  /// Interfaces that are known before the first step, and what they carry: `lo` and the ends of
  /// `links`. Any other one may come to be by a step.
  package var interfaces: Set<Place>
  package var steps: StepIndex
  /// The names in front matter's `params`.
  package var parameters: Set<String>
  /// Front matter's `offloads`.
  package var offloads: Bool

  package init(
    hosts: Set<String> = [HostPlan.lab], interfaces: Set<Place> = [], steps: StepIndex,
    parameters: Set<String> = [], offloads: Bool = true
  ) {
    self.hosts = hosts
    self.interfaces = interfaces
    self.steps = steps
    self.parameters = parameters
    self.offloads = offloads
  }
}

/// Finds what is wrong with a notebook's claims without running anything.
package struct ClaimCheck: Sendable {
  package var context: ClaimContext

  package init(context: ClaimContext) { self.context = context }

  /// Everything that is wrong with the claims of `plan`, its blocks' ids and `wait=` moments.
  ///
  /// The claims are read again from their text, for the places of what they refer to. Diagnostics
  /// come in the order of the notebook.
  package static func diagnostics(for plan: Plan) -> [Diagnostic] { [] }

  /// What is wrong with what a parsed text refers to.
  package func diagnostics<Value>(for parsed: Parsed<Value>) -> [Diagnostic] { [] }
}

extension Claim {
  /// Why claims of this form get no verdict yet, for a person; nil where they are judged.
  package var notJudgedYet: String? {
    switch statement {
    case .path: "claims about the path of packets (`cross`, `are seen on`) are not judged yet"
    case .timing: "claims about the timing of packets (`come at`) are not judged yet"
    case .order: "claims about order (`comes before`) are not judged yet"
    case .sql: "SQL claims are not judged yet"
    case .step, .packets, .state, .sockets, .counter, .kernelLog: nil
    }
  }
}
