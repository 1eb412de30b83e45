import LabClaims
import LabModel

/// What conditions are called in a sentence.
enum ConditionWords {
  /// Why a condition does not hold.
  static func unmet(_ condition: Condition, in circumstances: Circumstances) -> String {
    switch condition {
    case .kernel(let version):
      let wanted = version.version.map(String.init).joined(separator: ".")
      let release = Quoting.escaped(circumstances.kernelRelease)
      return "it applies to kernel \(version.comparison.rawValue) \(wanted), and this is \(release)"
    case .option(let option): return "this kernel is built without \(option)"
    case .parameter(let name, let value):
      let actual = circumstances.parameters[name].map { " and not \(Quoting.escaped($0))" } ?? ""
      return "it applies where \(name) is \(Quoting.escaped(value))\(actual)"
    }
  }

  /// Why nobody knows whether a condition holds.
  static func unknown(_ condition: Condition, in circumstances: Circumstances) -> String {
    switch condition {
    case .kernel:
      "the kernel's release, \(Quoting.escaped(circumstances.kernelRelease)), is no number"
    case .option(let option): "whether this kernel is built with \(option) is not known"
    case .parameter(let name, _): "the value of \(name) is not known"
    }
  }
}
