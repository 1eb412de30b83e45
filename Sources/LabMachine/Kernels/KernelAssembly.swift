import Glibc
import LabDigest

/// Makes a kernel's folder from an image and what lies beside it.
struct KernelAssembly {
  /// Absolute path of the image: a bzImage, a vmlinux or a UML executable.
  var image: String
  /// What it is called in messages.
  var name: String
  /// The folder that is filled; it exists.
  var folder: String
  var cancellation: Cancellation?

  /// Fills the folder with `vmlinux` or `linux`, and with `config` and `lib/modules` where there are any.
  ///
  /// - Parameters:
  ///   - origin: Where the kernel came from, for the user.
  ///   - source: The file it came from, where it came from one.
  ///   - progress: Is told what is done now.
  /// - Returns: What is to be written down about it, without labels.
  /// - Throws: `MachineFailure` where the image is none that labbook can boot, or a program fails.
  func assemble(
    origin: String, source: FileIdentity?, progress: (String) -> Void
  ) throws(MachineFailure) -> KernelMetadata {
    let (backend, path) = try unpackImage(progress)
    let file = try MappedFile(path)
    guard let elf = ELFImage(file), let machine = elf.machineName else {
      throw MachineFailure("\(name) is for a processor that labbook does not know", isMistake: true)
    }
    guard machine == Self.machine else {
      throw MachineFailure(
        "\(name) is for \(machine), and this machine is \(Self.machine)", isMistake: true)
    }
    if backend == .qemu, !elf.hasPVHEntry {
      throw MachineFailure(
        "\(name) has no entry for a start by PVH",
        remedy: "build it with CONFIG_PVH=y (it comes with CONFIG_KVM_GUEST=y too)", isMistake: true
      )
    }
    guard let banner = KernelBanner(file) else {
      throw MachineFailure("\(name) does not say which Linux it is", isMistake: true)
    }
    let beside = KernelSurroundings(image: image, release: banner.release, backend: backend)
    try configuration(of: file, at: path, backend: backend, beside: beside)
    let hasModules = try modules(beside: beside, release: banner.release, progress)
    guard let hash = SHA256.hash(ofFile: path) else {
      throw MachineFailure("read", path, errno: errno)
    }
    let modulesHash = hasModules ? SHA256.hash(ofFile: dependencies(banner.release)) : nil
    return KernelMetadata(
      backend: backend, release: banner.release, version: banner.version, machine: machine,
      origin: origin, hash: SHA256.hash(Array((hash + (modulesHash ?? "")).utf8)),
      added: Self.now, labels: [], source: source)
  }

  private static var machine: String {
    var name = utsname()
    uname(&name)
    return withUnsafeBytes(of: &name.machine) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private func dependencies(_ release: String) -> String {
    "\(folder)/lib/modules/\(release)/modules.dep"
  }

  /// Brings the image into the folder, in the form that boots.
  private func unpackImage(
    _ progress: (String) -> Void
  ) throws(MachineFailure) -> (Kernel.Backend, path: String) {
    // A copy first: a build that goes on would cut the file off below the map.
    let copy = folder + "/copy"
    let vmlinux = folder + "/vmlinux"
    try copyFile(image, to: copy)
    let file = try MappedFile(copy)
    if BootImage.isBootImage(file) {
      progress("unpacking \(name)")
      try BootImage(file, name: name).extract(to: vmlinux, cancellation: cancellation)
      try FileTree.remove(copy)
      guard let elf = ELFImage(try MappedFile(vmlinux)), elf.isLoadedInKernelHalf else {
        throw MachineFailure("\(name) holds no vmlinux of 64 bits", isMistake: true)
      }
      return (.qemu, vmlinux)
    }
    if let elf = ELFImage(file) {
      if elf.isLoadedInKernelHalf {
        try FileTree.move(copy, vmlinux)
        return (.qemu, vmlinux)
      }
      // Only a program that is user-mode Linux is ever executed.
      if file.find("User Mode Linux") != nil, KernelBanner(file) != nil {
        let program = folder + "/linux"
        try FileTree.move(copy, program)
        chmod(program, 0o755)
        return (.uml, program)
      }
    }
    throw MachineFailure(
      "\(name) is no kernel that labbook can boot",
      remedy: "a bzImage, a vmlinux (ELF, x86-64) and the executable of user-mode Linux can be",
      isMistake: true)
  }

  /// Brings in `config`, from the image itself where it has it: what lies beside may be newer.
  private func configuration(
    of file: MappedFile, at path: String, backend: Kernel.Backend, beside: KernelSurroundings
  ) throws(MachineFailure) {
    let target = folder + "/config"
    if let start = file.find("IKCFG_ST"), let end = file.find("IKCFG_ED", from: start),
      let data = file.range(start + 8, end - start - 8)
    {
      try ProgramRun.run(
        ["gzip", "-dc"], input: .bytes(data), output: .file(target),
        cancellation: cancellation)
    } else if backend == .uml {
      try ProgramRun.run(
        [path, "--showconfig"], output: .file(target), folder: folder, cancellation: cancellation)
    } else if let found = beside.configuration {
      try copyFile(found, to: target)
    }
  }

  /// Brings in the modules and has depmod(8) index them; false where there are none.
  private func modules(
    beside: KernelSurroundings, release: String, _ progress: (String) -> Void
  ) throws(MachineFailure) -> Bool {
    guard let found = beside.modules else { return false }
    progress("copying modules of \(name)")
    try FileTree.makeFolders(folder + "/lib/modules")
    let target = "\(folder)/lib/modules/\(release)"
    try ProgramRun.run(
      ["cp", "-RP", "--reflink=auto", "--", found, target], cancellation: cancellation)
    // Links to where the kernel was built.
    for link in ["build", "source"] where FileTree.kind(target + "/" + link) == S_IFLNK {
      try FileTree.remove(target + "/" + link)
    }
    progress("indexing modules of \(name)")
    try ProgramRun.run(["depmod", "-b", folder, release], cancellation: cancellation)
    return true
  }

  private func copyFile(_ from: String, to target: String) throws(MachineFailure) {
    try ProgramRun.run(
      ["cp", "-L", "--reflink=auto", "--", from, target], cancellation: cancellation)
  }
}
