/// Which packages, and what of them, a command brings into an image.
///
/// An interpreter is nothing without its modules and a program with plugins nothing without these, and
/// only its package knows what they are. So a command that not every image has comes with the files of
/// its package and of those that this one depends on.
struct PackageData {
  private let packages: InstalledPackages
  private var seen: Set<String> = []

  init(_ packages: InstalledPackages) {
    self.packages = packages
  }

  /// Depended on for the sake of installing, or in every image as far as it is needed.
  private static let passedOver: Set<String> = [
    "adduser", "base-files", "bash", "cdebconf", "coreutils", "dash", "debconf", "debianutils",
    "dpkg",
    "init-system-helpers", "install-info", "libc-bin", "libc6", "libpam-modules",
    "libpam-modules-bin", "libpam-runtime", "lsb-base", "mawk", "netbase", "sensible-utils",
    "systemd",
    "systemd-sysv", "sysvinit-utils", "tar", "ucf", "udev",
  ]

  /// What nobody needs who runs a program.
  private static let leftOut = [
    "/boot/", "/etc/cron.", "/etc/default/", "/etc/init.d/", "/etc/logrotate.d/", "/lib/systemd/",
    "/lib/udev/", "/usr/include/", "/usr/lib/systemd/", "/usr/lib/sysusers.d/",
    "/usr/lib/tmpfiles.d/",
    "/usr/lib/udev/", "/usr/share/applications/", "/usr/share/apport/",
    "/usr/share/bash-completion/", "/usr/share/bug/", "/usr/share/doc/", "/usr/share/doc-base/",
    "/usr/share/fish/", "/usr/share/gdb/", "/usr/share/icons/", "/usr/share/info/",
    "/usr/share/lintian/", "/usr/share/locale/", "/usr/share/man/", "/usr/share/menu/",
    "/usr/share/metainfo/", "/usr/share/pixmaps/", "/usr/share/zsh/", "/var/cache/",
  ]

  /// Files that go with the one at `path`: those of its package and of the packages below it that were
  /// not asked for yet.
  mutating func files(with path: String) -> [String] {
    guard var package = packages.owner(of: path), !Self.passedOver.contains(package) else {
      return []
    }
    // The whole interpreter, where the machine has more than what Debian itself needs of it.
    for ending in ["-base", "-minimal"] where package.hasSuffix(ending) {
      let whole = String(package.dropLast(ending.count))
      if packages.has(whole) { package = whole }
    }
    var waiting = [package]
    var files: [String] = []
    while let next = waiting.popLast() {
      guard !Self.passedOver.contains(next), seen.insert(next).inserted else { continue }
      files += packages.files(of: next).filter(Self.isWanted)
      waiting += packages.dependencies(of: next)
    }
    return files
  }

  private static func isWanted(_ path: String) -> Bool {
    !leftOut.contains { path.hasPrefix($0) } && !path.contains("/gconv/")
      && ![".a", ".h", ".la", ".pyc"].contains { path.hasSuffix($0) }
  }
}
