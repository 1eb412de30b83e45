import Glibc

/// An initramfs for a guest: an uncompressed cpio archive (newc) with the agent as `/init`.
package struct GuestImage: Sendable, Hashable {
  /// Absolute path of the archive, in the cache.
  package var path: String
  /// SHA-256 of the archive, in hexadecimal.
  package var hash: String

  package init(path: String, hash: String) {
    self.path = path
    self.hash = hash
  }

  /// Bytes of memory that a guest with this image has: half a gibibyte, and more where it is large.
  ///
  /// While the kernel unpacks it, the archive and what is in it are both there; the rest is for steps.
  var guestMemory: Int {
    var status = stat()
    guard stat(path, &status) == 0 else { return Self.leastMemory }
    let unit = 64 << 20
    let wanted = 2 * Int(status.st_size) + (320 << 20)
    return max(Self.leastMemory, (wanted + unit - 1) / unit * unit)
  }

  private static let leastMemory = 512 << 20
}

/// What a guest must have.
package struct GuestImageRequest: Sendable, Hashable {
  package var kernel: Kernel
  /// Absolute path of the agent, a static executable.
  package var agent: String
  /// Commands that the notebook needs, beyond those that every guest has.
  package var commands: [String]
  /// Options of the kernel that the notebook asks for (`NET_SCH_NETEM`): their modules are put in.
  package var options: [String]

  package init(kernel: Kernel, agent: String, commands: [String], options: [String]) {
    self.kernel = kernel
    self.agent = agent
    self.commands = commands
    self.options = options
  }
}
