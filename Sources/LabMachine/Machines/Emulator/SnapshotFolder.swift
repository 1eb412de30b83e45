import Glibc
import LabModel
import LabSandbox

/// The cache's `snapshots`: a folder for each saved machine.
struct SnapshotFolder: Sendable {
  /// Absolute path.
  let path: String
  /// What old ones may take up on disk, in bytes, when another is made.
  private static let limit = 4 << 30

  init(_ cache: CacheFolder) {
    path = cache.snapshots
  }

  /// The one of this name, and notes that it is used; nil where there is none that is whole.
  ///
  /// One that is not whole is removed.
  func find(_ name: String) -> Snapshot? {
    let folder = path + "/" + name
    guard FileTree.isFolder(folder) else { return nil }
    guard let snapshot = Snapshot(folder: folder, name: name) else {
      discard(name)
      return nil
    }
    utimensat(AT_FDCWD, folder, nil, 0)
    return snapshot
  }

  /// Removes the one of this name; whoever has opened it may go on with it.
  func discard(_ name: String) {
    guard let all = try? FolderLock(path) else { return }
    // What cannot be removed is not used either: it is looked at again each time.
    try? KernelStaging.discard(name, in: path)
    withExtendedLifetime(all) {}
  }

  /// Makes the one of this name by `write`, which gets an empty folder; out of sight until it is whole.
  ///
  /// One process at a time makes snapshots: where another one does, or one of this name is there by
  /// now, nothing is done. What a killed process left is removed first, then what was used longest ago.
  ///
  /// - Throws: `MachineFailure` where it cannot be written, and what `write` throws.
  func make(_ name: String, _ write: (String) throws(MachineFailure) -> Void) throws(MachineFailure)
  {
    let making = path + "/.making"
    try FileTree.makeFolders(making)
    guard let lock = FolderLock(ifFree: making), !FileTree.isFolder(path + "/" + name) else {
      return
    }
    KernelStaging.sweep(path)
    let staging = try KernelStaging(in: path)
    try write(staging.path)
    try FileTree.move(staging.path, path + "/" + name)
    removeOld(but: name)
    withExtendedLifetime(lock) {}
  }

  /// Removes what was used longest ago until the rest is within the limit.
  private func removeOld(but newest: String) {
    var folders: [(name: String, used: Int, size: Int)] = []
    for name in FileTree.names(path) where !name.hasPrefix(".") && name != newest {
      var status = stat()
      guard stat(path + "/" + name, &status) == 0 else { continue }
      folders.append((name, status.st_mtim.tv_sec, Self.size(path + "/" + name)))
    }
    var total = folders.reduce(Self.size(path + "/" + newest)) { $0 + $1.size }
    for folder in folders.sorted(by: { $0.used < $1.used }) where total > Self.limit {
      discard(folder.name)
      total -= folder.size
    }
  }

  /// What the files of a snapshot take up, in bytes.
  private static func size(_ folder: String) -> Int {
    FileTree.names(folder).reduce(0) { sum, name in
      var status = stat()
      return stat(folder + "/" + name, &status) == 0 ? sum + Int(status.st_blocks) * 512 : sum
    }
  }
}
