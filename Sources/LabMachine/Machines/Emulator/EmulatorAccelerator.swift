import Glibc
package import LabModel

/// How the emulator runs a guest's instructions.
package enum EmulatorAccelerator {
  /// The variable that says which: `kvm` or `tcg`.
  package static let variable = "LABBOOK_ACCELERATOR"

  /// Which to use, and whether the user said so: nothing else is tried then.
  ///
  /// KVM only where the processor has it and its device may be used. A virtual machine may have the
  /// device without the processor's part; guests then die or stand still.
  ///
  /// - Parameters:
  ///   - requested: What the variable says; nil or empty where it is not set.
  ///   - processors: The text of /proc/cpuinfo.
  ///   - hasDevice: Whether /dev/kvm may be read and written.
  /// - Returns: KVM or TCG.
  /// - Throws: `MachineFailure`, a mistake, where `requested` is neither.
  static func choose(
    requested: String?, processors: String, hasDevice: () -> Bool
  ) throws(MachineFailure) -> (accelerator: MachineRecord.Accelerator, isForced: Bool) {
    if let meant = try meant(by: requested) { return (meant, true) }
    return (isVirtualizing(processors) && hasDevice() ? .kvm : .tcg, false)
  }

  /// The one that the variable's value names; nil where it is not set.
  ///
  /// - Throws: `MachineFailure`, a mistake, where it names none.
  package static func meant(
    by value: String?
  ) throws(MachineFailure) -> MachineRecord.Accelerator? {
    switch value {
    case nil, "": return nil
    case "kvm": return .kvm
    case "tcg": return .tcg
    case let other?:
      throw MachineFailure(
        "no accelerator \"\(other)\" (\(variable))", remedy: "kvm, tcg, or unset it",
        isMistake: true)
    }
  }

  /// Whether the processor has virtualization, by the text of /proc/cpuinfo.
  package static func isVirtualizing(_ processors: String) -> Bool {
    let flags = processors.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    return flags.split(separator: " ").contains { $0 == "vmx" || $0 == "svm" }
  }

  /// Whether /dev/kvm may be read and written.
  static func hasDevice() -> Bool {
    let device = open("/dev/kvm", O_RDWR | O_CLOEXEC)
    guard device >= 0 else { return false }
    close(device)
    return true
  }
}
