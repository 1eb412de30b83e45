import Glibc
import LabEvidence

/// A run that is cut out into a database file of its own.
enum ExtractedRun {
  /// Writes it to `path`.
  ///
  /// SQLite works on a file whose name is gone as soon as it is open, and that is then copied: killing
  /// labbook leaves nothing.
  /// - Throws: `CommandFailure` where it cannot be written.
  static func write(
    _ run: Int, of store: Store, to path: String, replaces: Bool
  ) throws(CommandFailure) {
    let file = try ExportFile(path, replaces: replaces)
    let scratch = ExportFile.nameBeside(path)
    let descriptor = open(scratch, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw file.failed(errno) }
    defer { close(descriptor) }
    defer { unlink(scratch) }
    do throws(StoreFailure) {
      try store.extract(run: run, into: scratch) { unlink(scratch) }
    } catch {
      var failure = error
      if failure.subject == scratch { failure.subject = path }
      throw CommandFailure(failure)
    }
    try file.append(contentsOf: descriptor)
    try file.finish()
  }
}
