/// What the evidence says of a claim.
///
/// A value, never an error.
package struct Verdict: Sendable, Hashable {
  /// The four answers.
  package enum Answer: String, Sendable, CaseIterable {
    case holds
    case refuted
    case inconclusive
    case notApplicable = "not applicable"
  }

  package var answer: Answer
  /// One sentence for a person: lower case, no full stop.
  package var reason: String
  /// The rows that decided it, most telling first.
  package var evidence: [EvidenceReference]

  package init(_ answer: Answer, _ reason: String, evidence: [EvidenceReference] = []) {
    self.answer = answer
    self.reason = reason
    self.evidence = evidence
  }
}

/// A row of the store, by its number within the run.
package struct EvidenceReference: Sendable, Hashable {
  /// The table a row is in.
  package enum Table: String, Sendable, CaseIterable {
    case attempt
    case output
    case packet
    case link = "link_event"
    case address = "address_event"
    case route = "route_event"
    case neighbour = "neighbour_event"
    case socket = "socket_event"
    case counter = "counter_event"
    case fence
    case loss
    case host
    case kernelLog = "kernel_log"
    case taint
  }

  package var table: Table
  package var number: Int

  package init(_ table: Table, _ number: Int) {
    self.table = table
    self.number = number
  }
}
