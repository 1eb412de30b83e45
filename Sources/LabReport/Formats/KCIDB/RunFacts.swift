package import LabEvidence

/// What the database has of a run beyond its results: when it began, on which kernel.
package struct RunFacts: Sendable, Hashable {
  /// CLOCK_REALTIME when the sandbox stood, ns since 1970.
  package var started: Int64
  /// `namespaces`, `qemu` or `uml`.
  package var backend: String
  package var kernel: KernelRecord

  package init(started: Int64, backend: String, kernel: KernelRecord) {
    self.started = started
    self.backend = backend
    self.kernel = kernel
  }
}
