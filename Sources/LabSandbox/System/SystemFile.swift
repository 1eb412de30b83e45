import Glibc
package import LabModel

/// Small files of /proc, /sys and /etc.
package enum SystemFile {
  /// The whole file, or nil where it cannot be read.
  package static func bytes(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16384)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 {
        if errno == EINTR { continue }
        return nil
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: buffer[..<count])
    }
  }

  /// The file as text.
  package static func text(_ path: String) -> String? {
    bytes(path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes `text` in one write(2), as /proc wants it.
  /// - Throws: `SandboxFailure` with what open or write says.
  package static func write(_ text: String, to path: String) throws(SandboxFailure) {
    let descriptor = try Descriptor.open(path, O_WRONLY)
    var text = text
    let result = text.withUTF8 { Glibc.write(descriptor.number, $0.baseAddress, $0.count) }
    guard result >= 0 else { throw SandboxFailure(stage: "write", subject: path, errno: errno) }
  }

  /// Where a symbolic link points, or nil where it is none.
  package static func linkTarget(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, buffer.count)
    guard count >= 0 else { return nil }
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The names in a folder, without `.` and `..`, in the folder's order.
  package static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
