import Foundation

@testable import LabMachine

/// A cache for all tests that boot machines, gone with the test process.
enum MachineCache {
  /// Kernels and images take seconds to make: once for all.
  static let folder: CacheFolder = {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "labbook-machine-cache-\(getpid())").path(percentEncoded: false)
    atexit { try? FileManager.default.removeItem(atPath: MachineCache.folder.path) }
    return CacheFolder(path: path)
  }()

  /// Debian's user-mode Linux.
  static let userMode = Result<Kernel, MachineFailure> { () throws(MachineFailure) -> Kernel in
    try KernelCache(folder: folder).add("uml", progress: { _ in })
  }
}
