import Glibc

/// The kernels of a cache folder: found, added and removed.
///
/// Nothing outside the folder is touched. Several labbooks may use one cache at once.
package struct KernelCache: Sendable {
  private let folder: CacheFolder
  private var kernels: String { folder.kernels }

  package init(folder: CacheFolder) {
    self.folder = folder
  }

  /// All kernels, oldest release first; none where the cache does not exist yet.
  ///
  /// One whose folder is not as labbook left it is passed over: `damage` tells of those, and `add` makes
  /// them anew.
  package func list() -> [Kernel] {
    KernelStaging.sweep(kernels)
    return entries().map(\.kernel)
  }

  /// What is wrong with folders that are not as labbook left them, and what to do about each.
  package func damage() -> [MachineFailure] {
    names.compactMap { name in
      do throws(MachineFailure) {
        _ = try KernelEntry(name, in: kernels)
        return nil
      } catch {
        return error
      }
    }
  }

  /// The kernel that `spec` means; nil where none in the cache does.
  ///
  /// In this order: an id; a whole release; a name that it was added by (`6.12`, `uml`, a package); the
  /// first numbers of a release (not of user-mode Linux, which stands in nobody's place) or of an id. Where
  /// several fit, the highest release counts, and of one release what was added last. A path means the
  /// kernel that was added from that file, as long as the file has not changed since.
  ///
  /// A damaged kernel is none.
  package func find(_ spec: String) -> Kernel? {
    matches(spec).last
  }

  /// All kernels that `spec` may mean, the one that it means last.
  package func matches(_ spec: String) -> [Kernel] {
    let entries = entries()
    if spec.contains("/") || FileIdentity(path: spec) != nil {
      guard let identity = FileIdentity(path: spec) else { return [] }
      return entries.filter { $0.metadata.source == identity }.map(\.kernel)
    }
    let rules: [(KernelEntry) -> Bool] = [
      { $0.kernel.id == spec },
      { $0.kernel.release == spec },
      { $0.metadata.labels.contains(spec) || $0.package == spec },
      { entry in
        entry.kernel.backend == .qemu && KernelRelease(entry.kernel.release).begins(with: spec)
          || spec.utf8.count > entry.kernel.release.utf8.count + 1
            && entry.kernel.id.utf8.starts(with: spec.utf8)
      },
    ]
    for rule in rules {
      let found = entries.filter(rule)
      if !found.isEmpty { return found.map(\.kernel) }
    }
    return []
  }

  /// The id of the one kernel that `spec` means, also where its folder is damaged.
  ///
  /// - Throws: `MachineFailure`: the user's mistake where none or several fit.
  package func only(_ spec: String) throws(MachineFailure) -> String {
    if Self.isName(spec), FileTree.kind(kernels + "/" + spec) != nil { return spec }
    let found = matches(spec)
    if found.count > 1 {
      throw MachineFailure(
        "\(spec) means several kernels: \(found.map(\.id).joined(separator: ", "))",
        isMistake: true)
    }
    guard let kernel = found.first else { throw unknown(spec) }
    return kernel.id
  }

  /// Adds the kernel that `spec` means: fetched or copied, unpacked, its modules indexed.
  ///
  /// `spec` is a path (anything with a slash, and the name of a file that is there) of a bzImage, a vmlinux,
  /// a UML executable or a Debian package's file; a Debian package's name; a release, or its first numbers
  /// (`6.12`), for the newest image in apt's lists; or `uml`, for Debian's user-mode Linux. A kernel that is
  /// there already is given back, and is found by `spec` from then on.
  ///
  /// - Parameters:
  ///   - spec: What the user typed.
  ///   - progress: Is told what is done now, in a few words.
  ///   - cancellation: Ends it from another thread, within moments and with nothing left.
  /// - Returns: The kernel in the cache.
  /// - Throws: `MachineFailure`: the user's mistake where there is no such kernel or it cannot be booted;
  ///   labbook's or the machine's trouble where a program is missing or fails.
  package func add(
    _ spec: String, progress: (String) -> Void, cancellation: Cancellation? = nil
  ) throws(MachineFailure) -> Kernel {
    let spec = try KernelSpec(spec)
    try FileTree.makeFolders(kernels)
    KernelStaging.sweep(kernels)
    let staging = try KernelStaging(in: kernels)
    let sources = KernelSources(folder: staging.path, cancellation: cancellation)
    let source: KernelSource
    switch try sources.locate(spec) {
    case .file(let path): source = try sources.file(path)
    case .package(let package):
      let origin = "\(package.name) \(package.version)"
      if let present = entries().first(where: { $0.kernel.origin == origin }) {
        return try keep(present.metadata, label: spec.label)
      }
      source = try sources.fetch(package, progress: progress)
    }
    let assembly = KernelAssembly(
      image: source.image, name: source.name, folder: staging.path + "/kernel",
      cancellation: cancellation)
    try FileTree.makeFolders(assembly.folder)
    var metadata = try assembly.assemble(
      origin: source.origin, source: source.identity, progress: progress)
    metadata.labels = spec.label.map { [$0] } ?? []
    try KernelEntry.write(metadata, to: assembly.folder)
    if cancellation?.isCancelled == true { throw MachineFailure("adding was interrupted") }
    return try commit(metadata, from: assembly.folder)
  }

  /// The releases in apt's lists that begin with `beginning` (`6.1`), oldest first, each once; `add` takes
  /// them.
  ///
  /// - Throws: `MachineFailure` where apt has no lists, or is not there.
  package static func releases(
    beginningWith beginning: String, cancellation: Cancellation? = nil
  ) throws(MachineFailure) -> [String] {
    try DebianLists(cancellation: cancellation).releases(beginningWith: beginning)
  }

  /// Removes the kernel whose id is `id`, and the images and snapshots that were made for it.
  ///
  /// - Throws: `MachineFailure`: the user's mistake where there is none.
  package func remove(_ id: String) throws(MachineFailure) {
    KernelStaging.sweep(kernels)
    guard Self.isName(id), FileTree.kind(kernels + "/" + id) != nil else { throw unknown(id) }
    let lock = try FolderLock(kernels)
    try KernelStaging.discard(id, in: kernels)
    let others = FileTree.names(kernels).map { $0 + "-" }
    withExtendedLifetime(lock) {}
    for folder in [folder.images, folder.snapshots] {
      for name in FileTree.names(folder) where name.hasPrefix(id + "-") {
        // One id can begin another: what is the other's stays.
        if others.contains(where: { $0.hasPrefix(id + "-") && name.hasPrefix($0) }) { continue }
        try FileTree.remove(folder + "/" + name)
      }
    }
  }

  /// Whether `text` can be the name of a kernel's folder.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && !text.hasPrefix(".") && !text.contains("/")
  }

  private func unknown(_ spec: String) -> MachineFailure {
    MachineFailure(
      "no kernel \"\(spec)\" in \(kernels)", remedy: "labbook kernel list", isMistake: true)
  }

  /// The folders of kernels.
  private var names: [String] { FileTree.names(kernels).filter { !$0.hasPrefix(".") } }

  /// All sound entries, by release, then by time.
  private func entries() -> [KernelEntry] {
    let entries = names.compactMap { try? KernelEntry($0, in: kernels) }
    return entries.sorted { left, right in
      let (a, b) = (KernelRelease(left.kernel.release), KernelRelease(right.kernel.release))
      return a != b
        ? a < b : (left.kernel.added, left.kernel.id) < (right.kernel.added, right.kernel.id)
    }
  }

  /// Gives the finished folder its name; where somebody else was first, theirs stays.
  private func commit(
    _ metadata: KernelMetadata, from finished: String
  ) throws(MachineFailure) -> Kernel {
    let lock = try FolderLock(kernels)
    defer { withExtendedLifetime(lock) {} }
    let target = kernels + "/" + metadata.id
    if FileTree.kind(target) != nil {
      if let present = try? KernelEntry(metadata.id, in: kernels) {
        var known = present.metadata
        known.origin = metadata.origin
        known.source = metadata.source ?? known.source
        return try update(known, label: metadata.labels.first)
      }
      try KernelStaging.discard(metadata.id, in: kernels)
    }
    try FileTree.move(finished, target)
    return try entry(metadata.id).kernel
  }

  /// Notes another name for a kernel that is there.
  private func keep(
    _ metadata: KernelMetadata, label: String?
  ) throws(MachineFailure) -> Kernel {
    let lock = try FolderLock(kernels)
    defer { withExtendedLifetime(lock) {} }
    return try update(try entry(metadata.id).metadata, label: label)
  }

  private func update(
    _ metadata: KernelMetadata, label: String?
  ) throws(MachineFailure) -> Kernel {
    var metadata = metadata
    if let label, !metadata.labels.contains(label) { metadata.labels.append(label) }
    try KernelEntry.write(metadata, to: kernels + "/" + metadata.id)
    return try entry(metadata.id).kernel
  }

  private func entry(_ id: String) throws(MachineFailure) -> KernelEntry {
    guard let entry = try KernelEntry(id, in: kernels) else {
      throw MachineFailure("kernel \(id) was removed meanwhile")
    }
    return entry
  }
}
