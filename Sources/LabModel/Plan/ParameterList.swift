/// A parameter of a notebook with the values that it takes (front matter's `params`).
package struct ParameterList: Sendable, Hashable {
  package var name: String
  /// At least one, each different.
  package var values: [String]

  package init(name: String, values: [String]) {
    self.name = name
    self.values = values
  }
}

extension Plan {
  /// Every combination of parameter values, the last parameter changing fastest; one that is empty
  /// where there are no parameters.
  package var combinations: [[EnvironmentVariable]] {
    parameterLists.reduce([[]]) { combinations, list in
      combinations.flatMap { combination in
        list.values.map { combination + [EnvironmentVariable(name: list.name, value: $0)] }
      }
    }
  }

  /// The plan for one combination.
  package func with(_ combination: [EnvironmentVariable]) -> Plan {
    var plan = self
    plan.parameters = Dictionary(combination.map { ($0.name, $0.value) }) { _, last in last }
    return plan
  }
}
