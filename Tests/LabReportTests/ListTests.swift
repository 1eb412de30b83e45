import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct ListTests {
  @Test func shortIDsAreUniquePrefixes() {
    let ids = ["019a2b3c-4c00-70", "019a2b3c-4d5e-71", "019a2b3c-4d5e-72", "01aa0000-0000-70"]
    #expect(ShortID.of(ids[0], between: nil, and: ids[1]) == "019a2b3c-4c")
    #expect(ShortID.of(ids[1], between: ids[0], and: ids[2]) == "019a2b3c-4d5e-71")
    #expect(ShortID.of(ids[2], between: ids[1], and: ids[3]) == "019a2b3c-4d5e-72")
    #expect(ShortID.of(ids[3], between: ids[2], and: nil) == "01aa0000")
    // A dash at the end would be no help.
    #expect(ShortID.of("01aa0000-1", between: "01aa0000", and: nil) == "01aa0000-1")
    #expect(ShortID.of(ids[1], between: nil, and: nil) == "019a2b3c")
  }

  @Test func runsAreATable() {
    let row = SampleRun.evidence.run
    var summary = RunSummary(
      number: row.number, id: row.id, path: row.path, title: row.title, backend: row.backend,
      kernelRelease: row.kernelRelease, status: row.status, startWall: row.startWall,
      duration: 412_000_000, shortID: "019a2b3c-4d")
    summary.steps.all = 4
    summary.steps.missed = 1
    summary.verdicts.holds = 4
    summary.verdicts.inconclusive = 1
    let list = RunList(style: TextStyle(width: 70))
    #expect(
      list.lines(RunListing(runs: [summary])) == [
        "no  run          started (UTC)           time  steps  claims  notebook",
        " 3  019a2b3c-4d  2026-01-01 00:00:00  0.412 s    3/4  4✓ 1?   …s/lo.md",
      ])
    // A pipe is as wide as it must be.
    var piped = TextStyle(width: 70)
    piped.cutsLines = false
    #expect(
      RunList(style: piped).lines(RunListing(runs: [summary])).last?.hasSuffix(
        "  experiments/lo.md")
        == true)
    var other = summary
    summary.shortID = "019a2b3c"
    other.shortID = "019a2b3c"
    other.status = .interrupted
    other.kernelRelease = "5.15"
    other.path = "lo\u{1B}.md"
    other.steps.met = 1
    let wide = RunList(style: TextStyle(width: 120)).lines(
      RunListing(runs: [summary, other]))
    #expect(
      wide[0]
        == "no  run       started (UTC)           time  status       steps  claims  kernel   notebook"
    )
    #expect(wide[2].hasSuffix("interrupted    1/4  4✓ 1?   5.15     lo\\x1b.md"))
  }

  @Test func packetTranscriptsHaveAColumnWhereThereAreAny() {
    let row = SampleRun.evidence.run
    var summary = RunSummary(
      number: 1, id: row.id, path: "a.md", title: row.title, backend: row.backend,
      kernelRelease: row.kernelRelease, status: .finished, startWall: row.startWall,
      duration: 412_000_000)
    var others = [summary, summary, summary]
    others[0].transcripts.met = 2
    others[1].transcripts.met = 1
    others[1].transcripts.missed = 1
    others[2].transcripts.met = 1
    others[2].transcripts.inconclusive = 1
    summary.id = "01aa0000"
    let lines = RunList(style: TextStyle(width: 120)).lines(
      RunListing(runs: [summary] + others))
    #expect(lines[0].hasSuffix("  steps  transcripts  claims  notebook"))
    #expect(
      lines.dropFirst().map { $0.suffix(33) }
        == [
          "      0            –  –       a.md", "      0            2  –       a.md",
          "      0          1/2  –       a.md", "      0       1/2 1?  –       a.md",
        ].map { $0.suffix(33) })
    let json = JSONWriter.text { $0.value(others[1]) }
    #expect(
      json.contains(
        #""packet_transcripts": {"met": 1, "missed": 1, "inconclusive": 0, "not_applicable": 0}"#))
  }

  @Test func aDiagnosticHasItsLineAndCaret() {
    let lines = DiagnosticReport(style: TextStyle()).lines(
      Diagnostic(
        path: "lab.md", position: SourcePosition(line: 3, column: 1), length: 4,
        message: "unknown key `host`", remedy: "write `hosts`", sourceLine: "host: [a]"))
    #expect(
      lines == [
        "lab.md:3:1: error: unknown key `host`", "3 | host: [a]", "  | ^^^^",
        "  = help: write `hosts`",
      ])
  }

  @Test func whatAMachineCanDoEndsInOneSentence() {
    let ok = Capability(area: "links", name: "veth", state: .ok, detail: "can be made")
    let limited = Capability(
      area: "links", name: "vrf", state: .missing, detail: "Unknown device type",
      remedy: "sudo modprobe vrf")
    let unable = Capability(
      area: "sandbox", name: "overlay", state: .missing, detail: "no", isRequired: true)
    let report = DoctorReport(style: TextStyle())
    #expect(
      report.lines([ok, limited]) == [
        "links", "  ✓ ok       veth  can be made", "  ✗ missing  vrf   Unknown device type",
        "                   → sudo modprobe vrf", "",
        "this machine can run notebooks; 1 thing above may limit some",
      ])
    #expect(report.lines([ok]).last == "this machine can run every notebook")
    #expect(report.lines([unable]).last == "this machine cannot run notebooks: overlay")
    #expect(!DoctorReport.canRun([ok, unable]))
  }
}
