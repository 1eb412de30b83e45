import CLinux
import Glibc
import LabModel

/// Makes the sandbox's root: the machine's folders under overlays whose upper layers vanish with the
/// sandbox, and proc, sys, dev, run, tmp and home of its own (mount_namespaces(7), overlayfs).
struct RootFilesystem {
  /// Where HOME is and steps begin.
  static let home = "/root"
  /// What labbook itself keeps in a sandbox.
  static let own = "/run/labbook"
  /// Folder of the pass-through for `sudo`.
  static let tools = own + "/bin"

  /// Everything that steps write is in here, until pivot_root hides its name.
  private let scratch = "/tmp"
  private var root: String { scratch + "/root" }
  /// What could not be had, a sentence each.
  private(set) var notes: [String] = []

  /// Builds the root and moves into it.
  ///
  /// - Parameters:
  ///   - limits: `disk` caps what can be written.
  ///   - layers: the machine's folders as idmapped mounts, where there are such.
  /// - Throws: `SandboxFailure` that names the mount which the kernel refuses.
  mutating func build(limits: Limits, layers: [String: Descriptor]) throws(SandboxFailure) {
    try mount(nil, "/", nil, LB_MS_REC | LB_MS_PRIVATE)
    let folders = RootFolder.all()
    // One file system holds all that is written: `disk` caps the sum.
    try mount(
      "tmpfs", scratch, "tmpfs", LB_MS_NOSUID | LB_MS_NODEV, "size=\(limits.disk),mode=755")
    for folder in ["root", "upper", "work", "lower", "own"] { makeFolder("\(scratch)/\(folder)") }
    // pivot_root wants the new root to be a mount point.
    try mount(root, root, nil, LB_MS_BIND)
    for folder in folders { try place(folder, layers[folder.name]) }
    for name in RootFolder.own where name != "lost+found" { makeFolder("\(root)/\(name)") }
    try mountOwnFolders()
    try mount("proc", root + "/proc", "proc", LB_MS_NOSUID | LB_MS_NODEV | LB_MS_NOEXEC)
    try mount("sysfs", root + "/sys", "sysfs", LB_MS_NOSUID | LB_MS_NODEV | LB_MS_NOEXEC)
    try mountDevices()
    try enter()
    // Names of namespaces have to show in every host's mount namespace, and here.
    makeFolder("/run/netns")
    try mount("/run/netns", "/run/netns", nil, LB_MS_BIND)
    try mount(nil, "/run/netns", nil, LB_MS_SHARED)
    makeFolder(Self.own, mode: 0o755)
    // A disk that a step has filled must not keep the next one from its shell. Commands and the names
    // of pipes lie here: a notebook has no more than 64 MiB of them.
    try mount("tmpfs", Self.own, "tmpfs", LB_MS_NOSUID | LB_MS_NODEV, "size=72m,mode=755")
    makeFolder(Self.tools, mode: 0o755)
    try Self.writeFile(Self.tools + "/sudo", Array(SudoPassThrough.script.utf8), mode: 0o755)
  }

  private mutating func place(_ folder: RootFolder, _ layer: Descriptor?) throws(SandboxFailure) {
    let target = "\(root)/\(folder.name)"
    switch folder.kind {
    case .symbolicLink(let link):
      symlink(link, target)
    case .empty:
      makeFolder(target)
    case .overlay:
      makeFolder(target)
      var lower = "/" + folder.name
      if let layer {
        lower = "\(scratch)/lower/\(folder.name)"
        makeFolder(lower)
        if lb_attach_mount(layer.number, lower) != 0 { lower = "/" + folder.name }
      }
      if overlay(folder.name, lower: lower, target: target) { return }
      // Folders with mounts of their own cannot be a lower layer here: they are locked together.
      try mount("/" + folder.name, target, nil, LB_MS_BIND | LB_MS_REC)
      if lb_mount_set(target, LB_MOUNT_ATTR_FROZEN) != 0 {
        throw SandboxFailure(
          stage: "make read-only", subject: "/" + folder.name, errno: errno,
          remedy: "the kernel needs mount_setattr (5.12 or newer)", isMachineUnable: true)
      }
      notes.append("/\(folder.name) is read-only: no overlay could be mounted over it")
    }
  }

  private func overlay(_ name: String, lower: String, target: String) -> Bool {
    let upper = "\(scratch)/upper/\(name)"
    let work = "\(scratch)/work/\(name)"
    makeFolder(upper)
    makeFolder(work)
    let options =
      "lowerdir=\(Self.escape(lower)),upperdir=\(Self.escape(upper)),workdir=\(Self.escape(work)),"
      + "userxattr"
    return lb_mount("overlay", target, "overlay", LB_MS_NOSUID | LB_MS_NODEV, options) == 0
  }

  /// Backslashes before what overlay's options use themselves.
  private static func escape(_ path: String) -> String {
    var text = ""
    for character in path {
      if character == "," || character == ":" || character == "\\" { text.append("\\") }
      text.append(character)
    }
    return text
  }

  /// Folders of the sandbox's own, all in the scratch file system.
  private func mountOwnFolders() throws(SandboxFailure) {
    let folders: [(name: String, target: String, mode: mode_t)] = [
      ("tmp", "/tmp", 0o1777), ("vartmp", "/var/tmp", 0o1777), ("run", "/run", 0o755),
      ("root", "/root", 0o700), ("home", "/home", 0o755),
    ]
    for folder in folders {
      let source = "\(scratch)/own/\(folder.name)"
      makeFolder(source, mode: folder.mode)
      guard access(root + folder.target, F_OK) == 0 else { continue }
      try mount(source, root + folder.target, nil, LB_MS_BIND)
    }
    makeFolder(root + "/run/lock", mode: 0o1777)
  }

  private mutating func mountDevices() throws(SandboxFailure) {
    let target = root + "/dev"
    try mount("tmpfs", target, "tmpfs", LB_MS_NOSUID, "size=64k,mode=755")
    makeFolder(target + "/net")
    for name in ["null", "zero", "full", "random", "urandom", "tty", "net/tun"]
    where access("/dev/" + name, F_OK) == 0 {
      try Self.writeFile("\(target)/\(name)", [], mode: 0o666)
      try mount("/dev/" + name, "\(target)/\(name)", nil, LB_MS_BIND)
    }
    for folder in ["pts", "shm", "mqueue"] { makeFolder("\(target)/\(folder)") }
    try mount(
      "devpts", target + "/pts", "devpts", LB_MS_NOSUID | LB_MS_NOEXEC,
      "newinstance,ptmxmode=0666,mode=620")
    let memory = scratch + "/own/shm"
    makeFolder(memory, mode: 0o1777)
    try mount(memory, target + "/shm", nil, LB_MS_BIND)
    if lb_mount("mqueue", target + "/mqueue", "mqueue", LB_MS_NOSUID | LB_MS_NODEV, nil) != 0 {
      notes.append("/dev/mqueue is missing: this kernel has no POSIX message queues")
    }
    for (link, path) in [
      ("pts/ptmx", "ptmx"), ("/proc/self/fd", "fd"), ("/proc/self/fd/0", "stdin"),
      ("/proc/self/fd/1", "stdout"), ("/proc/self/fd/2", "stderr"),
    ] {
      symlink(link, "\(target)/\(path)")
    }
  }

  /// pivot_root(2), with the old root stacked below the new one and then let go.
  private func enter() throws(SandboxFailure) {
    guard chdir(root) == 0, lb_pivot_root(".", ".") == 0, lb_umount(".", LB_MNT_DETACH) == 0,
      chdir("/") == 0
    else {
      throw SandboxFailure(
        stage: "change root to", subject: "the sandbox's own", errno: errno, isMachineUnable: true)
    }
  }

  private func mount(
    _ source: String?, _ target: String, _ type: String?, _ flags: UInt, _ options: String? = nil
  ) throws(SandboxFailure) {
    guard lb_mount(source, target, type, flags, options) != 0 else { return }
    let shown = target.hasPrefix(root) ? String(target.dropFirst(root.count)) : target
    throw SandboxFailure(
      stage: "mount \(type ?? source ?? "propagation") on", subject: shown, errno: errno,
      remedy: "see `labbook doctor`", isMachineUnable: true)
  }

  private func makeFolder(_ path: String, mode: mode_t = 0o755) {
    mkdir(path, mode)
    chmod(path, mode)
  }

  /// Writes a whole file, making the folders above it.
  static func writeFile(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(SandboxFailure) {
    var position = path.startIndex
    while let slash = path[position...].dropFirst().firstIndex(of: "/") {
      mkdir(String(path[..<slash]), 0o755)
      position = slash
    }
    let descriptor = try Descriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(descriptor.number, $0.baseAddress?.advanced(by: written), bytes.count - written)
      }
      guard count > 0 else { throw SandboxFailure(stage: "write", subject: path, errno: errno) }
      written += count
    }
    fchmod(descriptor.number, mode)
  }
}
