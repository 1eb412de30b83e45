import LabEvidence
import LabModel
import LabNotebook

/// A run with its notebook as it was then: all that its page shows, read from the store and bounded.
struct RunArticle: Sendable {
  /// A longer text is shown plain, and cut.
  static let mostText = 1 << 20

  let outline: RunEvidence
  let background: RunBackground
  let provenance: Provenance
  let sandbox: SandboxRecord?
  let claims: [ClaimVerdict]
  let transcripts: [PacketTranscriptOutcome]
  let output: RunOutput
  let cited: CitedRows
  /// How the kernel fared, where the run had one of its own.
  let health: KernelHealth?
  let text: NotebookArticle
  /// What today's labbook reads in the text; nil where that is not what ran.
  let plan: Plan?
  /// The whole run on one axis.
  let window: RunWindow

  /// Reads the run that `name` means.
  ///
  /// - Throws: `StoreFailure` of kind `unknownRun` where there is none.
  init(_ name: String, from store: Store) throws(StoreFailure) {
    let run = try store.resolveRun(name)
    outline = try .outline(run: run, from: store)
    background = try store.background(ofRun: run)
    provenance = try store.provenance(ofRun: run)
    sandbox = try store.sandbox(ofRun: run)
    claims = try VerdictStore(store).latest(ofRun: run)
    transcripts = try PacketTranscriptStore(store).latest(ofRun: run)
    output = try RunOutput(of: outline, from: store)
    cited = try CitedRows(Set(claims.flatMap(\.verdict.evidence)), ofRun: run, from: store)
    health = outline.run.backend == "namespaces" ? nil : KernelHealth(outline)
    let bytes = try store.notebook(ofRun: run)
    text = NotebookArticle(bytes: Array(bytes.prefix(Self.mostText)))
    plan = bytes.count > Self.mostText ? nil : Self.plan(bytes, outline)
    var request = RunWindow.Request(times: RunExtent.times(of: outline))
    request.mostRows = 60
    window = try RunWindow(request, of: outline, from: store)
  }

  /// What today's reader makes of the text, if the steps are those that ran: a text that it would
  /// refuse for another reason still tells where they stand.
  private static func plan(_ bytes: [UInt8], _ outline: RunEvidence) -> Plan? {
    let draft = NotebookReader.outline(path: outline.run.path, bytes: bytes)
    let steps = draft.steps
    guard steps.count == outline.steps.count else { return nil }
    for (step, row) in zip(steps, outline.steps)
    where step.number != row.number || step.command != row.command || step.host != row.host {
      return nil
    }
    return draft
  }

  /// The attempts of each step in order, by the step's number.
  var attempts: [Int: [AttemptRow]] { Dictionary(grouping: outline.attempts, by: \.step) }

  /// The verdict of a claim of the text; nil where it was never judged.
  func verdict(of claim: PlannedClaim) -> ClaimVerdict? {
    claims.first { $0.number == claim.number && $0.text == claim.text }
      ?? claims.first { $0.text == claim.text && !$0.isImplicit }
  }
}
