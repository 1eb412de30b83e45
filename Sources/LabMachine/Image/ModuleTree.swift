import Glibc

/// The modules of an image: a copy of some of a kernel's, decompressed, with indexes of their own.
struct ModuleTree {
  /// Where they lie in the image, and here below `folder`.
  let path: String
  /// Absolute path of what is the image's root.
  let folder: String
  private let index: ModuleIndex
  /// The modules, from `path`: those of the image, and of them those to be loaded at once.
  private let chosen: [String]
  private let loaded: [String]

  /// Chooses the modules of `request`; nil where the kernel has none.
  ///
  /// - Parameters:
  ///   - request: The kernel and the options whose modules go in beside the default set.
  ///   - folder: An empty folder to work in.
  /// - Throws: `MachineFailure` where the kernel has no modules.dep.
  init?(_ request: GuestImageRequest, in folder: String) throws(MachineFailure) {
    guard let modules = request.kernel.modules else { return nil }
    path = "/lib/modules/" + request.kernel.release
    index = try ModuleIndex(folder: modules + path)
    self.folder = folder
    let options = KernelOptions(of: request.kernel)
    let byOption = OptionModules(index)
    let asked = request.options.filter(options.isModule).flatMap(byOption.modules)
    let atOnce = asked.filter { !DefaultModules.linkMakers.contains($0) }
    loaded = index.closure(of: DefaultModules.loaded + atOnce)
    chosen = index.closure(of: DefaultModules.present(in: index) + asked).sorted()
  }

  /// Copies, decompresses and indexes.
  ///
  /// - Throws: `MachineFailure` with the package to install, where xz, zstd, gzip or depmod is missing, and
  ///   where one of them fails.
  func build() throws(MachineFailure) {
    let target = folder + path
    for module in chosen {
      let file = target + "/" + module
      try FileTree.makeFolders(String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)]))
      try Self.copy(index.folder + "/" + module, file)
    }
    for (ending, program) in [(".xz", "xz"), (".zst", "zstd"), (".gz", "gzip")] {
      let compressed = chosen.filter { $0.hasSuffix(ending) }
      guard !compressed.isEmpty else { continue }
      let arguments = [program, "-d", "-q"] + (program == "zstd" ? ["--rm"] : [])
      try ProgramRun.run(arguments + compressed, folder: target)
    }
    for name in ["modules.builtin", "modules.builtin.modinfo", "modules.order"]
    where FileTree.kind(index.folder + "/" + name) != nil {
      try Self.copy(index.folder + "/" + name, target + "/" + name)
    }
    let release = String(path.dropFirst("/lib/modules/".count))
    try ProgramRun.run(["depmod", "-b", folder, release])
  }

  /// What `/labbook/modules` says: one absolute path a line, in the order of loading.
  var list: String {
    loaded.map { "\(path)/\(Self.decompressed($0))\n" }.joined()
  }

  /// Puts what was built into `files`, below the folder that /lib is there.
  func put(into files: inout HostFiles) {
    let link = files.add("/lib") ?? "/lib"
    let inImage = link + path.dropFirst("/lib".count)
    put(folder + path, inImage, into: &files)
    // Who builds kernels may build one module anew.
    for module in chosen { files.note(index.folder + "/" + module) }
  }

  private func put(_ here: String, _ there: String, into files: inout HostFiles) {
    for name in FileTree.names(here) {
      // Only for depmod itself, and for people.
      if ["modules.symbols", "modules.builtin.modinfo", "modules.order"].contains(name) {
        continue
      }
      var status = stat()
      guard lstat(here + "/" + name, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFDIR {
        put(here + "/" + name, there + "/" + name, into: &files)
      } else {
        files.put(
          there + "/" + name, .file(path: here + "/" + name, mode: 0o644, size: Int(status.st_size))
        )
      }
    }
  }

  private static func decompressed(_ path: String) -> String {
    for ending in [".xz", ".zst", ".gz"] where path.hasSuffix(ending) {
      return String(path.dropLast(ending.count))
    }
    return path
  }

  private static func copy(_ from: String, _ to: String) throws(MachineFailure) {
    // xz and gzip change neither links nor files with several names.
    let file = try? MappedFile(from)
    try FileTree.write(file?.contents() ?? [], to: to)
  }
}
