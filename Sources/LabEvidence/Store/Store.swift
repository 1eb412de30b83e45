import GRDB
import Glibc

/// The database file that holds every run.
///
/// Any number of processes may write and read one file at a time. All of a process's runs and
/// queries may share one store: it hands its connection to one of them at a time, and nobody
/// keeps it for longer than one short transaction.
package final class Store: Sendable {
  /// What a store is opened for.
  package enum Access: Sendable {
    /// To read: the file must be there, and is trusted in nothing. An authorizer lets statements read and
    /// nothing else, the schema calls no function that could do harm, and time, memory and the length of
    /// values are limited. SQLite may leave an empty log beside it, which the next one to open it for
    /// writing takes away; where it may write nothing beside it, the file is taken to stay as it is.
    case read
    /// To read and write: the file, and folders on the way to it, are made where missing.
    case write
  }

  /// The path as the user named it.
  package let path: String
  package let access: Access
  private let lender: any Lender

  private init(path: String, access: Access, lender: any Lender) {
    self.path = path
    self.access = access
    self.lender = lender
  }

  deinit {
    try? lender.close()
  }

  /// Whether the path still leads to the file that is open, as far as a reader has to know: another one may
  /// have taken its place.
  package var isCurrent: Bool { lender.isCurrent }

  /// Opens the file at `path`, and, to write, brings the schema of an older one up to date.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - access: what for.
  ///   - timeLimit: how long a reader may have the connection for one thing that it asks.
  /// - Returns: the store, which is closed when nobody has it any more.
  /// - Throws: `StoreFailure` of kind `missing`, `foreign` or `newer`, each of which leaves the file
  ///   as it is, or whatever kept SQLite from opening it.
  package static func open(
    path: String, for access: Access = .write, timeLimit: Duration = .seconds(600)
  ) throws(StoreFailure) -> Store {
    do {
      if let header = try FileHeader.read(path) {
        try header.check(path: path)
      } else if access == .read {
        throw StoreFailure(
          .missing, stage: "open", subject: path, message: "there is no such file",
          remedy: "run a notebook first, or name the file with --db")
      } else {
        try makeFolders(for: path)
      }
      switch access {
      case .read:
        return Store(
          path: path, access: access, lender: try ReadLender(path: path, timeLimit: timeLimit))
      case .write:
        try checkWritable(path)
        return Store(path: path, access: access, lender: try WriteLender(path: path))
      }
    } catch {
      throw StoreFailure(error, stage: "open", subject: path)
    }
  }

  /// Closes the file; the last one to close it folds the write-ahead log into it.
  ///
  /// A store that is let go without it is closed too, but failures are then not told.
  package func close() throws(StoreFailure) {
    do {
      try lender.close()
    } catch {
      throw StoreFailure(error, stage: "close", subject: path)
    }
  }

  /// Lends the connection to `body`, which must not ask this store for it again; a failure says that
  /// it stopped `stage` (a verb phrase).
  func use<T>(
    to stage: String, _ body: (Connection) throws(StoreFailure) -> T
  ) throws(StoreFailure) -> T {
    do {
      return try lender.lend { connection throws -> T in
        do throws(StoreFailure) {
          return try body(connection)
        } catch {
          // A statement left in the middle would keep an old state of the file in use.
          connection.reset()
          throw error
        }
      }
    } catch {
      throw StoreFailure(error, stage: stage, subject: path)
    }
  }

  /// Tells a file that cannot be written before anything runs: SQLite would open it to read, or say no
  /// more than that it cannot.
  private static func checkWritable(_ path: String) throws(StoreFailure) {
    guard Glibc.access(path, W_OK) == 0 || errno == ENOENT else {
      throw StoreFailure(
        stage: "open", subject: path,
        message: "it cannot be written: \(String(cString: strerror(errno)))")
    }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    guard Glibc.access(folder, W_OK) == 0 else {
      throw StoreFailure(
        stage: "open", subject: path,
        message:
          "its folder, where its log lies too, cannot be written: \(String(cString: strerror(errno)))"
      )
    }
  }

  /// Makes the folders that `path` lies in.
  private static func makeFolders(for path: String) throws(StoreFailure) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
    var folder = path.hasPrefix("/") ? "" : "."
    for part in parts {
      folder += "/\(part)"
      guard mkdir(folder, 0o777) != 0, errno != EEXIST else { continue }
      throw StoreFailure(
        stage: "make folder", subject: folder, message: String(cString: strerror(errno)),
        remedy: "name another file with --db")
    }
  }
}

extension StoreFailure {
  /// Tells any error of the store's as one of ours, in the words of the stage that it stopped.
  init(_ error: any Error, stage: String, subject: String) {
    if var failure = error as? StoreFailure {
      if failure.stage == "use" { failure.stage = stage }
      self = failure
    } else if let error = error as? DatabaseError {
      self.init(
        sqliteCode: error.resultCode.rawValue, stage: stage, subject: subject,
        message: error.message ?? error.resultCode.description)
    } else {
      self.init(stage: stage, subject: subject, message: "\(error)")
    }
  }
}
