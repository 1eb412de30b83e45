import CLinux
import Glibc

/// A netlink request that failed, or a socket that could not be used.
package struct NetlinkError: Error, Hashable {
  package var errno: Int32
  /// The kernel's own sentence, where it gave one.
  package var text: String

  package init(errno: Int32, text: String = "") {
    self.errno = errno
    self.text = text
  }

  /// The error that the last system call of this thread left.
  static var last: NetlinkError { NetlinkError(errno: Glibc.errno) }
}
