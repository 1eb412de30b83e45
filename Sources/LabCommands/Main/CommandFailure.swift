/// Why a command could not do what it was told: a message, what to do, and the exit status.
package struct CommandFailure: Error, Sendable, Hashable {
  package var status: ExitStatus
  /// Lower case, no full stop.
  package var message: String
  /// What the user can do about it, if known.
  package var remedy: String?

  package init(_ status: ExitStatus, _ message: String, remedy: String? = nil) {
    self.status = status
    self.message = message
    self.remedy = remedy
  }
}
