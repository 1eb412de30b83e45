import Glibc

/// A kernel's folder as it was read, with what only the cache needs to know.
struct KernelEntry {
  let kernel: Kernel
  let metadata: KernelMetadata

  /// Reads the folder `name`; nil where it went meanwhile.
  ///
  /// - Throws: `MachineFailure` where it is not as labbook left it.
  init?(_ name: String, in kernels: String) throws(MachineFailure) {
    let folder = kernels + "/" + name
    guard let kind = FileTree.kind(folder) else { return nil }
    let text = FileTree.text(folder + "/metadata")
    if text == nil, FileTree.kind(folder) == nil { return nil }
    guard kind == S_IFDIR, let text, let metadata = KernelMetadata(text), metadata.id == name
    else { throw Self.damaged(name, in: kernels, "its metadata are not labbook's") }
    let image = folder + (metadata.backend == .qemu ? "/vmlinux" : "/linux")
    guard FileTree.kind(image) == S_IFREG else {
      throw Self.damaged(name, in: kernels, "it has no image")
    }
    let configuration = folder + "/config"
    let hasConfiguration = FileTree.kind(configuration) != nil
    let modules = "\(folder)/lib/modules/\(metadata.release)"
    let hasModules = FileTree.kind(folder + "/lib") != nil
    guard !hasConfiguration || FileTree.kind(configuration) == S_IFREG else {
      throw Self.damaged(name, in: kernels, "its configuration is no file")
    }
    guard !hasModules || FileTree.kind(modules + "/modules.dep") == S_IFREG else {
      throw Self.damaged(name, in: kernels, "its modules have no index")
    }
    self.metadata = metadata
    kernel = Kernel(
      id: name, backend: metadata.backend, release: metadata.release, version: metadata.version,
      machine: metadata.machine, origin: metadata.origin, folder: folder, image: image,
      configuration: hasConfiguration ? configuration : nil, modules: hasModules ? folder : nil,
      hash: metadata.hash, added: metadata.added, labels: metadata.labels)
  }

  /// The Debian package that it came from; nil where it came from a file.
  var package: String? {
    guard !kernel.origin.hasPrefix("/") else { return nil }
    return kernel.origin.split(separator: " ").first.map(String.init)
  }

  /// Writes `metadata` into a kernel's folder.
  ///
  /// - Throws: `MachineFailure` where it cannot be written.
  static func write(_ metadata: KernelMetadata, to folder: String) throws(MachineFailure) {
    try FileTree.write(Array(metadata.text.utf8), to: folder + "/metadata")
  }

  private static func damaged(
    _ name: String, in kernels: String, _ what: String
  ) -> MachineFailure {
    MachineFailure(
      "the kernel in \(kernels)/\(name) is damaged: \(what)",
      remedy: "labbook kernel remove \(name)")
  }
}
