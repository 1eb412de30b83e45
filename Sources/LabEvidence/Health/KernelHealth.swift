package import LabModel

/// How a run's kernel fared: made of the run's evidence, so that an old run is judged by what is
/// known today.
package struct KernelHealth: Sendable {
  /// A trouble with its place in the run.
  package struct PlacedTrouble: Sendable, Hashable {
    package var trouble: KernelTrouble
    /// The step that ran; nil before the first and between two.
    package var step: Int?
    /// Whether the kernel said it before the sandbox stood.
    package var isFromBoot: Bool
    /// Why it is not counted; nil where it is.
    package var ignored: String?

    package init(
      trouble: KernelTrouble, step: Int? = nil, isFromBoot: Bool = false, ignored: String? = nil
    ) {
      self.trouble = trouble
      self.step = step
      self.isFromBoot = isFromBoot
      self.ignored = ignored
    }
  }

  /// New taint bits, or those that were there from the start.
  package struct TaintChange: Sendable, Hashable {
    /// The row in the table `taint`.
    package var number: Int
    package var time: Int64
    /// nil for what was there when the sandbox stood.
    package var old: UInt64?
    package var new: UInt64
    package var step: Int?
    /// Whether it says of the kernel's health what no line of its log does.
    package var isUnexplained: Bool

    /// The bits that are new.
    package var added: UInt64 { new & ~(old ?? 0) }
  }

  package let machine: MachineRecord?
  /// What the user called the kernel; nil where that is not known.
  package let label: String?
  package let release: String
  package let troubles: [PlacedTrouble]
  package let taintChanges: [TaintChange]
  package let crash: MachineCrash?
  /// The trouble that the kernel died of, where its last words tell.
  package let crashTrouble: KernelTrouble?
  /// Whether printk says that it dropped messages: what is not in the log may have been said.
  package let droppedAt: [KernelLogRow]

  package init(_ evidence: RunEvidence) {
    machine = evidence.machine
    label = evidence.run.kernelLabel
    release = evidence.run.kernelRelease
    crash = evidence.crash
    let steps = StepTimes(evidence.attempts)
    let ignored = IgnoredTroubles(evidence.ignoredTroubles)
    let found = TroubleScanner.troubles(in: evidence.kernelLog)
    troubles = found.map { trouble in
      PlacedTrouble(
        trouble: trouble, step: steps.step(at: trouble.time),
        isFromBoot: trouble.time < evidence.run.start || evidence.attempts.isEmpty,
        ignored: ignored.reason(trouble))
    }
    var changes: [TaintChange] = []
    for row in evidence.taints where changes.isEmpty || changes.last?.new != row.value {
      var change = TaintChange(
        number: row.number, time: row.time, old: changes.last?.new, new: row.value,
        step: steps.step(at: row.time), isUnexplained: false)
      change.isUnexplained =
        change.added & TaintBits.illness != 0 && !found.contains { $0.time <= row.time }
      changes.append(change)
    }
    taintChanges = changes
    crashTrouble = Self.cause(of: evidence.crash, found)
    droppedAt = evidence.kernelLog.filter { Self.isDropped($0.line.text) }
  }

  /// Those that count.
  package var counted: [PlacedTrouble] { troubles.filter { $0.ignored == nil } }

  /// What a machine that is lost was lost of: the first of the last reports, as a panic follows from
  /// the oops before it; of the console's tail where the log does not have it.
  private static func cause(of crash: MachineCrash?, _ found: [KernelTrouble]) -> KernelTrouble? {
    guard let crash else { return nil }
    let candidates: [KernelTrouble]
    if found.contains(where: { $0.kind == .panic }) || crash.kind != .panic {
      candidates = found
    } else {
      candidates = TroubleScanner.troubles(
        in: crash.tail.enumerated().map { place, text in
          KernelLogRow(
            number: place + 1, time: 0,
            line: KernelLogLine(source: .console, stamp: 0, level: 6, text: text))
        })
    }
    guard let place = candidates.lastIndex(where: { $0.kind == .panic }) else { return nil }
    let panic = candidates[place]
    // `Fatal exception`, `panic_on_warn set`, `hung_task: blocked tasks`: the report before tells more.
    let follows = [
      "Fatal exception", "panic_on_", "_on_warn set", "hung_task", "softlockup",
      "RCU Stall", "Hard LOCKUP", "kasan.fault",
    ]
    if place > 0, follows.contains(where: panic.headline.contains) { return candidates[place - 1] }
    return panic
  }

  /// `** 12 printk messages dropped **`, or what the guest's reader of the log says of its own.
  static func isDropped(_ text: String) -> Bool {
    (text.hasSuffix(" **") && text.contains("printk messages dropped"))
      || (text.hasPrefix("labbook: ") && text.hasSuffix(" lines of the kernel log were lost"))
  }
}

/// Which step ran when.
struct StepTimes {
  private let attempts: [AttemptRow]

  init(_ attempts: [AttemptRow]) {
    self.attempts = attempts.sorted { $0.start < $1.start }
  }

  /// The step that ran at `time`, its settling included; nil between two.
  func step(at time: Int64) -> Int? {
    let next = attempts.firstIndex(notLess: time + 1) { $0.start }
    guard next > 0, time <= attempts[next - 1].end ?? Int64.max else { return nil }
    return attempts[next - 1].step
  }
}
