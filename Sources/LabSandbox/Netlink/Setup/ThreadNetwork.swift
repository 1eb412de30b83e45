import CLinux
import Glibc
package import LabModel

/// The network namespace of the calling thread.
package enum ThreadNetwork {
  /// Does `body` with the calling thread in the namespace that `descriptor` refers to, then returns
  /// to the one it was in.
  ///
  /// Nothing else of the process moves. `body` must stay on the thread.
  /// - Throws: what `body` throws, or `SandboxFailure` where setns(2) fails; EPERM without
  ///   CAP_SYS_ADMIN in the user namespaces of both.
  package static func inside<Result>(
    _ descriptor: Int32, _ subject: String, _ body: () throws(SandboxFailure) -> Result
  ) throws(SandboxFailure) -> Result {
    let original = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
    guard original >= 0 else {
      throw SandboxFailure(
        stage: "open", subject: "/proc/thread-self/ns/net", errno: errno)
    }
    defer { _ = close(original) }
    try enter(descriptor, subject)
    let result: Result
    do throws(SandboxFailure) { result = try body() } catch {
      try enter(original, "the namespace before")
      throw error
    }
    try enter(original, "the namespace before")
    return result
  }

  private static func enter(_ descriptor: Int32, _ subject: String) throws(SandboxFailure) {
    guard lb_enter_network(descriptor) == 0 else {
      throw SandboxFailure(stage: "enter network namespace", subject: subject, errno: errno)
    }
  }
}
