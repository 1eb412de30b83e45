import Glibc

/// What to do about things that several probes find missing.
enum Remedy {
  /// The command that installs a Debian package.
  static func install(_ package: String) -> String { sudo + "apt-get install \(package)" }

  /// How the caller gets to open the device file `path`, which is there but closed to them.
  static func open(_ path: String) -> String {
    var status = stat()
    let groupCanOpen = S_IRGRP | S_IWGRP
    guard stat(path, &status) == 0, status.st_mode & groupCanOpen == groupCanOpen,
      status.st_gid != 0, let group = getgrgid(status.st_gid)
    else {
      return "sudo chmod 666 \(path) (until the next boot; a udev rule makes it last)"
    }
    let name = String(cString: group.pointee.gr_name)
    return "sudo usermod -aG \(name) \(userName ?? "$USER"), then log in again"
  }

  /// A kernel option that is missing; the module too where this kernel has modules at all.
  static func kernel(option: String, module: String) -> String {
    let folder = "/lib/modules/\(MachineProbes.kernelRelease)"
    guard access(folder, F_OK) == 0 else { return "use a kernel with CONFIG_\(option)" }
    return "\(sudo)modprobe \(module), or use a kernel with CONFIG_\(option)"
  }

  /// The caller's name; nil where the machine knows only the number.
  static var userName: String? {
    getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) }
  }

  private static var sudo: String { getuid() == 0 ? "" : "sudo " }
}
