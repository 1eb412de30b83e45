/// What `when` asks of the kernel or the parameters before a fence or claim counts.
package enum Condition: Sendable, Hashable {
  /// `kernel >= 6.5`.
  case kernel(VersionCondition)
  /// `config NET_SCH_NETEM`: built in or a module.
  case option(String)
  /// `param mtu = 1500`.
  case parameter(name: String, value: String)
}

/// A comparison of the kernel's release with a version.
package struct VersionCondition: Sendable, Hashable {
  package var comparison: Comparison
  /// The version's numbers: `[6, 5]`.
  package var version: [Int]

  package init(comparison: Comparison, version: [Int]) {
    self.comparison = comparison
    self.version = version
  }
}

/// A comparison as written in claims and conditions.
package enum Comparison: String, Sendable, CaseIterable {
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// Whether `left` compares so with `right`.
  package func holds<T: Comparable>(_ left: T, _ right: T) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}
