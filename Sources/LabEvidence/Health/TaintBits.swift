/// The bits of /proc/sys/kernel/tainted (Documentation/admin-guide/tainted-kernels.rst).
package enum TaintBits {
  /// Letter and meaning of each bit, from bit 0 on.
  private static let bits: [(letter: Character, meaning: String)] = [
    ("P", "proprietary module"), ("F", "module forced in"), ("S", "processor out of specification"),
    ("R", "module forced out"), ("M", "machine check"), ("B", "bad page"),
    ("U", "set by user space"), ("D", "oops or BUG"), ("A", "ACPI table overridden"),
    ("W", "warning"), ("C", "staging driver"), ("I", "firmware workaround"),
    ("O", "module from outside the tree"), ("E", "unsigned module"), ("L", "soft lockup"),
    ("K", "live patch"), ("X", "distribution's own"), ("T", "randomized structures"),
    ("N", "test run"),
  ]

  /// Those that say that the kernel is not well: machine check, bad page, oops, warning, lockup.
  ///
  /// The others tell of modules, firmware and builds.
  package static let illness: UInt64 = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 14

  /// `W: warning, D: oops or BUG`, the bits that are set; empty for none.
  package static func words(_ value: UInt64) -> String {
    (0..<64).filter { value & (1 << UInt64($0)) != 0 }.map { bit in
      bit < bits.count ? "\(bits[bit].letter): \(bits[bit].meaning)" : "bit \(bit)"
    }.joined(separator: ", ")
  }
}
