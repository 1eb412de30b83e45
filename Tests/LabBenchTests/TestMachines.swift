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

  /// A bench on `kernel` with what every guest has.
  static func bench(_ kernel: Kernel) throws -> MachineBench {
    let agent = NamespaceBench.installedAgent
    let request = GuestImageRequest(kernel: kernel, agent: agent, commands: [], options: [])
    let cache = try cache()
    return MachineBench(
      kernel: kernel, label: kernel.release, cache: cache, agentPath: agent, commands: [],
      options: [], image: try GuestImageBuilder(cache: cache).image(for: request))
  }

  private static func kernel(_ label: String, at path: String) throws -> Kernel {
    let cache = KernelCache(folder: try cache())
    return try cache.find(path) ?? cache.add(path) { _ in }
  }

  private static func cache() throws -> CacheFolder {
    let cache = try CacheFolder { name in getenv(name).map { String(cString: $0) } }
    return CacheFolder(path: cache.path + "/tests")
  }
}
