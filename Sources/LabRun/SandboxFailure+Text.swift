import Glibc
package import LabModel

extension SandboxFailure {
  /// `mount proc on /proc: Operation not permitted; REMEDY`: lower case, no full stop.
  package var text: String { sentence + (remedy.map { "; \($0)" } ?? "") }

  /// `mount proc on /proc: Operation not permitted`, without the remedy, and without the last part
  /// where there is no errno.
  package var sentence: String {
    "\(stage) \(subject)" + (errno == 0 ? "" : ": \(String(cString: strerror(errno)))")
  }
}
