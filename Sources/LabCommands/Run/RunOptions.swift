/// What `labbook run` was told, as one value.
package struct RunOptions: Sendable, Hashable {
  /// Notebooks and folders, in the user's order.
  package var paths: [String] = []
  package var database = ""
  /// How many notebooks run at a time.
  package var jobs = 1
  /// Only notebooks whose path or title contains this.
  package var filter: String?
  /// Only this part of the notebooks.
  package var shard: Shard?
  /// The database whose durations balance the shards.
  package var history: String?
  package var stopsAtFailure = false
  package var updates = false
  /// Whether claims that name moments are asked again without what brings these about.
  package var controls = false
  /// Ask about each step before it is rewritten.
  package var asksBeforeUpdate = false
  /// How often each notebook runs.
  package var repeats = 1
  /// The kernels that it runs on, as the user named them; empty is this machine's, without a matrix.
  package var kernels: [String] = []
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

  /// The command that asks for the same notebooks, kernels, repeats and reports, for a document that
  /// says how it was made.
  package var invocation: String {
    var words = ["labbook", "run"] + paths
    if let filter { words += ["--filter", filter] }
    if let shard { words += ["--shard", shard.text] }
    if let history { words += ["--history", history] }
    for kernel in kernels { words += ["--kernel", kernel] }
    if repeats > 1 { words += ["--repeat", String(repeats)] }
    for report in reports { words += ["--report", "\(report.format.rawValue)=\(report.path)"] }
    return words.map(Self.quoted).joined(separator: " ")
  }

  /// A word as sh(1) takes it whole.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        || "-_./=+:,@%".utf8.contains(byte)
    }
    if isPlain, !word.isEmpty { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
