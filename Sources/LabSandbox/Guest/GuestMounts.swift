import CLinux
import Glibc
import LabModel

/// The file systems of a guest.
enum GuestMounts {
  /// Makes the root one that can be pivoted, and mounts what a system has.
  ///
  /// The first root, an initramfs, cannot be moved by pivot_root(2), and a process that did chroot(2)
  /// cannot make user namespaces. So the root is bound onto a folder of its own and moved on top of
  /// itself, as switch_root(8) does: for the kernel the process is then not in a chroot.
  /// - Throws: `SandboxFailure` that names the mount which the kernel refuses.
  static func make() throws(SandboxFailure) {
    mkdir("/mnt", 0o755)
    try mount("/", "/mnt", nil, LB_MS_BIND | LB_MS_REC)
    guard chdir("/mnt") == 0, lb_become_root() == 0 else {
      throw SandboxFailure(stage: "move", subject: "the root", errno: errno)
    }
    for name in ["proc", "sys", "dev", "run", "tmp", "root", "home", "var", "var/tmp"] {
      mkdir("/" + name, 0o755)
    }
    try mount("proc", "/proc", "proc", LB_MS_NOSUID | LB_MS_NODEV | LB_MS_NOEXEC)
    try mount("sysfs", "/sys", "sysfs", LB_MS_NOSUID | LB_MS_NODEV | LB_MS_NOEXEC)
    try mount("devtmpfs", "/dev", "devtmpfs", LB_MS_NOSUID)
    mkdir("/dev/pts", 0o755)
    mkdir("/dev/shm", 0o1777)
    _ = lb_mount(
      "devpts", "/dev/pts", "devpts", LB_MS_NOSUID | LB_MS_NOEXEC, "ptmxmode=0666,mode=620")
    _ = lb_mount("tmpfs", "/dev/shm", "tmpfs", LB_MS_NOSUID | LB_MS_NODEV, "mode=1777")
    try mount("tmpfs", "/run", "tmpfs", LB_MS_NOSUID | LB_MS_NODEV, "mode=755")
    try mount("tmpfs", "/tmp", "tmpfs", LB_MS_NOSUID | LB_MS_NODEV, "mode=1777")
    mountControlGroups()
  }

  /// Limits of a sandbox are a cgroup's where the kernel has that; else rlimits serve.
  private static func mountControlGroups() {
    let folder = "/sys/fs/cgroup"
    guard lb_mount("cgroup2", folder, "cgroup2", LB_MS_NOSUID | LB_MS_NODEV, nil) == 0 else {
      return
    }
    for controller in ["memory", "pids"] {
      try? SystemFile.write("+\(controller)", to: folder + "/cgroup.subtree_control")
    }
  }

  /// Descriptors 0 to 2: an initramfs without `/dev/console` gives its init none.
  static func openStandardDescriptors() {
    for (number, path) in [(Int32(0), "/dev/null"), (1, "/dev/console"), (2, "/dev/console")] {
      let descriptor = open(path, O_RDWR | O_NOCTTY)
      guard descriptor >= 0, descriptor != number else { continue }
      dup2(descriptor, number)
      close(descriptor)
    }
  }

  /// What udev(7) does elsewhere: anyone may use the device, as a sandbox's root has to.
  static func shareDevices() {
    chmod("/dev/net/tun", 0o666)
  }

  /// Makes root's files those of a sandbox's root: file systems in memory have no idmapped mounts in
  /// older kernels, so that files would look like nobody's and could not be changed.
  static func giveFolders(to map: IdentifierMap) {
    guard let user = map.users.first, let group = map.groups.first else { return }
    for folder in RootFolder.all() where folder.kind == .overlay {
      give("/" + folder.name, user.outside, group.outside)
    }
  }

  private static func give(_ path: String, _ user: uid_t, _ group: gid_t) {
    lchown(path, user, group)
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
    for name in SystemFile.names(in: path) { give("\(path)/\(name)", user, group) }
  }

  private static func mount(
    _ source: String, _ target: String, _ type: String?, _ flags: UInt, _ options: String? = nil
  ) throws(SandboxFailure) {
    guard lb_mount(source, target, type, flags, options) != 0 else { return }
    throw SandboxFailure(stage: "mount \(type ?? source) on", subject: target, errno: errno)
  }
}
