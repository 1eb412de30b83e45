import Glibc
import LabEvidence
import LabReport

/// The folder that the output of a run's steps is written to.
///
/// Each file has its name when all of it is written, and the manifest comes last: a folder without one
/// is not complete.
struct ExportFolder {
  var path: String
  var replaces: Bool

  /// Looks whether the folder may be written to: it is not there, or empty, or may have files replaced.
  ///
  /// - Throws: `CommandFailure` (status 2) where it may not.
  func check() throws(CommandFailure) {
    guard let folder = opendir(path) else {
      if errno == ENOENT { return }
      throw CommandFailure(.mistake, "write to \(path): \(String(cString: strerror(errno)))")
    }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != "..", !replaces {
        throw CommandFailure(
          .mistake, "write to \(path): the folder is not empty",
          remedy: "name another one, or write into it with --force")
      }
    }
  }

  /// Writes the files of `export`.
  ///
  /// - Throws: `CommandFailure` where one cannot be written.
  func write(_ export: OutputExport) throws(CommandFailure) {
    if mkdir(path, 0o777) != 0, errno != EEXIST {
      throw CommandFailure(.mistake, "make folder \(path): \(String(cString: strerror(errno)))")
    }
    let manifest = path + "/" + OutputExport.manifest
    // An older one would say that all is there while it is not.
    if replaces { unlink(manifest) }
    for output in export.files {
      let file = try ExportFile(path + "/" + output.name, replaces: replaces)
      export.forEachPiece(of: output) { file.output.write($0) }
      try file.finish(syncs: false)
    }
    let file = try ExportFile(manifest, replaces: replaces)
    var writer = JSONWriter { file.output.write($0) }
    export.write(labbook: LabbookCommand.version, to: &writer)
    writer.finish()
    try file.finish(syncs: false)
  }
}
