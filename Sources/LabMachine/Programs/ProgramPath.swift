import Glibc

/// Where programs are that labbook starts, and which Debian package brings them.
package enum ProgramPath {
  private static let packages = [
    "apt-cache": "apt", "apt-get": "apt", "bzip2": "bzip2", "cpio": "cpio", "depmod": "kmod",
    "dpkg": "dpkg", "dpkg-deb": "dpkg", "git": "git", "gzip": "gzip", "ldconfig": "libc-bin",
    "ldd": "libc-bin", "linux.uml": "user-mode-linux", "lz4": "lz4", "lzop": "lzop",
    "modinfo": "kmod", "modprobe": "kmod", "qemu-img": "qemu-utils",
    "qemu-system-aarch64": "qemu-system-arm", "qemu-system-x86_64": "qemu-system-x86",
    "tar": "tar", "xz": "xz-utils", "zstd": "zstd",
  ]

  /// Absolute path of `name`, searched on PATH and in the folders of administrators' programs; nil
  /// where it is not installed.
  ///
  /// A name with a slash is a path, and stands for itself where it can be executed.
  package static func find(_ name: String) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    let folders =
      path.split(separator: ":").filter { $0.hasPrefix("/") }.map(String.init)
      + ["/usr/local/sbin", "/usr/sbin", "/sbin"]
    return folders.lazy.map { $0 + "/" + name }.first { candidate in
      var status = stat()
      // A folder can be "executed" as well.
      return stat(candidate, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        && access(candidate, X_OK) == 0
    }
  }

  /// Absolute path of `name`.
  ///
  /// - Throws: `MachineFailure` that names the Debian package, where `name` is not installed.
  package static func require(_ name: String) throws(MachineFailure) -> String {
    if let path = find(name) { return path }
    throw MachineFailure(
      "\(name) is not installed", remedy: packages[name].map { "apt-get install \($0)" })
  }
}
