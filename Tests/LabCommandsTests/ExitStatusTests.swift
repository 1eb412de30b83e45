import LabCommands
import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct ExitStatusTests {
  @Test(
    arguments: [
      ([], 0), ([0, 3], 3), ([3, 4], 4), ([4, 1], 1), ([1, 5], 5), ([5, 2], 2), ([2, 130], 130),
      ([0, 1, 2, 3, 4, 5, 130], 130), ([0, 1, 2, 3, 4, 5], 2), ([0, 1, 3, 4, 5], 5),
      ([0, 1, 3, 4], 1), ([0, 3, 4], 4),
    ] as [([Int32], Int32)])
  func theGravestStatusWins(statuses: [Int32], combined: Int32) {
    let all = statuses.compactMap(LabCommands.ExitStatus.init)
    #expect(all.count == statuses.count)
    #expect(LabCommands.ExitStatus.combined(all).rawValue == combined)
  }

  private func result(
    _ ending: NotebookResult.Ending = .finished, missed: Bool = false,
    _ claims: [(Verdict.Answer, xfail: String?, isPublished: Bool)] = []
  ) -> NotebookResult {
    NotebookResult(
      path: "a.md", title: "A", ending: ending,
      misses: missed ? [StepMiss(step: 1, command: "false", reason: "exited 1")] : [],
      claims: claims.enumerated().map { index, claim in
        ClaimVerdict(
          number: index + 1, identity: "c", text: "c", line: 1, isPublished: claim.isPublished,
          expectedFailure: claim.xfail, verdict: Verdict(claim.0, ""))
      })
  }

  @Test func claimsAndMissesDecideWhereTheNotebookRan() {
    func status(_ results: [NotebookResult], isStrict: Bool = false) -> LabCommands.ExitStatus {
      RunStatus.combined(results, isStrict: isStrict)
    }
    #expect(status([]) == .success)
    #expect(status([result(.finished, [(.holds, nil, false)])]) == .success)
    #expect(status([result(.finished, [(.notApplicable, nil, false)])]) == .success)
    #expect(status([result(.finished, [(.refuted, nil, true)])]) == .success)
    #expect(status([result(.finished, [(.inconclusive, nil, true)])]) == .success)
    #expect(status([result(.finished, [(.refuted, "a bug", false)])]) == .success)
    #expect(status([result(.finished, [(.holds, "a bug", false)])]) == .refuted)
    #expect(status([result(.finished, [(.refuted, nil, false)])]) == .refuted)
    #expect(status([result(.finished, [(.inconclusive, nil, false)])]) == .undecided)
    #expect(status([result(missed: true)]) == .refuted)
    #expect(
      status([result(.finished, [(.inconclusive, nil, false), (.refuted, nil, false)])])
        == .refuted)
  }

  @Test(
    arguments: [
      (.met, nil, .success), (.missed, nil, .refuted), (.inconclusive, nil, .undecided),
      (.notApplicable, nil, .success), (.met, "a bug", .refuted), (.missed, "a bug", .success),
    ] as [(PacketTranscriptOutcome.Answer, String?, LabCommands.ExitStatus)])
  func packetTranscriptsCountAsStepsAndClaimsDo(
    answer: PacketTranscriptOutcome.Answer, xfail: String?, status: LabCommands.ExitStatus
  ) {
    var notebook = result()
    notebook.packetTranscripts = [
      PacketTranscriptOutcome(
        number: 1, line: 1, place: "lab:lo", expectedFailure: xfail, answer: answer, reason: "")
    ]
    #expect(RunStatus.combined([notebook], isStrict: false) == status)
  }

  @Test func whatDidNotRunCountsByItsReason() {
    func status(_ results: [NotebookResult], isStrict: Bool = false) -> LabCommands.ExitStatus {
      RunStatus.combined(results, isStrict: isStrict)
    }
    let blocked = result(.blocked(reason: "no nft"))
    #expect(status([blocked]) == .success)
    #expect(status([blocked], isStrict: true) == .undecided)
    #expect(status([result(.skipped(reason: ""))], isStrict: true) == .undecided)
    #expect(status([result(.invalid(mistakes: 1))]) == .mistake)
    #expect(status([result(.interrupted(reason: ""))]) == .interrupted)
    #expect(status([result(.crashed(reason: "", remedy: nil))]) == .failed)
  }

  @Test func status3IsForMachinesThatCanRunNoneOfIt() {
    let unable = result(.machineUnable(reason: "", remedy: nil))
    let skipped = result(.skipped(reason: ""))
    #expect(RunStatus.combined([unable, skipped], isStrict: false) == .machineUnable)
    #expect(RunStatus.combined([result(), unable], isStrict: false) == .failed)
  }
}
