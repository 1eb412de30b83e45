import LabClaims
import LabEvidence
package import LabModel

/// What has to hold before a notebook runs, and what of it runs.
package struct Preparation {
  let circumstances: Circumstances
  let provenance: Provenance

  init(_ plan: Plan, _ provenance: Provenance) {
    self.provenance = provenance
    let asked = Self.options(plan)
    circumstances = Circumstances(
      kernelRelease: provenance.kernel.release,
      kernelOptions: provenance.kernel.options.map { known in Set(asked.filter(known.contains)) },
      parameters: plan.parameters)
  }

  /// Why the notebook cannot run here: a command or something of the kernel that it needs is missing.
  func obstacle(_ plan: Plan) -> String? {
    let missing = plan.needs.filter(provenance.missing.contains)
    if !missing.isEmpty { return DebianPackages.missing(missing) }
    for version in plan.kernel.versions {
      let condition = Condition.kernel(version)
      if condition.holds(in: circumstances) != true {
        return "the kernel is \(circumstances.kernelRelease), and \(condition.text) is needed"
      }
    }
    for option in plan.kernel.options {
      switch Condition.option(option).holds(in: circumstances) {
      case true?: break
      case false?: return "the kernel is built without CONFIG_\(option)"
      case nil: return "CONFIG_\(option) is needed, and this kernel's configuration is unknown"
      }
    }
    return nil
  }

  /// Why a block does not run: its `when=` or its `needs=`; nil where it does.
  func skip(_ block: Block) -> (reason: String, isPassedOver: Bool)? {
    for condition in block.conditions {
      switch condition.holds(in: circumstances) {
      case true?: break
      case false?: return ("\(condition.text) does not hold here", true)
      case nil: return ("whether \(condition.text) holds is not known here", true)
      }
    }
    let missing = block.needs.filter(provenance.missing.contains)
    return missing.isEmpty ? nil : (DebianPackages.missing(missing), false)
  }

  /// Whether all of a file's conditions hold.
  func isWritten(_ file: FilePlan) -> Bool {
    file.conditions.allSatisfy { $0.holds(in: circumstances) == true }
  }

  /// Options of the kernel that the notebook asks for, or that a part of it hangs on, without `CONFIG_`.
  package static func options(_ plan: Plan) -> [String] {
    var options = plan.kernel.options
    for condition in plan.blocks.flatMap(\.conditions) + plan.files.flatMap(\.conditions) {
      if case .option(let name) = condition, !options.contains(name) { options.append(name) }
    }
    return options
  }

  /// Commands to look for: what the notebook needs, and what every sandbox has.
  package static func commands(_ plan: Plan) -> [String] {
    var commands: [String] = []
    for name in plan.needs + plan.blocks.flatMap(\.needs) + ["bash", "ip"]
    where !commands.contains(name) {
      commands.append(name)
    }
    return commands
  }
}
