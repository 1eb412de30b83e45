import LabEvidence
import LabModel
import LabNotebook
import LabRun
import LabSandbox
import TestSupport
import Testing

/// A notebook that was taken through a real sandbox, and what was stored of it.
struct ConductedNotebook {
  let plan: Plan
  let result: RunResult
  let evidence: RunEvidence
  private let folder: TemporaryFolder
  let store: Store

  /// Conducts the notebook with these fences.
  init(_ body: String, frontMatter: String = "", on bench: (any Bench)? = nil) throws {
    let head = frontMatter.isEmpty ? "" : frontMatter + "\n"
    try self.init(try Self.plan("---\nlabbook: 1\n\(head)---\n\(body)\n"), on: bench)
  }

  /// Conducts a whole notebook.
  init(text: String) throws {
    try self.init(try Self.plan(text))
  }

  /// Conducts a whole notebook once for each combination of its parameters.
  static func all(text: String) throws -> [ConductedNotebook] {
    let plan = try plan(text)
    return try plan.combinations.map { try ConductedNotebook(plan.with($0)) }
  }

  private static func plan(_ text: String) throws -> Plan {
    let read = NotebookReader.read(path: "lab.md", bytes: Array(text.utf8))
    return try #require(
      read.plan, "\(read.diagnostics.map { DiagnosticText($0).plain }.joined())")
  }

  private init(_ plan: Plan, on bench: (any Bench)? = nil) throws {
    self.plan = plan
    folder = try TemporaryFolder()
    store = try Store.open(path: folder.path + "/labbook.sqlite")
    let bench = bench ?? NamespaceBench(agentPath: NamespaceBench.installedAgent)
    result = try Conductor(
      RunRequest(plan: plan, bench: bench, store: store, version: "test")
    ).run()
    evidence = try RunEvidence.load(run: result.number, from: store)
  }

  /// The result of the step with this number.
  func step(_ number: Int) -> LabRun.StepResult { result.steps[number - 1] }

  /// What a step's last attempt printed, both streams in order of arrival.
  func output(_ step: Int) -> String {
    String(decoding: result.steps[step - 1].output?.bytes() ?? [], as: UTF8.self)
  }

  /// How a step's last attempt ended, as it was stored.
  func ending(_ step: Int) -> StepEnd.Ending? {
    evidence.attempts.last { $0.step == step }?.ending
  }

  /// The verdict on the claim with this text.
  func verdict(_ text: String) throws -> Verdict {
    try #require(
      result.outcomes.first { $0.claim.text == text }, "no claim reads: \(text)"
    ).verdict
  }

  /// Everything that is not as the notebook says, a line each.
  var troubles: [String] {
    var troubles = result.misses.map { "step \($0.step.number): \($0.miss?.text ?? "a surprise")" }
    for outcome in result.outcomes
    where outcome.standing == .failure || outcome.standing == .inconclusive {
      troubles.append(
        "\(outcome.claim.text): \(outcome.verdict.answer.rawValue), \(outcome.verdict.reason)")
    }
    for outcome in result.transcripts
    where outcome.standing == .failure || outcome.standing == .inconclusive {
      troubles.append(
        "packets on \(outcome.place), line \(outcome.line): \(outcome.answer.rawValue), "
          + ([outcome.reason] + outcome.difference.map(\.text)).joined(separator: "\n"))
    }
    if result.status != .finished { troubles.append("\(result.status): \(result.reason ?? "")") }
    return troubles
  }
}
