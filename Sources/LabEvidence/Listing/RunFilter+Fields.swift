extension RunFilter {
  /// A condition by the name that it has in an address (`?status=crashed`) and as an option (`--status crashed`).
  package enum Field: String, Sendable, CaseIterable {
    case notebook, status, kernel, machine, backend, answer, param, since, until, search, controls

    /// Whether it can be given more than once.
    package var isRepeatable: Bool {
      switch self {
      case .since, .until, .search, .controls: false
      default: true
      }
    }
  }

  /// A value that a condition cannot have.
  package struct Mistake: Error, Hashable {
    /// What would be right, in words that follow the condition's name: `wants one of …`.
    package var message: String
  }

  /// Names of backends.
  package static let backendNames = ["namespaces", "qemu", "uml"]

  /// Adds `value` to the condition `field`.
  ///
  /// - Throws: `Mistake` where it is none of those that there are.
  package mutating func add(_ value: String, to field: Field) throws(Mistake) {
    switch field {
    case .notebook: notebooks.append(value)
    case .kernel: kernels.append(value)
    case .machine: machines.append(value)
    case .search: words = value
    case .status: statuses.append(try Self.named(value))
    case .answer: answers.append(try Self.named(value))
    case .backend:
      guard Self.backendNames.contains(value) else { throw Self.wants(Self.backendNames) }
      backends.append(value)
    case .param:
      guard let place = value.firstIndex(of: "="), place != value.startIndex else {
        throw Mistake(message: "wants NAME=VALUE")
      }
      parameters.append(
        Parameter(
          name: String(value[..<place]), value: String(value[value.index(after: place)...])))
    case .since: since = try Self.period(value).start
    case .until: until = try Self.period(value).end
    case .controls:
      guard value == "1" || value == "0" else { throw Self.wants(["1", "0"]) }
      includesControls = value == "1"
    }
  }

  private static func named<Value: RawRepresentable & CaseIterable>(
    _ text: String
  ) throws(Mistake) -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: text) else { throw wants(Value.allCases.map(\.rawValue)) }
    return value
  }

  private static func wants(_ values: [String]) -> Mistake {
    Mistake(message: "wants one of " + values.joined(separator: ", "))
  }

  private static func period(_ text: String) throws(Mistake) -> WallPeriod {
    guard let period = WallPeriod(text) else {
      throw Mistake(message: "wants a date in UTC: 2026-01-31, or 2026-01-31T18:30")
    }
    return period
  }
}
