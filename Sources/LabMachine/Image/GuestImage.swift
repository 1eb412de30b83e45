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
