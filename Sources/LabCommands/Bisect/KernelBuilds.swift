import Glibc
import LabMachine

/// A folder of kernel builds: each a file, or a folder that holds one.
///
/// A build is told by its contents: an ELF file (a vmlinux, user-mode Linux) or a bzImage. The order is
/// that of the versions in the names, or that of the file `order`, a name a line. A folder without a
/// kernel is a build that failed: it stays in the list, and cannot be told.
struct KernelBuilds {
  private let folder: String

  init(folder: String) { self.folder = folder }

  /// The builds in their order.
  ///
  /// - Throws: `CommandFailure` (status 2) where the folder cannot be read, or `order` names what is
  ///   not in it.
  func members() throws(CommandFailure) -> [BisectKernels.Member] {
    let names = try Self.names(in: folder)
    var members = names.compactMap { name -> BisectKernels.Member? in
      let path = folder + "/" + name
      if Self.isFolder(path) { return .init(name: name, spec: Self.kernel(in: path)) }
      return Self.isKernel(path) ? .init(name: name, spec: path) : nil
    }
    if let order = try order() {
      let known = members
      members = []
      for name in order {
        guard let member = known.first(where: { $0.name == name }) else {
          throw CommandFailure(.mistake, "\(folder)/order names \(name), which is no build there")
        }
        members.append(member)
      }
    } else {
      members.sort { KernelRelease($0.name) < KernelRelease($1.name) }
    }
    return members
  }

  /// The names of the file `order`; nil where there is none.
  private func order() throws(CommandFailure) -> [String]? {
    let path = folder + "/order"
    guard access(path, F_OK) == 0 else { return nil }
    guard let bytes = Self.bytes(of: path, limit: 1 << 20) else {
      throw CommandFailure(.mistake, "read \(path): \(String(cString: strerror(errno)))")
    }
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
      var line = line
      while line.last?.isWhitespace == true { line.removeLast() }
      return String(line.drop(while: \.isWhitespace))
    }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }

  /// Where builds of the kernel's own Makefile leave it, and names that people give it.
  private static let usual = [
    "bzImage", "arch/x86/boot/bzImage", "vmlinux", "linux", "boot/bzImage", "vmlinuz",
  ]

  /// The kernel that a build's folder holds; nil where there is none, or several to choose from.
  private static func kernel(in folder: String) -> String? {
    for name in usual where isKernel(folder + "/" + name) { return folder + "/" + name }
    let all = ((try? names(in: folder)) ?? []).map { folder + "/" + $0 }.filter(isKernel)
    return all.count == 1 ? all[0] : nil
  }

  /// The names in a folder, hidden ones left out.
  private static func names(in folder: String) throws(CommandFailure) -> [String] {
    guard let stream = opendir(folder) else {
      throw CommandFailure(
        .mistake, "read the builds in \(folder): \(String(cString: strerror(errno)))")
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a file is ELF, or a bzImage (Documentation/arch/x86/boot.rst: `HdrS` at 0x202).
  private static func isKernel(_ path: String) -> Bool {
    guard !isFolder(path), let bytes = bytes(of: path, limit: 0x206) else { return false }
    return bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46])
      || bytes.count == 0x206 && bytes[0x202...].elementsEqual("HdrS".utf8)
  }

  /// The first bytes of a file; nil where it cannot be read.
  private static func bytes(of path: String, limit: Int) -> [UInt8]? {
    // A FIFO must not make it wait.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limit)
    // One read gives all of a file that is so small.
    let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    return count < 0 ? nil : Array(bytes.prefix(count))
  }
}
