import LabMachine
import LabReport

/// The kernels of a command line, found and where needed fetched.
struct BenchChoices: Sendable {
  /// One at least, in the user's order.
  let all: [BenchChoice]
  /// The kernels as reports name them; empty where the user named none.
  let columns: [MatrixKernel]

  /// Finds the kernels that `specs` name; none is this machine's.
  ///
  /// - Throws: `CommandFailure` that names all of those which are not to be had.
  init(_ specs: [String], in context: CommandContext, color: ColorMode) throws(CommandFailure) {
    var choices: [BenchChoice] = []
    for spec in specs {
      guard spec == "host" else {
        throw CommandFailure(.mistake, "kernels other than host cannot be run yet")
      }
      choices.append(.host)
    }
    all = choices.isEmpty ? [.host] : choices
    columns = specs.isEmpty ? [] : choices.map(\.kernel)
  }
}
