/// What has befallen the running kernel (Documentation/admin-guide/tainted-kernels.rst).
enum KernelTaint {
  /// The bits of a kernel that is not well: machine check, bad page, oops, warning, lockup.
  static let illness: UInt64 = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 14

  /// `/proc/sys/kernel/tainted`; 0 where it cannot be read.
  static var current: UInt64 {
    (SystemFile.text("/proc/sys/kernel/tainted") ?? "").split(separator: "\n").first
      .flatMap { UInt64($0) } ?? 0
  }
}
