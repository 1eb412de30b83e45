import Glibc

extension MachineFailure {
  /// A system call that failed: `open /boot/vmlinuz: Permission denied`.
  package init(_ stage: String, _ subject: String, errno: Int32) {
    self.init("\(stage) \(subject): \(String(cString: strerror(errno)))")
  }
}
