import Glibc

/// Where kernels, images and snapshots are kept: `$XDG_CACHE_HOME/labbook`, else `~/.cache/labbook`
/// (XDG Base Directory Specification).
package struct CacheFolder: Sendable, Hashable {
  /// Absolute path.
  package var path: String

  package init(path: String) {
    self.path = path
  }

  /// The folder that `environment` names.
  ///
  /// - Throws: `MachineFailure` where neither XDG_CACHE_HOME nor HOME is an absolute path.
  package init(environment: (String) -> String?) throws(MachineFailure) {
    if let cache = environment("XDG_CACHE_HOME"), cache.hasPrefix("/") {
      path = cache + "/labbook"
    } else if let home = environment("HOME"), home.hasPrefix("/") {
      path = home + "/.cache/labbook"
    } else {
      throw MachineFailure(
        "there is no folder for kernels: neither XDG_CACHE_HOME nor HOME is set",
        remedy: "set XDG_CACHE_HOME to a folder with some gigabytes of room")
    }
  }

  /// `kernels`: a folder for each kernel.
  package var kernels: String { path + "/kernels" }
  /// `images`: initramfs archives.
  package var images: String { path + "/images" }
  /// `snapshots`: saved machines.
  package var snapshots: String { path + "/snapshots" }
}
