import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct ListTests {
  @Test func shortIDsAreUniquePrefixes() {
    #expect(
      ShortID.prefixes(["019a2b3c-4d5e-71", "019a2b3c-4d5e-72", "01aa0000-0000-70"]) == [
        "019a2b3c-4d5e-71": "019a2b3c-4d5e-71", "019a2b3c-4d5e-72": "019a2b3c-4d5e-72",
        "01aa0000-0000-70": "01aa0000-0000",
      ])
    #expect(ShortID.prefixes(["019a2b3c-4d5e-71"]) == ["019a2b3c-4d5e-71": "019a2b3c-4d5e"])
    #expect(ShortID.prefixes([]) == [:])
  }

  @Test func runsAreATable() {
    let row = SampleRun.evidence.run
    var summary = RunSummary(
      number: row.number, id: row.id, path: row.path, title: row.title, backend: row.backend,
      kernelRelease: row.kernelRelease, status: row.status, startWall: row.startWall,
      duration: 412_000_000)
    summary.steps.all = 4
    summary.steps.missed = 1
    summary.verdicts.holds = 4
    summary.verdicts.inconclusive = 1
    #expect(
      RunList(style: TextStyle(width: 120)).lines([summary]) == [
        "run            started                     time  status    steps  claims                  "
          + "kernel   notebook",
        "019a2b3c-4d5e  2026-01-01 00:00:00 UTC  0.412 s  finished    3/4  4 hold, 1 inconclusive  "
          + "6.18.44  experiments/lo.md",
      ])
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
