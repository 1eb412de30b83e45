/// Types of routes as ip-route(8) names them, with the kernel's numbers (RTN_* of
/// linux/rtnetlink.h).
package enum RouteType: UInt8, Sendable, CaseIterable {
  case unicast = 1
  case local = 2
  case broadcast = 3
  case anycast = 4
  case multicast = 5
  case blackhole = 6
  case unreachable = 7
  case prohibit = 8
  case `throw` = 9
  case nat = 10

  /// The name that a parsed claim holds: lower case.
  package var name: String { "\(self)" }

  /// The type with this name, in any case.
  package init?(name: String) {
    let name = name.lowercased()
    guard let type = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = type
  }
}

/// Route tables that have a name everywhere (RT_TABLE_* of linux/rtnetlink.h).
package enum RouteTable {
  /// The number of the table `name`, which may be a number itself; nil where it is neither.
  package static func number(of name: String) -> UInt32? {
    switch name.lowercased() {
    case "default": 253
    case "main": 254
    case "local": 255
    default: UInt32(name).flatMap { $0 == 0 ? nil : $0 }
    }
  }
}
