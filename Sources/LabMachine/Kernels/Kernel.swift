/// A kernel in the cache, unpacked and ready to boot.
///
/// Everything of it lies in its folder; nothing is installed.
package struct Kernel: Sendable, Hashable {
  /// What runs it.
  package enum Backend: String, Sendable, Hashable {
    /// QEMU, from the ELF image (PVH entry).
    case qemu
    /// User-mode Linux: the image is a program of this machine.
    case uml
  }

  /// Its folder's name, unique in the cache: release, then the first 8 digits of `hash`.
  package var id: String
  package var backend: Backend
  /// As uname(2) will say: release, version and machine.
  package var release: String
  package var version: String
  package var machine: String
  /// Where it came from: `linux-image-6.12.117+deb12-cloud-amd64 6.12.117-1~deb12u1`, or a path.
  package var origin: String
  /// Absolute path of its folder.
  package var folder: String
  /// Absolute path of the image that boots: a vmlinux (ELF), or a UML executable.
  package var image: String
  /// Absolute path of the text of its configuration; nil where there is none.
  package var configuration: String?
  /// Absolute path of the folder that holds `lib/modules/RELEASE`, with modules.dep; nil where the
  /// kernel has no modules.
  package var modules: String?
  /// SHA-256, in hexadecimal, of the image's SHA-256 and that of modules.dep, written one after the other.
  package var hash: String
  /// When it was added: CLOCK_REALTIME in ns since 1970.
  package var added: Int64
  /// Names that it was added by and is found by: `6.12`, `uml`, a package's name.
  package var labels: [String]

  package init(
    id: String, backend: Backend, release: String, version: String, machine: String, origin: String,
    folder: String, image: String, configuration: String?, modules: String?, hash: String,
    added: Int64, labels: [String] = []
  ) {
    self.id = id
    self.backend = backend
    self.release = release
    self.version = version
    self.machine = machine
    self.origin = origin
    self.folder = folder
    self.image = image
    self.configuration = configuration
    self.modules = modules
    self.hash = hash
    self.added = added
    self.labels = labels
  }
}
