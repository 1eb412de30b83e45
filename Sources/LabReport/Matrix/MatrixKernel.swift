/// A kernel that notebooks ran on, as a column of a matrix.
package struct MatrixKernel: Sendable, Hashable {
  /// What the user called it: `host`, `6.12`.
  package var label: String
  /// As uname(2) says there.
  package var release: String
  /// `namespaces`, `qemu`, `uml`.
  package var backend: String

  package init(label: String, release: String, backend: String) {
    self.label = label
    self.release = release
    self.backend = backend
  }
}
