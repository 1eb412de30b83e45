import LabModel

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

extension FenceKind {
  /// What a fence with this info string is.
  init(of info: InfoString) {
    let language = info.language.text.lowercased()
    let isFile = info.attributes.contains { $0.form == .value && $0.name.text == "file" }
    let known = Self.languages.first { $0.name == language }?.kind
    let isClaim = info.attributes.contains { written in
      written.form == .flag && NearestName.of(written.name.text, among: ["claim"]) != nil
    }
    self = isFile ? .file : known == .query && !isClaim ? .prose : known ?? .prose
  }
}
