/// The machine in which a sandbox stands: another kernel under an emulator, for the record.
package struct MachineRecord: Sendable, Hashable {
  /// How the guest's instructions run.
  package enum Accelerator: UInt8, Sendable, Hashable {
    case kvm = 1
    /// QEMU's translator: correct, but slow and with a clock of its own pace.
    case tcg = 2
    /// User-mode Linux: the guest kernel is a process of this machine.
    case uml = 3
  }

  package var accelerator: Accelerator
  /// The emulator's own words on its version: `QEMU emulator version 7.2.22 (Debian …)`.
  package var emulator: String
  /// Bytes of memory, and number of processors, that the guest has.
  package var memory: Int
  package var processors: Int
  /// Whether it was resumed from a snapshot rather than booted.
  package var isResumed: Bool
  /// From the emulator's start until the guest answered, in ns, on this machine's clock.
  package var startDuration: Int64

  package init(
    accelerator: Accelerator, emulator: String, memory: Int, processors: Int, isResumed: Bool,
    startDuration: Int64
  ) {
    self.accelerator = accelerator
    self.emulator = emulator
    self.memory = memory
    self.processors = processors
    self.isResumed = isResumed
    self.startDuration = startDuration
  }
}

/// A line of a machine's kernel log.
package struct KernelLogLine: Sendable, Hashable {
  /// Where it was read.
  package enum Source: UInt8, Sendable, Hashable {
    /// The guest's `/dev/kmsg`, which gives level and time.
    case record = 1
    /// The guest's console, after the last line that came by `/dev/kmsg`: a crash's last words.
    case console = 2
  }

  package var source: Source
  /// The kernel's own stamp, CLOCK_MONOTONIC of the guest in ns (µs resolution); as good as the time
  /// of the event where the line has none.
  package var stamp: Int64
  /// 0 (emergency) to 7 (debug), as in syslog(2): 4 is a warning, and a console line has 6.
  package var level: UInt8
  /// Without line end; bytes that are no UTF-8 as replacement characters.
  package var text: String

  package init(source: Source, stamp: Int64, level: UInt8, text: String) {
    self.source = source
    self.stamp = stamp
    self.level = level
    self.text = text
  }
}

/// A machine is no more, or does not answer: why its run has no verdicts.
///
/// What the guest kernel did, never the notebook's verdict; a failure of labbook or of this machine is
/// a `SandboxFailure`.
package struct MachineCrash: Error, Sendable, Hashable {
  package enum Kind: UInt8, Sendable, Hashable, CaseIterable {
    /// The kernel panicked.
    case panic = 1
    /// Nothing came from the guest for longer than anything may take.
    case hang = 2
    /// The agent in the guest died (killed for want of memory, for instance) while its kernel lives.
    case lostAgent = 3
    /// The guest did not get as far as its agent in time.
    case bootTimeout = 4
    /// The emulator ended by itself without a panic.
    case emulatorExit = 5

    /// In a word or two: `panic`, `lost agent`.
    package var word: String {
      switch self {
      case .panic: "panic"
      case .hang: "hang"
      case .lostAgent: "lost agent"
      case .bootTimeout: "boot timeout"
      case .emulatorExit: "emulator exit"
      }
    }
  }

  package var kind: Kind
  /// What was seen: `Kernel panic - not syncing: sysrq triggered crash`, `no answer for 10 s`.
  package var message: String
  /// The last lines of the console, oldest first, at most 200.
  package var tail: [String]

  /// What happened, for a person: `the kernel panicked: …`.
  ///
  /// Lower case, no full stop; the guest's own words are in it, unescaped.
  package var sentence: String {
    let words =
      switch kind {
      case .panic: "the kernel panicked"
      case .hang: "the machine hangs"
      case .lostAgent: "the agent in the machine was lost"
      case .bootTimeout: "the machine did not get ready in time"
      case .emulatorExit: "the emulator ended"
      }
    return message.isEmpty ? words : "\(words): \(message)"
  }

  package init(kind: Kind, message: String, tail: [String]) {
    self.kind = kind
    self.message = message
    self.tail = tail
  }
}
