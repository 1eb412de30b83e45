import Glibc

/// What lies beside an image: where Debian's packages, /boot and a kernel's source tree have it.
struct KernelSurroundings {
  private let folder: String
  private let release: String
  private let backend: Kernel.Backend

  init(image: String, release: String, backend: Kernel.Backend) {
    folder = String(image[..<(image.lastIndex(of: "/") ?? image.startIndex)])
    self.release = release
    self.backend = backend
  }

  /// The text of its configuration: `config-RELEASE` or `.config`, also at the top of the source tree;
  /// nil where there is none.
  var configuration: String? {
    var candidates = ["\(folder)/config-\(release)", "\(folder)/.config"]
    if folder.hasSuffix("/arch/x86/boot") || folder.hasSuffix("/arch/x86_64/boot") {
      candidates.append("\(folder)/../../../.config")
    }
    return candidates.first { FileIdentity(path: $0) != nil }
  }

  /// The folder of its modules: `lib/modules/RELEASE` below the image's folder or the one above, for
  /// user-mode Linux also `lib/uml/modules/RELEASE`, where Debian has them; nil where there is none.
  var modules: String? {
    let places =
      backend == .uml
      ? ["\(folder)/../lib/uml/modules", "\(folder)/lib/modules"]
      : ["\(folder)/lib/modules", "\(folder)/../lib/modules", "\(folder)/../usr/lib/modules"]
    return places.map { "\($0)/\(release)" }.first(where: FileTree.isFolder)
  }
}
