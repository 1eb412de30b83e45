import LabEvidence
import LabModel
import LabReport
import Testing

/// Packet transcripts in the reports for programs, and in repeats.
@Suite struct ReportedTranscriptTests {
  private func notebook(_ answer: PacketTranscriptOutcome.Answer) -> NotebookResult {
    var result = NotebookResult(
      path: "a.md", title: "A", ending: .finished, runID: "01", duration: 1)
    result.packetTranscripts = [
      PacketTranscriptOutcome(
        number: 1, line: 12, place: "lab:lo", filter: "icmp", answer: answer,
        reason: "no packet came", difference: [DifferenceLine(.missing, "IP 1 > 2")])
    ]
    return result
  }

  @Test func aMissIsAFailingCase() throws {
    let one = try #require(ReportedSuite(notebook(.missed)).cases.first)
    #expect(one.kind == .packets)
    #expect(one.outcome == .failed)
    #expect(one.name == "packets on lab:lo, `icmp`, line 12")
    #expect(one.details == ["- IP 1 > 2"])
    #expect(ReportedSuite(notebook(.met)).cases.map(\.outcome) == [.passed])
    #expect(ReportedSuite(notebook(.inconclusive)).cases.map(\.outcome) == [.error])
  }

  @Test func aMissIsNotAsClaimed() {
    #expect(notebook(.met).isAsClaimed)
    #expect(!notebook(.missed).isAsClaimed)
    #expect(!notebook(.inconclusive).isAsClaimed)
  }
}
