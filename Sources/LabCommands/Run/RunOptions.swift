/// What `labbook run` was told, as one value.
package struct RunOptions: Sendable, Hashable {
  /// Notebooks and folders, in the user's order.
  package var paths: [String] = []
  package var database = ""
  /// How many notebooks run at a time.
  package var jobs = 1
  /// Only notebooks whose path or title contains this.
  package var filter: String?
  package var stopsAtFailure = false
  package var updates = false
  /// Whether claims that name moments are asked again without what brings these about.
  package var controls = false
  /// Ask about each step before it is rewritten.
  package var asksBeforeUpdate = false
  /// How often each notebook runs.
  package var repeats = 1
  /// Run a notebook again whenever its file changes.
  package var watches = false
  package var reports: [ReportTarget] = []
  package var json = false
  package var keepsSandbox = false
  package var isStrict = false
  /// Whether the exit status is the one that `git bisect run` wants.
  package var bisectExit = false
  /// The claims that alone count for it; none lets all of the notebook count.
  package var claims: [String] = []
  package var color = ColorMode.auto

  package init() {}
}
