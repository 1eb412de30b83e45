import Glibc

/// A top-level folder of the machine and what becomes of it in a sandbox's root.
struct RootFolder: Sendable, Hashable {
  /// What becomes of a top-level entry.
  enum Kind: Sendable, Hashable {
    /// The same symbolic link is made.
    case symbolicLink(target: String)
    /// An overlay: what is written vanishes with the sandbox.
    case overlay
    /// An empty folder, in which the sandbox mounts its own things.
    case empty
  }

  var name: String
  var kind: Kind

  /// Folders of which a sandbox has its own: nothing of the machine's shows in them.
  static let own: Set<String> = [
    "dev", "home", "lost+found", "media", "mnt", "proc", "root", "run", "sys", "tmp",
  ]

  /// The machine's top-level folders and links, sorted; plain files are left out.
  static func all() -> [RootFolder] {
    SystemFile.names(in: "/").sorted().compactMap { name in
      var status = stat()
      guard lstat("/" + name, &status) == 0 else { return nil }
      switch status.st_mode & S_IFMT {
      case S_IFLNK:
        guard let target = SystemFile.linkTarget("/" + name) else { return nil }
        return RootFolder(name: name, kind: .symbolicLink(target: target))
      case S_IFDIR:
        return RootFolder(name: name, kind: own.contains(name) ? .empty : .overlay)
      default:
        return nil
      }
    }
  }
}
