import Glibc
import LabMachine
import LabModel
import LabSandbox

/// The kernels that machines of the tests boot.
///
/// They stay in a part of the cache of their own, so that later tests need not add them again.
enum TestMachines {
  /// Debian's user-mode Linux; added once for all tests of this process.
  static let userMode = Result { try kernel("uml", at: "/usr/bin/linux.uml") }

  /// The newest kernel for QEMU that the user's cache has; nil where it has none.
  static let emulated = (try? userCache()).flatMap { folder in
    KernelCache(folder: folder).list().last { $0.backend == .qemu }
  }

  /// A bench on `kernel` with what every guest has.
  static func bench(_ kernel: Kernel) throws -> MachineBench {
    MachineBench(
      kernel: kernel, label: kernel.release, cache: try cache(),
      agentPath: NamespaceBench.installedAgent, commands: [], options: [])
  }

  private static func kernel(_ label: String, at path: String) throws -> Kernel {
    let cache = KernelCache(folder: try cache())
    return try cache.find(path) ?? cache.add(path) { _ in }
  }

  private static func cache() throws -> CacheFolder {
    CacheFolder(path: try userCache().path + "/tests")
  }

  private static func userCache() throws -> CacheFolder {
    try CacheFolder { name in getenv(name).map { String(cString: $0) } }
  }
}
