/// The time limits of a notebook, in nanoseconds.
package struct Durations: Sendable, Hashable {
  /// The whole notebook.
  package var notebook: Int64 = 60_000_000_000
  /// One step, unless its block says otherwise.
  package var step: Int64 = 10_000_000_000
  /// The longest that settling after a step may take.
  package var settle: Int64 = 1_000_000_000
  /// How long no packet may come before a step that saw packets counts as settled.
  package var quiet: Int64 = 20_000_000

  package init() {}
}

/// What a sandbox may use at the most.
package struct Limits: Sendable, Hashable {
  /// Processes at one time.
  package var processes: Int = 1024
  /// Bytes of memory.
  package var memory: Int = 2 << 30
  /// Bytes that may be written to files.
  package var disk: Int = 256 << 20
  /// Bytes that one step may print; more is read and dropped, and counted.
  package var output: Int = 16 << 20

  package init() {}
}

/// What a notebook asks of the kernel.
package struct KernelRequirement: Sendable, Hashable {
  /// Conditions on the release, such as `>= 5.10`; all must hold.
  package var versions: [VersionCondition] = []
  /// Options that must be built in or a module, such as `NET_SCH_NETEM`.
  package var options: [String] = []
  /// True lifts the implicit claim of machine runs that the kernel log has no warnings.
  package var warningsAllowed = false
  /// Troubles in the kernel's log that are none to this notebook.
  package var ignoredTroubles: [IgnoredTrouble] = []

  package init() {}
}
