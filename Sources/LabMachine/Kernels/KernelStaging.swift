import Glibc

/// A folder within `kernels` where one kernel is put together, out of everybody's sight.
///
/// It is removed with the object. Where labbook is killed it stays, unlocked, until it is swept.
final class KernelStaging {
  /// Absolute path.
  let path: String
  private let lock: FolderLock

  private static let prefixes = [".adding-", ".removing-"]

  /// Makes it.
  ///
  /// - Throws: `MachineFailure` where there is no room or no right to.
  init(in kernels: String) throws(MachineFailure) {
    // Whoever sweeps holds this lock, and so never finds a folder before its own lock is taken.
    let all = try FolderLock(kernels)
    var template = Array("\(kernels)/.adding-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw MachineFailure("make a folder in", kernels, errno: errno)
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    lock = try FolderLock(path)
    withExtendedLifetime(all) {}
  }

  deinit {
    // What cannot be removed now is swept later.
    try? FileTree.remove(path)
  }

  /// Removes what killed processes left.
  static func sweep(_ kernels: String) {
    let names = FileTree.names(kernels).filter { name in
      prefixes.contains { name.hasPrefix($0) }
    }
    guard !names.isEmpty, let all = try? FolderLock(kernels) else { return }
    for name in names {
      let path = kernels + "/" + name
      // A file or symbolic link of that name is nobody's.
      guard FileTree.kind(path) == S_IFDIR else {
        try? FileTree.remove(path)
        continue
      }
      guard let free = FolderLock(ifFree: path) else { continue }
      try? FileTree.remove(path)
      withExtendedLifetime(free) {}
    }
    withExtendedLifetime(all) {}
  }

  /// Removes a kernel's folder: at once out of sight, then piece by piece.
  ///
  /// The caller holds the lock on `kernels`.
  ///
  /// - Throws: `MachineFailure` where there is no right to.
  static func discard(_ name: String, in kernels: String) throws(MachineFailure) {
    let from = kernels + "/" + name
    let to = "\(kernels)/.removing-\(name)-\(getpid())"
    // So that nobody sweeps it meanwhile; a tampered one may be no folder.
    let lock = FolderLock(ifFree: from)
    try FileTree.move(from, to)
    try FileTree.remove(to)
    withExtendedLifetime(lock) {}
  }
}
