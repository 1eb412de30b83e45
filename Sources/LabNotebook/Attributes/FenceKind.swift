/// What labbook does with a fence.
package enum FenceKind: String, Sendable, CaseIterable {
  /// Language `console`: runs, and its output is compared.
  case transcript
  /// Language `sh` or `bash`: runs as a whole.
  case script
  /// Any fence with `file=`: becomes a file.
  case file
  /// Language `claims`.
  case claims
  /// Language `sql` with `.claim`.
  case query
  /// Language `packets`.
  case packets
  /// Everything else: text for readers.
  case prose

  /// What a diagnostic calls such a fence.
  var name: String {
    switch self {
    case .transcript: "a transcript"
    case .script: "a script"
    case .file: "a file"
    case .claims: "claims"
    case .query: "an SQL claim"
    case .packets: "a packet transcript"
    case .prose: "prose"
    }
  }

  /// The languages that labbook knows, and what their fences are.
  package static let languages: [(name: String, kind: FenceKind)] = [
    ("console", .transcript), ("sh", .script), ("bash", .script), ("claims", .claims),
    ("packets", .packets), ("sql", .query),
  ]
}
