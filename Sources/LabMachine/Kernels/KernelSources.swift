import Glibc

/// An image that can be taken, and where it is from.
struct KernelSource {
  /// Absolute path of the image.
  var image: String
  /// What it is called in messages.
  var name: String
  var origin: String
  /// The file that the user named, where they named one.
  var identity: FileIdentity?
}

/// Brings what a specification means to where an image can be read: packages are fetched and unpacked.
struct KernelSources {
  /// What a specification means.
  enum Location {
    /// A file, by absolute path.
    case file(String)
    case package(DebianPackage)
  }

  /// Where packages are downloaded and unpacked.
  let folder: String
  let cancellation: Cancellation?

  /// Finds out what `spec` means; nothing is fetched yet.
  ///
  /// - Throws: `MachineFailure` where no package is found.
  func locate(_ spec: KernelSpec) throws(MachineFailure) -> Location {
    let lists = DebianLists(cancellation: cancellation)
    switch spec {
    case .file(let path): return .file(path)
    case .package(let name): return .package(try lists.package(named: name))
    case .release(let release): return .package(try lists.package(ofRelease: release))
    case .userMode:
      if let path = ProgramPath.find("linux.uml") { return .file(path) }
      return .package(try lists.package(named: "user-mode-linux"))
    }
  }

  /// The image at `path`, or in the Debian package there.
  ///
  /// - Throws: `MachineFailure`, the user's mistake, where there is no such file.
  func file(_ path: String) throws(MachineFailure) -> KernelSource {
    guard let identity = FileIdentity(path: path), let real = realpath(path, nil) else {
      let reason = FileTree.isFolder(path) ? "it is a folder: name the image in it" : "no such file"
      throw MachineFailure("no kernel at \(path): \(reason)", isMistake: true)
    }
    defer { free(real) }
    let path = String(cString: real)
    guard try MappedFile(path).has("!<arch>\ndebian".utf8, at: 0) else {
      return KernelSource(image: path, name: path, origin: path, identity: identity)
    }
    return KernelSource(image: try unpack(path), name: path, origin: path, identity: identity)
  }

  /// Downloads a package and unpacks it.
  ///
  /// - Throws: `MachineFailure` where it cannot be had, or has no kernel.
  func fetch(
    _ package: DebianPackage, progress: (String) -> Void
  ) throws(MachineFailure) -> KernelSource {
    let size = package.size.map { " (\(($0 + 500_000) / 1_000_000) MB)" } ?? ""
    progress("downloading \(package.name) \(package.version)\(size)")
    let download = folder + "/download"
    try FileTree.makeFolders(download)
    let file = try DebianLists(cancellation: cancellation).download(package, to: download)
    return KernelSource(
      image: try unpack(file), name: package.name, origin: "\(package.name) \(package.version)",
      identity: nil)
  }

  /// Unpacks a package's files and finds the image among them.
  private func unpack(_ package: String) throws(MachineFailure) -> String {
    let tree = folder + "/tree"
    try ProgramRun.run(["dpkg-deb", "-x", package, tree], cancellation: cancellation)
    let images =
      FileTree.names(tree + "/boot").filter { $0.hasPrefix("vmlinuz-") }.map { "/boot/" + $0 }
      + ["/usr/bin/linux.uml", "/usr/bin/linux"]
    guard
      let image = images.map({ tree + $0 }).first(where: { FileTree.kind($0) == S_IFREG })
    else {
      let name = package.split(separator: "/").last.map(String.init) ?? package
      throw MachineFailure("there is no kernel in the package \(name)", isMistake: true)
    }
    return image
  }
}
