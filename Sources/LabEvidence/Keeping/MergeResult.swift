/// What became of the runs of a file that was merged into another.
package struct MergeResult: Sendable, Hashable {
  /// A run that was left out, and why.
  package struct LeftOut: Sendable, Hashable {
    package var id: String
    /// Lower case, no full stop.
    package var reason: String
  }

  /// Ids of the runs that were added, in order of their new numbers.
  package var added: [String] = []
  /// How many were there already.
  package var presentCount = 0
  /// How many judgements were added to runs that were there already.
  package var judgementCount = 0
  package var leftOut: [LeftOut] = []
  /// Whether it was stopped before its end.
  package var wasStopped = false
}
