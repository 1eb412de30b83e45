import LabEvidence
package import LabModel

/// What troubles of a machine's kernel are in a sentence.
package enum TroubleWords {
  /// `taint changes from 0 to 512 (W: warning)`.
  package static func taint(_ new: UInt64, old: UInt64?) -> String {
    let bits = TaintBits.words(new & ~(old ?? 0))
    let words = bits.isEmpty ? "" : " (\(bits))"
    guard let old else { return "taint is \(new) from the start\(words)" }
    return "taint changes from \(old) to \(new)\(words)"
  }

  /// What can be done about a machine that was lost so: lower case, no full stop.
  package static func remedy(_ kind: MachineCrash.Kind) -> String {
    switch kind {
    case .panic: "this is the kernel's doing; its last lines are below, `labbook show` has the log"
    case .hang:
      "run it again: what hangs every time is the kernel's doing, else this machine was too busy"
    case .lostAgent:
      "look for an out-of-memory kill in the kernel's log; a smaller `limits: {memory: …}` may help"
    case .bootTimeout:
      "look at the console's last lines; the kernel needs a serial console and an initramfs built in"
    case .emulatorExit: "look at the last lines below; run it again"
    }
  }
}
