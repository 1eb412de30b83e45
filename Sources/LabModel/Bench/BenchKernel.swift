/// The kernel that a bench's sandboxes run on, where it is not this machine's running one.
package struct BenchKernel: Sendable, Hashable {
  /// As uname(2) says in the guest: `6.12.117+deb12-cloud-amd64`.
  package var release: String
  /// As uname(2) says in the guest: `#1 SMP PREEMPT_DYNAMIC Debian 6.12.117-1~deb12u1 (2026-11-10)`.
  package var version: String
  /// The hardware's name: `x86_64`.
  package var machine: String
  /// The text of its configuration; nil where that is not to be had.
  package var configuration: [UInt8]?
  /// What the user called it, `6.12` for instance: the head of its column in a matrix.
  package var label: String

  package init(
    release: String, version: String, machine: String, configuration: [UInt8]?, label: String
  ) {
    self.release = release
    self.version = version
    self.machine = machine
    self.configuration = configuration
    self.label = label
  }
}
