import LabEvidence
import LabModel
import LabReport
import Testing

/// How reports show a machine's kernel: what it said is hostile.
@Suite struct HealthReportTests {
  private static let evil = "\u{1B}]0;x\u{7}\u{202E}<&]]>\u{FFFE}"

  /// A run in a machine whose kernel warned in step 2, after it had done so while it booted.
  private static func evidence(crash: MachineCrash? = nil) -> RunEvidence {
    var evidence = SampleRun.evidence
    evidence.run.backend = "uml"
    evidence.run.kernelLabel = "6.12"
    evidence.machine = MachineRecord(
      accelerator: .tcg, emulator: "QEMU \(evil)", memory: 1 << 29, processors: 1,
      isResumed: true, startDuration: 321_000_000)
    let lines: [(Double, UInt8, String)] = [
      (-900, 6, "Linux version 6.12"), (-800, 4, "BUG: Bad page state in process init  pfn:1"),
      (6, 6, "veth: loaded"), (7, 4, "WARNING: CPU: 0 PID: 1 at a.c:7 f+0x1/0x2 \(evil)"),
      (8, 4, "a warning \(evil)"), (9, 6, "quiet"),
    ]
    evidence.kernelLog = lines.enumerated().map { place, line in
      KernelLogRow(
        number: place + 1, time: SampleRun.at(line.0),
        line: KernelLogLine(
          source: .record, stamp: Int64(place), level: line.1, text: line.2))
    }
    evidence.taints = [
      TaintRow(number: 1, time: SampleRun.at(-700), value: 0),
      TaintRow(number: 2, time: SampleRun.at(8), value: 512),
    ]
    evidence.crash = crash
    return evidence
  }

  private static let panic = MachineCrash(
    kind: .panic, message: "Kernel panic - not syncing: \(evil)",
    tail: (1...30).map { "line \($0)" } + ["Kernel panic - not syncing: \(evil)"])

  private static func result(_ evidence: RunEvidence) -> NotebookResult {
    var result = NotebookResult(
      path: "lo.md", title: "lo",
      ending: evidence.crash.map {
        .crashed(reason: $0.sentence, remedy: TroubleWords.remedy($0.kind))
      } ?? .finished, runID: evidence.run.id, steps: 4,
      claims: [
        ClaimVerdict(
          number: 1, identity: "kernel log has no warnings", text: "kernel log has no warnings",
          line: 0, isImplicit: true, verdict: Verdict(.refuted, "a reason"))
      ])
    result.health = KernelHealth(evidence)
    return result
  }

  /// Whether nothing in `text` does anything to a terminal.
  private func isTame(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n" || (scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "\u{202E}")
    }
  }

  /// Whether no control character is in `json`, which else has what came exactly.
  private func isPlain(_ json: String) -> Bool {
    json.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7F) }
  }

  @Test func aRunSaysWhereItRanAndWhatTheKernelComplainsOf() {
    let lines = RunReport(style: TextStyle(width: 90)).notebook(Self.result(Self.evidence()))
    let text = lines.joined(separator: "\n")
    #expect(lines[1] == "  kernel 6.12 (6.18.44) · TCG, resumed in 0.321 s")
    #expect(lines[2].hasPrefix("  ! BUG, while it booted ["))
    #expect(lines[3] == "      BUG: Bad page state in process init  pfn:1")
    #expect(lines[4].hasPrefix("  ! WARNING in f, step 2 ["))
    #expect(lines[6] == "  ! taint changes from 0 to 512 (W: warning) during step 2")
    #expect(lines.last.map { $0.contains("a reason") } == true)
    #expect(text.contains("refuted  kernel log has no warnings (implicit)"))
    #expect(isTame(text))
  }

  @Test func aCrashIsToldWithItsLastLinesAndWhatToDo() {
    let lines = RunReport(style: TextStyle(width: 90)).notebook(
      Self.result(Self.evidence(crash: Self.panic)))
    let text = lines.joined(separator: "\n")
    #expect(text.contains("! crashed: the kernel panicked: Kernel panic - not syncing:\n"))
    #expect(text.contains("to do: this is the kernel's doing"))
    #expect(text.contains("  ! it died of panic ["))
    #expect(text.contains("    │ line 12\n"))
    #expect(!text.contains("line 11\n"))
    #expect(lines.contains { $0.hasPrefix("    │ Kernel panic - not syncing: ") })
    #expect(isTame(text))
  }

  @Test func reportsForProgramsCarryIt() throws {
    let run = ReportedRun([Self.result(Self.evidence(crash: Self.panic))], duration: 1)
    for format in [ReportFormat.junit, .tap, .ktap] {
      let text = try #require(run.document(format))
      #expect(text.contains("WARNING in f, step 2"), "\(format)")
      #expect(text.contains("line 30"), "\(format)")
      #expect(text.contains("kernel log has no warnings (implicit)"), "\(format)")
      #expect(isTame(text), "\(format)")
    }
    let junit = try #require(run.document(.junit))
    #expect(junit.contains("<system-err>kernel 6.12 (6.18.44)"))
    #expect(!junit.contains("<&") && !junit.contains("]]>"))
  }

  @Test func jsonHasAllOfIt() {
    let result = Self.result(Self.evidence(crash: Self.panic))
    let json = JSONWriter.text { $0.value(result) }
    for part in [
      #""label": "6.12""#, #""accelerator": "tcg""#, #""resumed": true"#,
      #""title": "WARNING in f""#, #""lines": [4, 4]"#, #""step": 2"#, #""boot": true"#,
      #""old": 0, "new": 512, "words": "W: warning""#, #""kind": "panic""#, #""implicit": true"#,
      #""line 1""#,
    ] {
      #expect(json.contains(part), "\(part)")
    }
    #expect(isPlain(json))
    var sound = Self.result(SampleRun.evidence)
    sound.health = nil
    #expect(JSONWriter.text { $0.value(sound) }.contains(#""kernel_health": null"#))
  }

  private func story(_ evidence: RunEvidence, isFull: Bool = false) throws -> [String] {
    var options = StoryReport.Options()
    options.isFull = isFull
    var lines: [String] = []
    try StoryReport(
      style: TextStyle(width: 100), options: options, summarize: SampleRun.summary
    ).write(evidence) {
      lines.append($0)
      return true
    }
    return lines
  }

  @Test func aStoryHasTheKernelsWordsWhereTheyCame() throws {
    let lines = try story(Self.evidence(crash: Self.panic))
    let text = lines.joined(separator: "\n")
    #expect(lines.contains { $0.contains("-0.800") && $0.contains("BUG: Bad page state") })
    #expect(lines.contains { $0.contains("+0.007") && $0.contains("kernel") })
    #expect(text.contains("a warning "))
    #expect(text.contains("taint changes from 0 to 512 (W: warning)"))
    #expect(!text.contains("veth: loaded") && !text.contains("Linux version"))
    #expect(text.contains("3 more lines of the kernel's log (--all)"))
    #expect(text.contains("machine     the kernel panicked: "))
    #expect(isTame(text))
    let whole = try story(Self.evidence(), isFull: true).joined(separator: "\n")
    #expect(whole.contains("veth: loaded") && whole.contains("Linux version"))
    #expect(isTame(whole))
  }

  @Test func aStoryInJSONHasEveryLine() throws {
    var writer = ""
    var json = JSONWriter { writer += String(decoding: $0, as: UTF8.self) }
    try StoryJSON(Self.evidence(crash: Self.panic), summarize: SampleRun.summary).write(
      claims: [], to: &json)
    json.finish()
    for part in [
      #""kind": "kernel log", "row": 1, "level": 6, "source": "record""#, "veth: loaded",
      #""kind": "taint", "row": 2, "old": 0, "new": 512"#, #""kind": "crash", "crash": "panic""#,
    ] {
      #expect(writer.contains(part), "\(part)")
    }
    #expect(isPlain(writer))
  }

  @Test func aListNamesTheKernelAsItsUserDid() {
    let row = Self.evidence().run
    let summary = RunSummary(
      number: row.number, id: row.id, path: row.path, title: row.title, backend: row.backend,
      kernelRelease: row.kernelRelease, kernelLabel: "6.12", status: row.status,
      startWall: row.startWall)
    let lines = RunList(style: TextStyle(width: 100)).lines(RunListing(runs: [summary]))
    #expect(lines[0].contains("kernel"))
    #expect(lines[1].contains("6.12"))
    #expect(JSONWriter.text { $0.value(summary) }.contains(#""kernel_label": "6.12""#))
  }

  @Test func anExplanationShowsTheLinesThatDecided() throws {
    let claim = ClaimVerdict(
      number: 1, identity: "k", text: "kernel log has no warnings", line: 0,
      verdict: Verdict(
        .refuted, "r", evidence: [EvidenceReference(.kernelLog, 4), EvidenceReference(.taint, 2)]))
    let explanation = try Explanation(
      of: claim, in: Self.evidence(), summarize: SampleRun.summary)
    let text = explanation.lines(style: TextStyle(width: 120)).joined(separator: "\n")
    #expect(text.contains("*") && text.contains("kernel: WARNING: CPU: 0 PID: 1 at a.c:7"))
    #expect(text.contains("taint changes from 0 to 512"))
    #expect(isTame(text))
  }
}
