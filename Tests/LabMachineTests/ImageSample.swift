import Glibc
import LabSandbox
import Testing

@testable import LabMachine

/// What tests of images share: requests, and archives unpacked.
enum ImageSample {
  /// A kernel that is never booted.
  static func kernel(release: String = "6.9.1-test", modules: String? = nil) -> Kernel {
    Kernel(
      id: release + "-01234567", backend: .qemu, release: release, version: "#1",
      machine: "x86_64", origin: "a test", folder: "/nonexistent", image: "/nonexistent",
      configuration: nil, modules: modules, hash: "0", added: 0)
  }

  static func request(
    _ kernel: Kernel = kernel(), agent: String = NamespaceBench.installedAgent,
    commands: [String] = [], options: [String] = []
  ) -> GuestImageRequest {
    GuestImageRequest(kernel: kernel, agent: agent, commands: commands, options: options)
  }

  /// A builder in a cache of its own.
  static func builder(_ folder: TemporaryFolder, cache: String = "cache") -> GuestImageBuilder {
    GuestImageBuilder(cache: CacheFolder(path: folder.path + "/" + cache))
  }

  /// Unpacks an image, but for its devices: making them takes root.
  static func unpack(_ image: GuestImage, in folder: TemporaryFolder) throws -> String {
    guard ProgramPath.find("cpio") != nil else { try Test.cancel("cpio is not installed") }
    let root = folder.path + "/root-" + image.hash.prefix(8)
    try FileTree.makeFolders(root)
    try ProgramRun.run(
      ["cpio", "-idm", "--quiet", "-f", "dev/*"], input: .file(image.path), folder: root)
    return root
  }

  /// Runs a command in an unpacked image, as root of a user namespace and without network.
  static func run(_ command: String, in root: String) throws -> String {
    do {
      try ProgramRun.run(["unshare", "-r", "-n", "-m", "true"])
    } catch {
      try Test.cancel("no user namespace can be made here: \(error.message)")
    }
    try FileTree.makeFolders(root + "/dev")
    try FileTree.write([], to: root + "/dev/null")
    let output = try ProgramRun.run(
      [
        "unshare", "-r", "-n", "-m", "sh", "-c",
        "mount --bind /dev/null $1/dev/null && mount --rbind /proc $1/proc && "
          + "exec chroot $1 /bin/bash -c \"$2\"",
        "sh", root, command,
      ], environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LD_LIBRARY_PATH": ""])
    return String(decoding: output, as: UTF8.self)
  }

  /// Modules of this machine: Debian's user-mode-linux has some, and a running kernel may.
  static func modules() throws -> (folder: String, release: String) {
    for folder in ["/usr/lib/uml/modules", "/lib/modules"] {
      for release in FileTree.names(folder)
      where access("\(folder)/\(release)/modules.dep", R_OK) == 0 {
        return ("\(folder)/\(release)", release)
      }
    }
    try Test.cancel("no kernel's modules are installed (apt-get install user-mode-linux)")
  }
}
