import Glibc

/// Where a stream of bytes is exported to: a file, a pipe or a device, or standard output.
final class ExportStream {
  private let path: String
  private let file: ExportFile?
  /// A pipe or device that this opened.
  private var descriptor: Int32?
  private let output: OutputFile

  /// Whether somebody may be reading what is written, so nothing else may come between.
  var isPipe: Bool { file == nil }

  /// Opens it.
  ///
  /// - Throws: `CommandFailure` (status 2) where it cannot be opened, a file is there that may not be
  ///   replaced, or standard output is a terminal.
  init(
    _ path: String, _ options: ExportCommand.Options, stdout: OutputFile
  ) throws(CommandFailure) {
    self.path = path
    if path == "-" {
      guard !stdout.isTerminal else {
        throw CommandFailure(
          .mistake, "packets are no text for a terminal",
          remedy: "name a file, or send them to another program: … --pcapng - | tshark -r -")
      }
      file = nil
      output = stdout
      return
    }
    var status = stat()
    if stat(path, &status) == 0, [S_IFIFO, S_IFCHR].contains(status.st_mode & S_IFMT) {
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw CommandFailure(.mistake, "write \(path): \(String(cString: strerror(errno)))")
      }
      self.descriptor = descriptor
      file = nil
      output = OutputFile(descriptor: descriptor)
      return
    }
    try options.checkFile(path)
    let file = try ExportFile(path, replaces: options.replaces)
    self.file = file
    output = file.output
  }

  deinit {
    if let descriptor { close(descriptor) }
  }

  /// Writes bytes; false where more of them would be for nothing.
  func write(_ bytes: [UInt8]) -> Bool {
    output.write(bytes)
    return output.failure == nil
  }

  /// Ends it; a reader that went away is no error.
  ///
  /// - Throws: `CommandFailure` where not all could be written.
  func finish() throws(CommandFailure) {
    if let file { return try file.finish() }
    output.flush()
    if let error = output.failure, !output.isClosed {
      throw CommandFailure(.failed, "write \(path): \(String(cString: strerror(error)))")
    }
  }
}

extension ExportCommand.Options {
  /// Looks whether a file may be written at `path`: there is none, or it may be replaced and is not the
  /// database.
  ///
  /// - Throws: `CommandFailure` (status 2) where it may not.
  func checkFile(_ path: String) throws(CommandFailure) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard replaces else { throw ExportFile.isThere(path) }
    var (target, source) = (stat(), stat())
    if stat(path, &target) == 0, stat(database, &source) == 0, target.st_dev == source.st_dev,
      target.st_ino == source.st_ino
    {
      throw CommandFailure(
        .mistake, "write \(path): that is the database itself", remedy: "name another file")
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw CommandFailure(.mistake, "write \(path): it is a folder", remedy: "name a file")
    }
  }
}
