import Glibc
import LabDigest

/// Makes images for guests, and keeps them in the cache's images folder.
///
/// An image has, beside folders, devices and fixed files of /etc:
/// - `/init`: the agent.
/// - the default tools (`DefaultTools`) and the request's commands, copied from this machine with the
///   libraries and data that they need;
/// - `/lib/modules/RELEASE`: the default modules (`DefaultModules`) and those of the request's options, not
///   compressed, with the indexes that modprobe(8) reads;
/// - `/labbook/modules`: which modules the guest has to load before it answers. One absolute path a line,
///   what others need first; they are to be loaded with finit_module(2), where EEXIST is as good as
///   success. Empty where the kernel has none of them as modules.
package struct GuestImageBuilder: Sendable {
  /// In the image: the list of modules to be loaded at once.
  package static let moduleList = "/labbook/modules"

  private let folder: String

  package init(cache: CacheFolder) {
    folder = cache.images
  }

  /// The image for `request`: the one of the cache where nothing that it was made from has changed, else
  /// a new one.
  ///
  /// May be called at the same time by several processes: each writes its own files and gives them their
  /// names when they are complete. A killed one leaves a folder that the next one removes.
  ///
  /// - Throws: `MachineFailure` where bash or ip is not installed, a program that is used is missing or
  ///   fails, a file cannot be read, or the cache cannot be written.
  package func image(for request: GuestImageRequest) throws(MachineFailure) -> GuestImage {
    let name = indexName(request)
    let path = folder + "/" + name
    if let index = ImageIndex(path: path), index.isCurrent(in: folder) {
      // When it was last used.
      utimensat(AT_FDCWD, path, nil, 0)
      return GuestImage(path: folder + "/" + index.archive, hash: index.hash)
    }
    try FileTree.makeFolders(folder)
    KernelStaging.sweep(folder)
    let staging = try KernelStaging(in: folder)
    var index = try build(request, in: staging.path)
    let archive = folder + "/" + index.archive
    // Another request's index may rest on the same archive: one that is sound is not replaced.
    if SHA256.hash(ofFile: archive) != index.hash {
      try FileTree.move(staging.path + "/archive", archive)
    }
    index.archiveStamp = FileStamp(of: archive)
    try FileTree.write(Array(index.text.utf8), to: staging.path + "/index")
    try FileTree.move(staging.path + "/index", path)
    OldImages.remove(from: folder)
    return GuestImage(path: folder + "/" + index.archive, hash: index.hash)
  }

  /// The name of the index for `request`: of all that does not need to be looked up.
  private func indexName(_ request: GuestImageRequest) -> String {
    let parts = [
      request.kernel.id, request.kernel.hash, request.kernel.modules ?? "", request.agent,
      extraCommands(request).joined(separator: " "),
      Set(request.options).sorted().joined(separator: " "),
    ]
    let key = SHA256.hash(Array(parts.joined(separator: "\n").utf8)).prefix(16)
    return "\(request.kernel.id)-\(key).index"
  }

  /// Commands that not every image has; a command of the default set must not make another image.
  private func extraCommands(_ request: GuestImageRequest) -> [String] {
    Set(request.commands).subtracting(DefaultTools.commands).sorted()
  }

  private func build(
    _ request: GuestImageRequest, in staging: String
  ) throws(MachineFailure) -> ImageIndex {
    var files = HostFiles()
    FixedFiles.put(into: &files)
    files.note(request.agent)
    files.put("/init", .bytes(try AgentProgram.bytes(request.agent), mode: 0o755))
    files = try tools(request, files)
    FilterAlternatives.choose(for: KernelOptions(of: request.kernel), in: &files)
    var list = ""
    if let modules = try ModuleTree(request, in: staging + "/modules") {
      try modules.build()
      modules.put(into: &files)
      list = modules.list
    }
    files.put(Self.moduleList, .bytes(Array(list.utf8), mode: 0o644))
    let archive = staging + "/archive"
    try CpioArchive.write(files.tree, to: archive)
    guard let hash = SHA256.hash(ofFile: archive) else {
      throw MachineFailure("read", archive, errno: errno)
    }
    return ImageIndex(
      archive: "\(request.kernel.id)-\(hash.prefix(16)).cpio", hash: hash,
      archiveStamp: FileStamp(of: archive), stamps: files.stamps)
  }

  private func tools(
    _ request: GuestImageRequest, _ files: HostFiles
  ) throws(MachineFailure) -> HostFiles {
    var name = utsname()
    uname(&name)
    let machine = withUnsafeBytes(of: &name.machine) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    let folders = LibraryFolders(machine: machine)
    var closure = ProgramClosure(files, folders: folders)
    var missing: Set<String> = []
    for command in DefaultTools.commands where closure.add(command: command) == nil {
      missing.insert(command)
    }
    let required = DefaultTools.required + (request.kernel.modules == nil ? [] : ["modprobe"])
    if let command = required.first(where: missing.contains) {
      let package = ["bash": "bash", "ip": "iproute2"][command] ?? "kmod"
      throw MachineFailure(
        "a guest needs \(command), which is not installed here",
        remedy: "apt-get install \(package)")
    }
    for path in DefaultTools.data where FileTree.kind(path) != nil { closure.add(folder: path) }
    for folder in folders.builtIn {
      for name in DefaultTools.libraryFolders { closure.add(folder: "\(folder)/\(name)") }
    }
    for library in DefaultTools.libraries { closure.add(library: library) }
    let before = closure.interpreters
    let extra = extraCommands(request).compactMap { closure.add(command: $0) }
    if !extra.isEmpty {
      addPackages(of: extra + closure.interpreters.subtracting(before).sorted(), &closure)
    }
    if closure.needsLinkerCache { closure.add("/etc/ld.so.cache") }
    var files = closure.files
    // A kernel asks for modules of ciphers while it boots, some twenty times, and goes without them as
    // well: with a modprobe that it cannot execute that takes no time. The guest lets it, later.
    if let modprobe = files.add("/sbin/modprobe") { files.forbidExecution(of: modprobe) }
    return files
  }

  private func addPackages(of programs: [String], _ closure: inout ProgramClosure) {
    guard let packages = InstalledPackages() else { return }
    closure.note("/var/lib/dpkg/status")
    var data = PackageData(packages)
    for program in programs {
      guard let file = closure.add(program) else { continue }
      for path in data.files(with: file) { closure.add(path) }
    }
  }
}
