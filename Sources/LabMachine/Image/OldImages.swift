import Glibc

/// Clears the images folder of what is not used any more.
enum OldImages {
  /// In seconds: an index that served nobody for so long goes.
  private static let unused = 30 * 86400
  /// In seconds: an archive without an index may still be wanted by a machine that is about to start.
  private static let grace = 86400

  /// Removes indexes that are old or whose archive is gone, and archives that no index names.
  ///
  /// What cannot be removed stays for the next time.
  static func remove(from folder: String) {
    var named: Set<String> = []
    let names = FileTree.names(folder)
    for name in names where name.hasSuffix(".index") {
      let path = folder + "/" + name
      let index = ImageIndex(path: path)
      if let index, age(path) < unused, FileTree.kind(folder + "/" + index.archive) != nil {
        named.insert(index.archive)
      } else {
        unlink(path)
      }
    }
    for name in names where name.hasSuffix(".cpio") && !named.contains(name) {
      if age(folder + "/" + name) > grace { unlink(folder + "/" + name) }
    }
  }

  /// Seconds since the file was changed or touched.
  private static func age(_ path: String) -> Int {
    var status = stat()
    guard stat(path, &status) == 0 else { return 0 }
    return time(nil) - status.st_mtim.tv_sec
  }
}
