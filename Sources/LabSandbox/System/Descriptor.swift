import CLinux
import Glibc
package import LabModel

/// An open file descriptor that is closed with the last reference to it.
package final class Descriptor: Sendable {
  /// The file descriptor, open as long as this object lives.
  package let number: Int32

  /// Takes over `number`, which nothing else closes.
  package init(_ number: Int32) {
    self.number = number
  }

  deinit {
    close(number)
  }

  /// open(2), with O_CLOEXEC.
  /// - Throws: `SandboxFailure` with what open says.
  package static func open(
    _ path: String, _ flags: Int32, mode: UInt32 = 0o600
  ) throws(SandboxFailure) -> Descriptor {
    let number = Glibc.open(path, flags | O_CLOEXEC, mode)
    guard number >= 0 else { throw SandboxFailure(stage: "open", subject: path, errno: errno) }
    return Descriptor(number)
  }

  /// pipe2(2), with O_CLOEXEC.
  /// - Throws: `SandboxFailure` where the process has no descriptors left.
  package static func pipe() throws(SandboxFailure) -> (read: Descriptor, write: Descriptor) {
    var pair: [Int32] = [-1, -1]
    guard lb_pipe(&pair) == 0 else {
      throw SandboxFailure(stage: "make", subject: "a pipe", errno: errno)
    }
    return (Descriptor(pair[0]), Descriptor(pair[1]))
  }

  /// socketpair(2) of unix(7) sockets, with SOCK_CLOEXEC.
  /// - Throws: `SandboxFailure` where the process has no descriptors left.
  package static func socketPair(_ type: Int32) throws(SandboxFailure) -> (Descriptor, Descriptor) {
    var pair: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, type | Int32(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
      throw SandboxFailure(stage: "make", subject: "a socket pair", errno: errno)
    }
    return (Descriptor(pair[0]), Descriptor(pair[1]))
  }

  /// Makes reads and writes return EAGAIN where they would wait.
  package func setNonBlocking() {
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
  }
}
