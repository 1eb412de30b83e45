import LabEvidence

/// Carries out `body`; what the store cannot do becomes the command's failure.
///
/// A database that is not there and a run that is not in it are the user's mistakes (status 2), all
/// else is labbook's trouble (status 5).
func usingStore<Result>(
  _ body: () throws(StoreFailure) -> Result
) throws(CommandFailure) -> Result {
  do {
    return try body()
  } catch {
    throw CommandFailure(error)
  }
}

extension CommandFailure {
  /// A failure of the store in a command's terms.
  init(_ failure: StoreFailure) {
    let status: ExitStatus =
      switch failure.kind {
      case .missing, .unknownRun, .ambiguousRun: .mistake
      case .foreign, .newer, .busy, .damaged, .other: .failed
      }
    self.init(
      status, "\(failure.stage) \(failure.subject): \(failure.message)", remedy: failure.remedy)
  }
}
