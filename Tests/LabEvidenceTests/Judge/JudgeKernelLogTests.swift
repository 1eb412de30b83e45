import LabEvidence
import LabModel
import Testing

/// Claims about the log of a machine's kernel.
@Suite struct JudgeKernelLogTests {
  /// A run with two steps at 100 and 200 ms, in a machine that KVM runs.
  private static func run(_ accelerator: MachineRecord.Accelerator = .kvm) -> RecordedRun {
    let run = RecordedRun(backend: "qemu")
      .step("ip link add veth0 type veth", id: "add", at: 100)
      .step("ip link del veth0", id: "delete", at: 200)
      .fence(at: 300)
    run.evidence.machine = MachineRecord(
      accelerator: accelerator, emulator: "QEMU 7.2", memory: 1 << 29, processors: 1,
      isResumed: false, startDuration: 1)
    return run.kernelLog(["veth: loaded"], at: 105)
  }

  private static let claim = "kernel log has no warnings"

  @Test func aCleanLogHolds() throws {
    #expect(try Self.run().sentence(Self.claim) == "holds: the kernel's log has no warning")
    #expect(
      try Self.run().sentence(Self.claim + " during #add")
        == "holds: the kernel's log has no warning during step 1 (`ip link add veth0 type veth`)")
  }

  @Test func aReportRefutesAndIsNamedWithItsStep() throws {
    let run = Self.run().kernelLog(KernelLogText().warning, at: 203)
    let verdict = try run.verdict(Self.claim)
    #expect(verdict.answer == .refuted)
    let fingerprint = try #require(
      TroubleScanner.troubles(in: run.evidence.kernelLog).first?.fingerprint)
    #expect(
      verdict.reason
        == "the kernel reports WARNING in dev_put_track (\(fingerprint)) in step 2, expected none")
    // The headline, which is the third line of the report.
    #expect(verdict.evidence == [EvidenceReference(.kernelLog, 4)])
    for (scope, answer) in [
      (" during #add", Verdict.Answer.holds), (" during #delete", .refuted),
      (" before #delete", .holds), (" after #add", .refuted), (" until #delete", .holds),
    ] {
      #expect(try run.answer(Self.claim + scope) == answer, "\(scope)")
    }
  }

  @Test(arguments: TroubleScannerTests.samples.filter { !$0.kind.isDelay })
  func everyKindRefutes(sample: TroubleScannerTests.Sample) throws {
    let run = Self.run(.tcg).kernelLog(sample.lines(KernelLogText()), at: 203)
    let sentence = try run.sentence(Self.claim)
    #expect(sentence.hasPrefix("refuted: the kernel reports \(sample.title) ("))
  }

  @Test(arguments: TroubleScannerTests.samples.filter(\.kind.isDelay))
  func aDelayRefutesOnlyWhereTheProcessorIsReal(sample: TroubleScannerTests.Sample) throws {
    for (accelerator, answer) in [
      (MachineRecord.Accelerator.kvm, Verdict.Answer.refuted), (.tcg, .inconclusive),
      (.uml, .inconclusive),
    ] {
      let run = Self.run(accelerator).kernelLog(sample.lines(KernelLogText()), at: 203)
      #expect(try run.answer(Self.claim) == answer)
      // A warning beside it decides.
      run.kernelLog(KernelLogText().warning, at: 204)
      #expect(try run.answer(Self.claim) == .refuted)
    }
  }

  @Test func whatTheKernelSaidWhileItBootedCountsButForNoStep() throws {
    let run = Self.run().kernelLog(KernelLogText().bug, at: -500)
    #expect(try run.sentence(Self.claim).contains(" while the kernel booted, expected none"))
    #expect(try run.answer(Self.claim + " during #add") == .holds)
    #expect(try run.answer(Self.claim + " before #add") == .refuted)
  }

  @Test func whatTheNotebookIgnoresIsNone() throws {
    let run = Self.run().kernelLog(KernelLogText().warning, at: 203)
    let fingerprint = try #require(
      TroubleScanner.troubles(in: run.evidence.kernelLog).first?.fingerprint)
    for pattern in [fingerprint, "/dev_put/", "/WARNING: cpu/i"] {
      run.evidence.ignoredTroubles = [try #require(IgnoredTrouble(pattern))]
      #expect(
        try run.sentence(Self.claim)
          == "holds: the kernel's log has no warning (1 is ignored)", "\(pattern)")
    }
    for pattern in ["0123456789ab", "/veth_dellink/", "/warning: cpu/"] {
      run.evidence.ignoredTroubles = [try #require(IgnoredTrouble(pattern))]
      #expect(try run.answer(Self.claim) == .refuted, "\(pattern)")
    }
  }

  @Test func taintThatNoLineExplainsIsAWarning() throws {
    let run = Self.run().taint(0, at: -1).taint(512, at: 203)
    #expect(
      try run.sentence(Self.claim)
        == "refuted: the kernel is tainted (W: warning) since step 2, though its log does not say why, expected none"
    )
    #expect(try run.verdict(Self.claim).evidence == [EvidenceReference(.taint, 2)])
    #expect(try run.answer(Self.claim + " during #add") == .holds)
    // The line that explains it decides instead, and may be ignored.
    run.kernelLog(KernelLogText().warning, at: 202)
    run.evidence.ignoredTroubles = [try #require(IgnoredTrouble("/dev_put/"))]
    #expect(try run.answer(Self.claim) == .holds)
  }

  @Test func taintOfModulesAndFirmwareIsNone() throws {
    let run = Self.run().taint(0, at: -1).taint(1 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 15, at: 203)
    #expect(try run.answer(Self.claim) == .holds)
  }

  @Test(arguments: [
    "** 12 printk messages dropped **", "labbook: 12 lines of the kernel log were lost",
  ])
  func whereLinesWereLostNothingIsSaidOfWhatIsNotThere(line: String) throws {
    let run = Self.run().kernelLog([line], at: 203)
    #expect(try run.answer(Self.claim) == .inconclusive)
    #expect(try run.answer("kernel log does not contain \"x\"") == .inconclusive)
    #expect(try run.answer("kernel log contains \"x\"") == .inconclusive)
    #expect(try run.answer("kernel log contains \"veth: loaded\"") == .holds)
    #expect(try run.answer("kernel log does not contain \"veth: loaded\"") == .refuted)
    // Whatever was lost was lost before the line that tells of it, perhaps long before.
    #expect(try run.answer(Self.claim + " after #delete") == .holds)
    run.kernelLog(KernelLogText().warning, at: 204)
    #expect(try run.answer(Self.claim) == .refuted)
  }

  @Test(arguments: [
    (
      "kernel log contains \"veth\"",
      "holds: the kernel's log has \"veth\" in \"veth: loaded\" at +0.105 s"
    ),
    (
      "kernel log contains /VETH: l.*ed$/i",
      "holds: the kernel's log has /VETH: l.*ed$/i in \"veth: loaded\" at +0.105 s"
    ),
    (
      "kernel log contains \"bridge\"",
      "refuted: the kernel's log has no \"bridge\", expected \"bridge\""
    ),
    ("kernel log does not contain \"bridge\"", "holds: the kernel's log has no \"bridge\""),
    (
      "kernel log does not contain \"veth\"",
      "refuted: the kernel's log has \"veth\" in \"veth: loaded\" at +0.105 s, expected no \"veth\""
    ),
    (
      "kernel log contains \"veth\" during #add",
      "holds: the kernel's log has \"veth\" in \"veth: loaded\" at +0.105 s during step 1 (`ip link add veth0 type veth`)"
    ),
    (
      "kernel log contains \"veth\" during #delete",
      "refuted: the kernel's log has no \"veth\" during step 2 (`ip link del veth0`), expected \"veth\""
    ),
    (
      "kernel log contains \"veth\" until #delete",
      "holds: the kernel's log has \"veth\" in \"veth: loaded\" at +0.105 s before step 2 began at +0.200 s, and the kernel's log has no \"veth\" after step 2 ended at +0.215 s"
    ),
  ])
  func contains(claim: String, sentence: String) throws {
    let found = try Self.run().sentence(claim)
    // How moments are put into words is not what this is about.
    #expect(claim.contains("until") ? found.hasPrefix("holds: ") : found == sentence)
  }

  @Test func anUnfinishedRunSaysOnlyWhatIsThere() throws {
    let run = Self.run()
    run.evidence.run.status = .interrupted
    #expect(try run.answer(Self.claim) == .inconclusive)
    #expect(try run.answer(Self.claim + " during #add") == .holds)
    #expect(try run.answer("kernel log contains \"veth\"") == .holds)
  }

  @Test func aCrashIsNeverAVerdict() throws {
    let run = Self.run().kernelLog(KernelLogText().panic, at: 203)
    run.evidence.run.status = .crashed
    run.evidence.crash = MachineCrash(
      kind: .panic, message: "Kernel panic - not syncing: \u{1B}[2J", tail: [])
    for claim in [
      Self.claim, "kernel log contains \"panic\"", "lo is up", "no packets", "#add succeeds",
      "#add fails", "#delete prints \"x\"", "port tcp/80 is listening",
    ] {
      let verdict = try run.verdict(claim)
      #expect(verdict.answer == .inconclusive, "\(claim)")
      #expect(
        verdict.reason
          == "the run crashed: the kernel panicked: Kernel panic - not syncing: \\x1b[2J")
    }
    #expect(try run.answer("lo is up when kernel < 3") == .notApplicable)
  }

  @Test func aMachineThatCannotBeStartedIsNeverAVerdict() throws {
    let run = RecordedRun(status: .crashed, backend: "qemu")
    run.evidence.run.reason = "start a machine: qemu-system-x86_64 is not on PATH"
    for claim in [Self.claim, "lo is up", "lo is down", "no packets", "no sockets"] {
      #expect(try run.answer(claim) == .inconclusive, "\(claim)")
    }
  }

  @Test func inNamespacesThereIsNoLog() throws {
    let run = RecordedRun().step("x", at: 100).kernelLog(KernelLogText().panic, at: 101)
    for claim in [Self.claim, "kernel log contains \"panic\""] {
      #expect(try run.answer(claim) == .notApplicable)
    }
  }

  @Test func aQueryReadsTheLog() throws {
    let run = Self.run().kernelLog(["late"], at: 203, level: 3)
    func verdict(_ query: String) throws -> Verdict {
      let claim = PlannedClaim(
        number: 1, claim: Claim(statement: .sql(query)), text: query,
        position: SourcePosition(line: 1, column: 1))
      return try Judge(evidence: run.evidence).verdict(on: claim)
    }
    #expect(
      try verdict("SELECT 1 FROM kernel_log WHERE level < 4 AND text <> 'late'").answer == .holds)
    let verdict = try verdict("SELECT number AS kernel_log FROM kernel_log WHERE level < 4")
    #expect(verdict.answer == .refuted)
    #expect(verdict.evidence == [EvidenceReference(.kernelLog, 2)])
  }

  @Test func whatAGuestSaysIsEscaped() throws {
    let run = Self.run().kernelLog(
      ["BUG: \u{1B}]0;owned\u{7}\u{202E} in evil+0x1/0x2"], at: 203)
    let text = try run.sentence(Self.claim) + run.sentence("kernel log contains \"evil\"")
    #expect(!text.unicodeScalars.contains { $0.value < 32 || $0 == "\u{202E}" })
  }
}
