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
    return try FileHeader(firstPage: firstBytes(of: path), path: path)
  }

  /// The database header and what follows it of the first page
  /// (https://www.sqlite.org/fileformat2.html#the_database_header), as far as they are needed.
  private static let length = 105

  private static func firstBytes(of path: String) throws(StoreFailure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    defer { if file >= 0 { close(file) } }
    var bytes = [UInt8](repeating: 0, count: length)
    let count = file < 0 ? -1 : pread(file, &bytes, length, 0)
    guard count >= 0 else {
      throw StoreFailure(
        stage: "open", subject: path, message: String(cString: strerror(errno)),
        remedy: "name another file with --db")
    }
    return Array(bytes[..<count])
  }

  /// Reads the header from the file's first bytes, not through SQLite: where a full disk or a power cut
  /// has ended the writing of the log back into the file, SQLite takes the file without its log for
  /// damaged, and with it for whole.
  private init(firstPage bytes: [UInt8], path: String) throws(StoreFailure) {
    guard bytes.count == Self.length, bytes.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw StoreFailure(
        .foreign, stage: "open", subject: path, message: "file is not a database",
        remedy: "name another file with --db")
    }
    func number(at place: Int) -> Int32 {
      Int32(bitPattern: bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) })
    }
    version = number(at: 60)
    application = number(at: 68)
    // The first page is the root of sqlite_schema, and bytes 103 and 104 count its cells.
    isEmpty = application == 0 && version == 0 && bytes[103] == 0 && bytes[104] == 0
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
