import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct PacketTranscriptReportTests {
  private static let missed = PacketTranscriptOutcome(
    number: 1, line: 20, place: "b:eth0", filter: "arp", during: "ask", answer: .missed,
    reason: "no packet is the expected `ARP, Reply`",
    difference: [
      DifferenceLine(.same, "ARP, Request"), DifferenceLine(.missing, "ARP, Reply"),
      DifferenceLine(.extra, "ARP, Other"),
    ])
  private static let met = PacketTranscriptOutcome(
    number: 2, line: 30, place: "lab:*", answer: .met, reason: "2 packets, as the transcript has it"
  )
  private static let unclear = PacketTranscriptOutcome(
    number: 3, line: 40, place: "lab:lo", answer: .inconclusive,
    reason: "the capture on lab lost 3 packets")

  private func result(_ outcomes: [PacketTranscriptOutcome]) -> NotebookResult {
    var result = NotebookResult(
      path: "a.md", title: "A", ending: .finished, runID: "019a", steps: 4, duration: 412_000_000)
    result.packetTranscripts = outcomes
    return result
  }

  private let report = RunReport(style: TextStyle(width: 90))

  @Test func onlyThoseThatDifferOrCannotBeToldAreShown() {
    #expect(
      report.notebook(result([Self.missed, Self.met, Self.unclear])).joined(separator: "\n") == """
        A · a.md · 4 steps in 0.412 s
          ✗ missed  packets on b:eth0, `arp`, during ask, line 20
              no packet is the expected `ARP, Reply`
                ARP, Request
              - ARP, Reply
              + ARP, Other
          ? inconclusive  packets on lab:lo, line 40
              the capture on lab lost 3 packets
        """)
  }

  @Test func theStoryShowsAllOfThem() {
    let story = StoryReport(style: TextStyle(width: 90), summarize: { _ in "" })
    let lines = story.packetTranscripts([Self.missed, Self.met])
    #expect(lines.first == "packet transcripts")
    #expect(lines.contains("  ✓ met  packets on lab:*, line 30"))
    #expect(story.packetTranscripts([]).isEmpty)
  }

  @Test func aMissFailsTheNotebookAndIsCounted() {
    let tally = Tally([result([Self.missed, Self.met, Self.unclear])])
    #expect(tally.transcripts == 3)
    #expect(tally.transcriptsMissed == 1)
    #expect(tally.transcriptsInconclusive == 1)
    #expect(report.table([result([Self.missed])])[2].hasSuffix("fails"))
    #expect(report.table([result([Self.unclear])])[2].hasSuffix("undecided"))
    #expect(report.table([result([Self.met])])[2].hasSuffix("ok"))
    #expect(
      report.total([result([Self.missed, Self.met])], duration: 1_000_000_000)
        == "1 notebook, 4 steps, 2 packet transcripts (1 missed), 0 claims hold, 1.000 s")
  }

  @Test func oneThatMustMissIsShownWhenItIsMet() {
    var outcome = Self.met
    outcome.expectedFailure = "a known bug"
    let lines = report.notebook(result([outcome]))
    #expect(lines.contains("      must miss: a known bug"))
  }

  @Test func whatAnUpdateDidIsShown() {
    var result = result([])
    result.packetRevisions = [
      PacketRevision(
        transcript: 1, line: 20, difference: "--- a\n+++ a\n@@ -1,1 +1,1 @@\n-x\n+y\n"),
      PacketRevision(transcript: 2, line: 30, refusal: "it is marked `xfail`"),
    ]
    let lines = report.notebook(result)
    #expect(lines.contains("  updated  packets, line 20"))
    #expect(lines.contains("      +y"))
    #expect(lines.contains("  ! not updated  packets, line 30: it is marked `xfail`"))
  }

  @Test func jsonHasEveryPart() {
    let text = JSONWriter.text { $0.value(Self.missed) }
    #expect(
      text == #"{"number": 1, "line": 20, "on": "b:eth0", "filter": "arp", "during": "ask", "#
        + #""xfail": null, "answer": "missed", "reason": "no packet is the expected `ARP, Reply`", "#
        + #""difference": [{"kind": "same", "text": "ARP, Request"}, "#
        + #"{"kind": "missing", "text": "ARP, Reply"}, {"kind": "extra", "text": "ARP, Other"}]}"#)
  }
}
