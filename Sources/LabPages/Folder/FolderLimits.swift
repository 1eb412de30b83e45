/// How much of a store becomes files.
package struct FolderLimits: Sendable, Hashable {
  /// How many packets of a run have a page of their own: those that other pages refer to first.
  package var packets = 200
  /// How many parts of one list become pages.
  package var parts = 100
  /// How many sections of a time line, and how many instants of a topology, become pages.
  package var zooms = 20
  /// How many claims have a page of their history.
  package var histories = 2000

  package init() {}

  /// What a reader should know.
  var note: String {
    "Written by labbook report. Of each run at most \(packets) packets have a page of their own, and of a "
      + "list its first \(parts) parts are here; labbook serve shows all of the database."
  }
}
