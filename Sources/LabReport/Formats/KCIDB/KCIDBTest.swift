import LabEvidence

/// One object of KCIDB's `tests`: a whole notebook, or one of its steps, packet transcripts, claims.
struct KCIDBTest {
  /// After the run's id; empty for the whole notebook.
  var suffix: String
  var path: String
  var status: KCIDBStatus
  var comment: String
  var excerpt: [String] = []
  var line = 0
  var isPublished = false
  /// Whether labbook made the claim: about a machine's kernel log.
  var isImplicit = false
  var expectedFailure: String?

  /// The tests of a notebook that ran: the notebook, then its parts.
  static func all(of result: NotebookResult) -> [KCIDBTest] {
    var taken: Set<String> = []
    let file = result.path.split(separator: "/").last.map(String.init) ?? result.path
    let root =
      "labbook." + KCIDBText.pathPart(file.hasSuffix(".md") ? String(file.dropLast(3)) : file)
    /// A path that no part of this notebook has yet.
    func path(_ name: String) -> String {
      let wanted = root + "." + KCIDBText.pathPart(name)
      var path = wanted
      var number = 1
      while !taken.insert(path).inserted {
        number += 1
        path = "\(wanted)-\(number)"
      }
      return path
    }
    let misses = Dictionary(result.misses.map { ($0.step, $0) }) { first, _ in first }
    let steps = result.outline.map { step in
      let one = ReportedCase(step, misses[step.step])
      return KCIDBTest(
        suffix: ":step:\(step.step)", path: path("step-\(step.name ?? String(step.step))"),
        status: KCIDBStatus(one.outcome), comment: one.name,
        excerpt: ([one.reason] + one.details).filter { !$0.isEmpty }, line: step.line)
    }
    let transcripts = result.packetTranscripts.map { transcript in
      let one = ReportedCase(transcript)
      return KCIDBTest(
        suffix: ":packets:\(transcript.number)", path: path("packets-\(transcript.number)"),
        status: KCIDBStatus(one.outcome), comment: one.name,
        excerpt: ([one.reason] + one.details).filter { !$0.isEmpty }, line: transcript.line,
        expectedFailure: transcript.expectedFailure)
    }
    let claims = result.claims.map { claim in
      KCIDBTest(
        suffix: ":claim:\(claim.number)", path: path(claim.identity),
        status: KCIDBStatus(claim), comment: claim.text,
        excerpt: claim.verdict.reason.isEmpty ? [] : [claim.verdict.reason], line: claim.line,
        isPublished: claim.isPublished, isImplicit: claim.isImplicit,
        expectedFailure: claim.expectedFailure)
    }
    let parts = steps + transcripts + claims
    let ending = KCIDBStatus(result.ending)
    let whole = KCIDBTest(
      suffix: "", path: root, status: ending ?? parts.map(\.status).min() ?? .pass,
      comment: result.fullTitle, excerpt: reason(result.ending).map { [$0] } ?? [])
    return [whole] + parts
  }

  /// Why a notebook did not run to its end.
  private static func reason(_ ending: NotebookResult.Ending) -> String? {
    switch ending {
    case .finished, .invalid: nil
    case .interrupted(let reason), .blocked(let reason), .skipped(let reason): reason
    case .crashed(let reason, _), .machineUnable(let reason, _): reason
    }
  }
}
