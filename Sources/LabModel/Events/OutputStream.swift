/// Where a step's bytes were printed.
package enum OutputStream: UInt8, Sendable, Hashable, CaseIterable {
  case stdout = 1
  case stderr = 2
  /// Both on one pipe or terminal (`{.merge}`, `{.tty}`).
  case merged = 3

  /// `stdout`, `stderr` or `merged`.
  package var name: String {
    switch self {
    case .stdout: "stdout"
    case .stderr: "stderr"
    case .merged: "merged"
    }
  }
}
