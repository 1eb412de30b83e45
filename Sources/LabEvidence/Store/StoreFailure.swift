/// A failure of the store: what was being done to which file, why it failed, and what to do.
package struct StoreFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of failure it is, for those who act on it.
  package enum Kind: Sendable, Hashable {
    /// There is no such file.
    case missing
    /// The file is not one of labbook's.
    case foreign
    /// The file was written by a later labbook, with this schema version.
    case newer(version: Int)
    /// Another writer held the file for longer than the busy timeout.
    case busy
    /// The file's content is damaged.
    case damaged
    /// No run of the file is meant by what the user named.
    case unknownRun
    /// More than one run is meant; these are their ids.
    case ambiguousRun([String])
    /// Anything else: disk full, permissions, input and output errors.
    case other
  }

  package var kind: Kind
  /// What was being done, as a verb phrase: `open`.
  package var stage: String
  /// What it was done to: a path, or a run's id.
  package var subject: String
  /// Why it failed: lower case, no full stop.
  package var message: String
  /// What the user can do about it, if known: lower case, no full stop.
  package var remedy: String?

  package init(
    _ kind: Kind = .other, stage: String, subject: String, message: String, remedy: String? = nil
  ) {
    self.kind = kind
    self.stage = stage
    self.subject = subject
    self.message = message
    self.remedy = remedy
  }

  /// `open results/labbook.sqlite: disk I/O error; REMEDY`.
  package var description: String {
    "\(stage) \(subject): \(message)" + (remedy.map { "; \($0)" } ?? "")
  }
}
