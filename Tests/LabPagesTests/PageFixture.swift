import Glibc
import LabEvidence

/// A store in a folder of its own, which goes with it.
final class PageFixture {
  let folder: String
  var path: String { folder + "/labbook.sqlite" }

  init() throws {
    var template = Array("/tmp/labbook-pages-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FixtureError() }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try Store.open(path: path).close()
  }

  deinit {
    for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    rmdir(folder)
  }

  /// The store, open for reading.
  func store() throws -> Store { try Store.open(path: path, for: .read) }

  struct FixtureError: Error {}
}
