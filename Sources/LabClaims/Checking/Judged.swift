package import LabModel

extension Claim {
  /// Why claims of this form get no verdict yet, for a person; nil where they are judged.
  package var notJudgedYet: String? {
    switch statement {
    case .timing: "claims about the timing of packets (`come at`) are not judged yet"
    case .order: "claims about order (`comes before`) are not judged yet"
    case .sql: "SQL claims are not judged yet"
    case .step, .packets, .path, .state, .sockets, .counter, .kernelLog: nil
    }
  }
}
