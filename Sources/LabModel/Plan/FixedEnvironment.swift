/// The environment that every step has, so that a notebook does the same wherever it runs.
package enum FixedEnvironment {
  /// Folders of PATH: the pass-through for `sudo`, then the machine's usual ones.
  package static let searchPath =
    "/run/labbook/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  private static let fixed = [
    ("LC_ALL", "C.UTF-8"), ("TZ", "UTC"), ("TERM", "dumb"), ("COLUMNS", "80"), ("HOME", "/root"),
    ("USER", "root"), ("LOGNAME", "root"), ("SHELL", "/bin/bash"), ("PATH", searchPath),
  ]

  /// What a plan's steps have: the fixed variables, its parameters, and its own `env`, which wins.
  package static func variables(for plan: Plan) -> [EnvironmentVariable] {
    var variables = fixed.map { EnvironmentVariable(name: $0.0, value: $0.1) }
    let parameters = plan.parameters.sorted { $0.key < $1.key }
    let own = parameters.map { EnvironmentVariable(name: $0.key, value: $0.value) }
    for variable in own + plan.environment {
      variables.removeAll { $0.name == variable.name }
      variables.append(variable)
    }
    return variables
  }
}
