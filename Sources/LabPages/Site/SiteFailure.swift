package import LabEvidence

/// Why there is no page.
package enum SiteFailure: Error, Sendable {
  /// There is no such run, step or packet: what there is instead.
  case missing(String)
  /// The address asks for something that cannot be: what would be right.
  case mistake(String)
  /// The store could not be read.
  case store(StoreFailure)

  /// The status of HTTP (RFC 9110, section 15).
  package var status: Int {
    switch self {
    case .missing: 404
    case .mistake: 400
    case .store: 500
    }
  }

  package var message: String {
    switch self {
    case .missing(let text), .mistake(let text): text
    case .store(let failure): "\(failure.stage) \(failure.subject): \(failure.message)"
    }
  }

  init(_ failure: StoreFailure) {
    switch failure.kind {
    case .unknownRun, .ambiguousRun: self = .missing(failure.message)
    default: self = .store(failure)
    }
  }
}
