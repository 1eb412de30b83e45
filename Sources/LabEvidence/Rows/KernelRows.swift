package import LabModel

/// A line of a machine's kernel log.
package struct KernelLogRow: Sendable, Hashable {
  package var number: Int
  /// When it was read; before the run's start for what the kernel said while it booted.
  package var time: Int64
  package var line: KernelLogLine

  package init(number: Int, time: Int64, line: KernelLogLine) {
    self.number = number
    self.time = time
    self.line = line
  }
}

/// The taint bits of a machine's kernel, as they were from a time on.
package struct TaintRow: Sendable, Hashable {
  package var number: Int
  package var time: Int64
  package var value: UInt64

  package init(number: Int, time: Int64, value: UInt64) {
    self.number = number
    self.time = time
    self.value = value
  }
}
