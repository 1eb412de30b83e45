import CLinux
import Glibc
import LabModel

/// Loads the kernel modules that the image brings.
///
/// All at the start: a sandbox's root is not root of the machine, so the kernel loads none for it.
enum GuestModules {
  /// Paths of modules in the order in which they are loaded, one a line; parameters may follow a path
  /// after a blank.
  static let list = "/labbook/modules"

  /// Loads them, and lets the kernel load more from now on; what could not be loaded, a sentence each.
  static func load() -> [String] {
    // Images bring it without: a kernel that boots is quicker where it cannot ask for modules.
    chmod("/sbin/modprobe", 0o755)
    var troubles: [String] = []
    for line in (SystemFile.text(list) ?? "").split(separator: "\n") {
      let fields = line.split(separator: " ", maxSplits: 1)
      guard let path = fields.first.map(String.init) else { continue }
      let parameters = fields.count > 1 ? String(fields[1]) : ""
      do throws(SandboxFailure) {
        let file = try Descriptor.open(path, O_RDONLY)
        let isCompressed = !path.hasSuffix(".ko")
        if lb_load_module(file.number, parameters, isCompressed ? 1 : 0) != 0, errno != EEXIST {
          throw SandboxFailure(stage: "load", subject: path, errno: errno)
        }
      } catch {
        troubles.append(
          "\(error.stage) \(error.subject): \(String(cString: strerror(error.errno)))")
      }
    }
    return troubles
  }
}
