import Glibc
package import LabModel

extension SandboxFailure {
  /// `mount proc on /proc: Operation not permitted; REMEDY`: lower case, no full stop.
  package var text: String {
    "\(stage) \(subject): \(String(cString: strerror(errno)))" + (remedy.map { "; \($0)" } ?? "")
  }
}
