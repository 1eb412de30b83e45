package import LabModel

extension Claim {
  /// Why claims of this form get no verdict yet, for a person; nil where they are judged.
  package var notJudgedYet: String? {
    switch statement {
    case .path: "claims about the path of packets (`cross`, `are seen on`) are not judged yet"
    case .step, .packets, .timing, .order, .state, .sockets, .counter, .kernelLog, .sql: nil
    }
  }
}
