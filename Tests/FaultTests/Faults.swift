import Glibc
import Testing

/// What goes wrong around labbook and in its sandboxes; docs/reliability.md has the table.
///
/// One after the other: several of them want the machine's memory and both of its processors.
@Suite(.serialized) struct Faults {
  /// Whether everything is tried at its full size, as `make test-faults` does.
  static let isWhole = getenv("LABBOOK_FAULTS").map { String(cString: $0) } == "all"

  /// The size of a fault: `small` in `make test`, `whole` in `make test-faults`.
  static func size(_ small: Int, whole: Int) -> Int { isWhole ? whole : small }
}
