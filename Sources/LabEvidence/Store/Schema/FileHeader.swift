import GRDBSQLite
import Glibc

/// The two numbers by which a database file tells whose it is, and of which version.
///
/// Read without taking a lock and without touching a write-ahead log beside the file, so that
/// a file that is refused stays as it is to the byte.
struct FileHeader: Hashable {
  /// `application_id` of a pragma with that name.
  var application: Int32
  /// `user_version`: the version of the schema.
  var version: Int32
  var isEmpty: Bool

  /// The header of the file at `path`; nil where there is none.
  static func read(_ path: String) throws(StoreFailure) -> FileHeader? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw StoreFailure(
        stage: "open", subject: path, message: String(cString: strerror(errno)),
        remedy: "name another file with --db")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreFailure(
        .foreign, stage: "open", subject: path, message: "it is not a regular file",
        remedy: "name another file with --db")
    }
    guard status.st_size > 0 else { return FileHeader(application: 0, version: 0, isEmpty: true) }
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(
      uri(path, "immutable=1"), &handle,
      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nil)
    defer { sqlite3_close_v2(handle) }
    guard code == SQLITE_OK, let handle else {
      throw StoreFailure(
        sqliteCode: code, stage: "open", subject: path,
        message: String(cString: sqlite3_errstr(code)))
    }
    return try FileHeader(Connection(handle, path: path))
  }

  /// Reads the header through a connection.
  init(_ connection: Connection) throws(StoreFailure) {
    application = Int32(truncatingIfNeeded: try connection.number("PRAGMA application_id"))
    version = Int32(truncatingIfNeeded: try connection.number("PRAGMA user_version"))
    isEmpty =
      application == 0 && version == 0
      ? try connection.number("SELECT count(*) FROM sqlite_master") == 0 : false
  }

  private init(application: Int32, version: Int32, isEmpty: Bool) {
    self.application = application
    self.version = version
    self.isEmpty = isEmpty
  }

  /// Refuses files of others and of later versions.
  func check(path: String) throws(StoreFailure) {
    guard application == Schema.application || isEmpty else {
      throw StoreFailure(
        .foreign, stage: "open", subject: path, message: "it is not a labbook database",
        remedy: "name another file with --db")
    }
    guard version <= Schema.version else {
      throw StoreFailure(
        .newer(version: Int(version)), stage: "open", subject: path,
        message: "it has schema version \(version), and this labbook knows versions up to "
          + "\(Schema.version)",
        remedy: "use a labbook that knows schema version \(version)")
    }
  }

  /// `path` as a URI (https://www.sqlite.org/uri.html) with `parameters` for SQLite: `immutable=1` is
  /// without locks and without a look at the log, `mode=ro` to read.
  static func uri(_ path: String, _ parameters: String) -> String {
    let digits = Array("0123456789ABCDEF".unicodeScalars)
    var uri = "file:"
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "-"), UInt8(ascii: "_"):
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        uri.unicodeScalars.append("%")
        uri.unicodeScalars.append(digits[Int(byte >> 4)])
        uri.unicodeScalars.append(digits[Int(byte & 15)])
      }
    }
    return uri + "?" + parameters
  }
}
