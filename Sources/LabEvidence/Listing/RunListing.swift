/// A part of a list of runs.
package struct RunListing: Sendable, Hashable {
  /// Newest first; of a search, the run that was added last to this file first.
  package var runs: [RunSummary]
  /// Of a search, what was found in each run, by its number.
  package var excerpts: [Int: [StepExcerpt]]
  /// The id of the run after which the list goes on; nil at its end.
  ///
  /// A search that met few runs that the other conditions let through may have fewer runs than were asked for,
  /// and go on all the same.
  package var next: String?

  package init(
    runs: [RunSummary] = [], excerpts: [Int: [StepExcerpt]] = [:], next: String? = nil
  ) {
    self.runs = runs
    self.excerpts = excerpts
    self.next = next
  }
}
