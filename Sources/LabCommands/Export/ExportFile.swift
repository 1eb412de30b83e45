import Glibc

/// A file that has its name only when all of it is written.
///
/// It has no name at all before (O_TMPFILE of open(2)), so nothing is left of it where labbook is
/// killed. File systems that have no such files, as NFS, get one beside it with a name of its own.
final class ExportFile {
  private let path: String
  private let replaces: Bool
  private let descriptor: Int32
  /// The file's name so far, where it has one.
  private var temporary: String?
  /// Takes what goes into the file.
  let output: OutputFile

  /// Opens it; a file that is at `path` stays as it is until `finish`.
  ///
  /// - Parameters:
  ///   - path: where the file will be.
  ///   - replaces: whether one that is there may be replaced.
  /// - Throws: `CommandFailure` (status 2) where the folder cannot be written.
  init(_ path: String, replaces: Bool) throws(CommandFailure) {
    self.path = path
    self.replaces = replaces
    // __O_TMPFILE of asm-generic/fcntl.h, which the importer does not see.
    let unnamed = 0o20_000_000 | O_DIRECTORY
    var descriptor = open(Self.folder(of: path), unnamed | O_RDWR | O_CLOEXEC, 0o666)
    if descriptor < 0, errno == EOPNOTSUPP || errno == EISDIR {
      let name = Self.nameBeside(path)
      descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { temporary = name }
    }
    guard descriptor >= 0 else {
      throw CommandFailure(.mistake, "write \(path): \(String(cString: strerror(errno)))")
    }
    self.descriptor = descriptor
    output = OutputFile(descriptor: descriptor)
  }

  deinit {
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// Gives the file its name.
  ///
  /// - Parameter syncs: whether its bytes are on the disk before its name is.
  /// - Throws: `CommandFailure` where its bytes could not be written, or where a file is there that may
  ///   not be replaced.
  func finish(syncs: Bool = true) throws(CommandFailure) {
    output.flush()
    if let error = output.failure { throw failed(error) }
    if syncs, fsync(descriptor) != 0 { throw failed(errno) }
    if let temporary {
      guard move(temporary, to: path) else { throw failed(errno) }
      self.temporary = nil
      return
    }
    guard link(to: path) else {
      guard errno == EEXIST, replaces else { throw failed(errno) }
      let name = Self.nameBeside(path)
      guard link(to: name) else { throw failed(errno) }
      guard rename(name, path) == 0 else {
        let error = errno
        unlink(name)
        throw failed(error)
      }
      return
    }
  }

  /// Copies the file that `source` has open into this one.
  ///
  /// - Throws: `CommandFailure` where it cannot be read or written.
  func append(contentsOf source: Int32) throws(CommandFailure) {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var offset: off_t = 0
    while true {
      let count = buffer.withUnsafeMutableBytes { pread(source, $0.baseAddress, $0.count, offset) }
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw failed(errno)
      }
      guard count > 0 else { return }
      offset += off_t(count)
      output.write(Array(buffer[..<count]))
      if let error = output.failure { throw failed(error) }
    }
  }

  /// What is said where the file cannot be written for `error`.
  func failed(_ error: Int32) -> CommandFailure {
    if error == EEXIST { return Self.isThere(path) }
    return CommandFailure(.failed, "write \(path): \(String(cString: strerror(error)))")
  }

  /// What is said of a file that is there already.
  static func isThere(_ path: String) -> CommandFailure {
    CommandFailure(
      .mistake, "write \(path): it is there already",
      remedy: "name another one, or replace it with --force")
  }

  /// The folder of `path`, beginning with `/` or `.`.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    let folder = String(path[...slash])
    return folder.hasPrefix("/") ? folder : "./" + folder
  }

  /// A name for a file in the folder of `path` that no other has.
  static func nameBeside(_ path: String) -> String {
    folder(of: path) + "/.labbook-export-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
  }

  private func link(to name: String) -> Bool {
    Glibc.linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
  }

  /// Renames, over another file only where that may be replaced.
  private func move(_ old: String, to new: String) -> Bool {
    if !replaces {
      if Glibc.link(old, new) == 0 {
        unlink(old)
        return true
      }
      // Some of these file systems have no second names: there, between looking and renaming, another
      // process may make the file.
      guard errno == EPERM || errno == EOPNOTSUPP else { return false }
      guard access(new, F_OK) != 0 else {
        errno = EEXIST
        return false
      }
    }
    return rename(old, new) == 0
  }
}
