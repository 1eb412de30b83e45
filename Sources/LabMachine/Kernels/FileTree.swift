import Glibc

/// Files and folders of the cache.
enum FileTree {
  /// What lstat(2) finds: `S_IFREG`, `S_IFDIR`, `S_IFLNK` and so on; nil where there is nothing.
  static func kind(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// Whether there is a folder, which may be reached through symbolic links.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes a folder and those above it.
  ///
  /// - Throws: `MachineFailure` with what mkdir(2) says.
  static func makeFolders(_ path: String) throws(MachineFailure) {
    if isFolder(path) { return }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try makeFolders(String(path[..<slash]))
    }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw MachineFailure("make folder", path, errno: errno)
    }
  }

  /// The names in a folder, sorted; none where it cannot be read.
  static func names(_ folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes what is at `path`, with everything below a folder; symbolic links are not followed.
  ///
  /// - Throws: `MachineFailure` with what could not be removed; what is not there is none.
  static func remove(_ path: String) throws(MachineFailure) {
    if kind(path) == S_IFDIR {
      // A folder that came without the right to write.
      chmod(path, 0o700)
      for name in names(path) { try remove(path + "/" + name) }
      guard rmdir(path) == 0 || errno == ENOENT else {
        throw MachineFailure("remove", path, errno: errno)
      }
    } else {
      guard unlink(path) == 0 || errno == ENOENT else {
        throw MachineFailure("remove", path, errno: errno)
      }
    }
  }

  /// Gives a file or folder another name, on the same file system.
  ///
  /// - Throws: `MachineFailure` with what rename(2) says.
  static func move(_ from: String, _ to: String) throws(MachineFailure) {
    guard rename(from, to) == 0 else { throw MachineFailure("make", to, errno: errno) }
  }

  /// The text of the regular file at `path`, at most 1 MiB; nil where it is something else.
  static func text(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size <= 1 << 20
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { return nil }
      guard got > 0 else { break }
      count += got
    }
    return String(validating: bytes[..<count], as: UTF8.self)
  }

  /// Writes a file anew: whoever reads it finds the old contents or the new ones, never part of them.
  ///
  /// - Throws: `MachineFailure` with what open(2), write(2) or rename(2) says.
  static func write(_ bytes: [UInt8], to path: String) throws(MachineFailure) {
    let part = path + ".part"
    let file = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw MachineFailure("write", path, errno: errno) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        let reason = errno
        close(file)
        throw MachineFailure("write", path, errno: reason)
      }
      rest = rest.dropFirst(count)
    }
    guard close(file) == 0 else { throw MachineFailure("write", path, errno: errno) }
    try move(part, path)
  }

  /// An absolute path for `path`, from the working folder.
  ///
  /// - Throws: `MachineFailure` where the working folder is gone.
  static func absolute(_ path: String) throws(MachineFailure) -> String {
    if path.hasPrefix("/") { return path }
    guard let folder = getcwd(nil, 0) else {
      throw MachineFailure("find", "the working folder", errno: errno)
    }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }
}
