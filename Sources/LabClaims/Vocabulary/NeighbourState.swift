/// States of neighbours as ip-neighbour(8) names them, with the kernel's bits (NUD_* of
/// linux/neighbour.h).
package enum NeighbourState: UInt16, Sendable, CaseIterable {
  case none = 0x00
  case incomplete = 0x01
  case reachable = 0x02
  case stale = 0x04
  case delay = 0x08
  case probe = 0x10
  case failed = 0x20
  case noarp = 0x40
  case permanent = 0x80

  /// The name that a parsed claim holds: lower case.
  package var name: String { "\(self)" }

  /// The state with this name, in any case.
  package init?(name: String) {
    let name = name.lowercased()
    guard let state = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = state
  }
}
