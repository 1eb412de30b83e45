import Glibc
import LabReport

/// The files of `--report`, opened before anything runs: one that cannot be written is found then.
struct ReportFiles {
  private let files: [(target: ReportTarget, descriptor: Int32)]
  private let stdout: OutputFile

  /// Opens the files; what is in them stays until `write`.
  ///
  /// - Throws: `CommandFailure` where one cannot be opened for writing.
  init(_ targets: [ReportTarget], stdout: OutputFile) throws(CommandFailure) {
    self.stdout = stdout
    var opened: [(target: ReportTarget, descriptor: Int32)] = []
    for target in targets {
      guard !target.isStandardOutput else {
        opened.append((target, 1))
        continue
      }
      let descriptor = open(target.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        let reason = String(cString: strerror(errno))
        for file in opened where !file.target.isStandardOutput { Glibc.close(file.descriptor) }
        throw CommandFailure(.mistake, "write the report \(target.path): \(reason)")
      }
      opened.append((target, descriptor))
    }
    files = opened
  }

  /// Puts the reports of a run in the files, in place of what is there.
  ///
  /// - Parameters:
  ///   - run: what is reported.
  ///   - json: writes the document that `--json` prints.
  /// - Throws: `CommandFailure` where one cannot be written.
  func write(_ run: ReportedRun, json: (inout JSONWriter) -> Void) throws(CommandFailure) {
    for file in files {
      let output = file.target.isStandardOutput ? stdout : OutputFile(descriptor: file.descriptor)
      if !file.target.isStandardOutput {
        // Neither is possible, or needed, on a pipe.
        _ = lseek(file.descriptor, 0, SEEK_SET)
        _ = ftruncate(file.descriptor, 0)
      }
      if let text = run.document(file.target.format) {
        output.write(text)
      } else {
        var writer = JSONWriter { output.write($0) }
        json(&writer)
      }
      output.flush()
      if let error = output.failure, !output.isClosed {
        throw CommandFailure(
          .failed, "write the report \(file.target.path): \(String(cString: strerror(error)))")
      }
    }
  }

  /// Closes the files.
  func close() {
    for file in files where !file.target.isStandardOutput { Glibc.close(file.descriptor) }
  }
}
