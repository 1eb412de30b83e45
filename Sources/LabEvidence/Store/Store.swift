internal import GRDB

/// The database file that holds every run.
///
/// Any number of processes may write and read one file at a time. All of a process's runs and
/// queries may share one store: it hands its connection to one of them at a time, and nobody
/// keeps it for longer than one short transaction.
package final class Store: Sendable {
  /// What a store is opened for.
  package enum Access: Sendable {
    /// To read: the file must be there.
    case read
    /// To read and write: the file, and folders on the way to it, are made where missing.
    case write
  }

  /// The path as the user named it.
  package let path: String
  package let access: Access

  private init(path: String, access: Access) {
    self.path = path
    self.access = access
  }

  /// Opens the file at `path`, and brings the schema of an older one up to date.
  ///
  /// - Throws: `StoreFailure` of kind `missing`, `foreign` or `newer`, each of which leaves the file
  ///   as it is, or whatever kept SQLite from opening it.
  package static func open(
    path: String, for access: Access = .write
  ) throws(StoreFailure) -> Store {
    throw StoreFailure(stage: "open", subject: path, message: "cannot open yet")
  }

  /// Closes the file; the last one to close it folds the write-ahead log into it.
  package func close() throws(StoreFailure) {}
}
