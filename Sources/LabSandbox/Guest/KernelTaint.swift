/// What has befallen the running kernel (Documentation/admin-guide/tainted-kernels.rst).
enum KernelTaint {
  /// `/proc/sys/kernel/tainted`; 0 where it cannot be read.
  static var current: UInt64 {
    (SystemFile.text("/proc/sys/kernel/tainted") ?? "").split(separator: "\n").first
      .flatMap { UInt64($0) } ?? 0
  }
}
