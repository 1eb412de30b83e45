import LabEvidence
import LabModel
import LabReport

extension BisectTrial.Run {
  /// What one notebook's run says of the kernel.
  ///
  /// Without `claims` that is what its exit status says: bad where a step or packet transcript missed
  /// or a claim failed, good where all is as claimed. With them only their own answers count, `xfail`
  /// and `.published` aside. A run that did not come to its end, and one that is undecided, tell
  /// nothing.
  ///
  /// - Parameters:
  ///   - result: what became of the notebook.
  ///   - claims: the numbers of the claims that are asked about.
  init(_ result: NotebookResult, claims: [Int] = []) {
    let (verdict, reason) = Self.ending(result.ending) ?? Self.answer(result, claims)
    self.init(id: result.runID, verdict: verdict, reason: reason)
  }

  /// What runs say together that belong together: one that is bad makes all bad, else one that cannot
  /// be told makes all so; nil where there are none.
  static func combined(_ runs: [BisectTrial.Run]) -> BisectTrial.Run? {
    runs.first { $0.verdict == .bad } ?? runs.first { $0.verdict == .skip } ?? runs.first
  }

  /// What notebooks say of a kernel, one answer for each repeat of all of them.
  static func repeats(
    of results: [NotebookResult], claims: [Int] = []
  ) -> [BisectTrial.Run] {
    let groups = Dictionary(grouping: results) { $0.repetition?.number ?? 1 }
    return groups.sorted { $0.key < $1.key }.compactMap { _, group in
      combined(group.map { BisectTrial.Run($0, claims: claims) })
    }
  }

  private static func ending(_ ending: NotebookResult.Ending) -> (KernelVerdict, String)? {
    switch ending {
    case .finished: nil
    case .interrupted(let reason): (.skip, "interrupted: " + reason)
    case .blocked(let reason): (.skip, "blocked: " + reason)
    case .crashed(let reason, _): (.skip, "crashed: " + reason)
    case .machineUnable(let reason, _): (.skip, "cannot run here: " + reason)
    case .skipped(let reason): (.skip, reason)
    case .invalid(let mistakes): (.skip, "the notebook has " + Count.of(mistakes, "mistake"))
    }
  }

  private static func answer(
    _ result: NotebookResult, _ numbers: [Int]
  ) -> (KernelVerdict, String) {
    guard numbers.isEmpty else { return answer(result.claims, numbers) }
    if let miss = result.misses.first {
      let name = miss.name.map { " (\($0))" } ?? ""
      return (.bad, "step \(miss.step)\(name) missed: \(firstLine(miss.reason))")
    }
    if let claim = result.claims.first(where: { $0.standing == .failure }) {
      return (.bad, sentence(claim))
    }
    let transcripts = result.packetTranscripts
    if let transcript = transcripts.first(where: { $0.standing == .failure }) {
      return (.bad, "packets on \(transcript.place), line \(transcript.line): \(transcript.reason)")
    }
    if let claim = result.claims.first(where: { $0.standing == .inconclusive }) {
      return (.skip, sentence(claim))
    }
    if let transcript = transcripts.first(where: { $0.standing == .inconclusive }) {
      return (
        .skip, "packets on \(transcript.place), line \(transcript.line): \(transcript.reason)"
      )
    }
    return (.good, "")
  }

  private static func answer(
    _ claims: [ClaimVerdict], _ numbers: [Int]
  ) -> (KernelVerdict, String) {
    let chosen = numbers.map { number in claims.first { $0.number == number } }
    if let refuted = chosen.first(where: { $0?.verdict.answer == .refuted }), let refuted {
      return (.bad, sentence(refuted))
    }
    for claim in chosen {
      guard let claim else { return (.skip, "the claim was not judged") }
      if claim.verdict.answer != .holds { return (.skip, sentence(claim)) }
    }
    return (.good, "")
  }

  private static func sentence(_ claim: ClaimVerdict) -> String {
    let text = firstLine(claim.text)
    let reason = claim.verdict.reason
    return "\(claim.verdict.answer.rawValue): \(text)" + (reason.isEmpty ? "" : ": \(reason)")
  }

  private static func firstLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).first.map(String.init) ?? text
  }
}
