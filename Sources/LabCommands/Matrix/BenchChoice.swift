import LabMachine
import LabModel
import LabReport
import LabRun
import LabSandbox

/// One kernel that notebooks run on: this machine's, in namespaces, or another one in a machine.
///
/// Only this type knows which bench a kernel needs.
struct BenchChoice: Sendable {
  /// A kernel of the cache, and where images of it are made.
  struct Machine: Sendable {
    var kernel: Kernel
    var cache: CacheFolder
  }

  /// The head of its column.
  let label: String
  /// nil for this machine's kernel.
  let machine: Machine?

  /// This machine's kernel.
  static let host = BenchChoice(label: "host", machine: nil)

  /// How reports name it.
  var kernel: MatrixKernel {
    MatrixKernel(
      label: label, release: machine?.kernel.release ?? RecordedKernel.runningRelease,
      backend: machine?.kernel.backend.rawValue ?? "namespaces")
  }

  /// What makes sandboxes for `plan` on it.
  func bench(for plan: Plan) -> any Bench {
    guard let machine else { return NamespaceBench(agentPath: NamespaceBench.installedAgent) }
    return MachineBench(
      kernel: machine.kernel, label: label, cache: machine.cache,
      agentPath: NamespaceBench.installedAgent, commands: Preparation.commands(plan),
      options: Preparation.options(plan))
  }
}
