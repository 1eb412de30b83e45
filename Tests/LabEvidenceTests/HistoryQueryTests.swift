import LabEvidence
import LabModel
import Testing

@Suite struct HistoryQueryTests {
  private let fixture: Fixture
  private let store: Store

  init() throws {
    fixture = try Fixture()
    store = try fixture.open()
  }

  /// A run of `path` that stands `offset` ns after the first one, with what is said of it.
  private func add(
    _ path: String, at offset: Int64, title: String = "One", parameters: [String: String] = [:],
    controlOf original: Int? = nil, claims: [ClaimVerdict] = []
  ) throws -> (number: Int, id: String) {
    var plan = Plans.plan()
    plan.path = path
    plan.title = title
    plan.parameters = parameters
    let journal = try Journal.begin(
      plan, in: store, backend: "namespaces", provenance: Plans.provenance, labbook: "0.1.0",
      controlOf: original)
    try journal.write(At.lab)
    try journal.write(At.event(offset, .ready(Plans.sandbox)))
    try journal.finish(.finished)
    if !claims.isEmpty {
      try VerdictStore(store).record(claims, ofRun: journal.run, at: 1)
    }
    return (journal.run, journal.id)
  }

  private func claim(_ identity: String, _ answer: Verdict.Answer, number: Int = 1) -> ClaimVerdict
  {
    ClaimVerdict(
      number: number, identity: identity, text: identity, line: 3, verdict: Verdict(answer, "so"))
  }

  @Test func runsOfANotebookComeNewestFirstWithTheirLatestJudgement() throws {
    let first = try add("a.md", at: 0, claims: [claim("x", .holds), claim("y", .holds, number: 2)])
    let second = try add("a.md", at: 9, parameters: ["n": "1"], claims: [claim("x", .refuted)])
    _ = try add("b.md", at: 5, claims: [claim("x", .refuted)])
    try VerdictStore(store).record([claim("x", .inconclusive)], ofRun: first.number, at: 2)
    let runs = try store.history(HistoryFilter(path: "a.md", limit: 10))
    #expect(runs.map(\.id) == [second.id, first.id])
    #expect(runs.map { $0.claims.map(\.verdict.answer) } == [[.refuted], [.inconclusive]])
    #expect(runs.map(\.parameters) == [["n": "1"], [:]])
    #expect(runs[0].place.hostname == "here" && runs[0].place.kernelVersion == "#1 SMP")
    #expect(runs[0].notebook == runs[1].notebook && runs[0].notebook.count == 64)
    let only = try store.history(HistoryFilter(path: "a.md", identity: "y", limit: 10))
    #expect(only.map(\.claims) == [[], []])
  }

  @Test func olderRunsAndAsManyAsAreAskedFor() throws {
    // Two that stand at one instant: their ids tell them apart.
    let runs = try [0, 3, 3, 7].map { try add("a.md", at: $0) }
    let order = [runs[3]] + [runs[1], runs[2]].sorted { $0.id > $1.id } + [runs[0]]
    func ids(before: String?, limit: Int) throws -> [String] {
      try store.history(HistoryFilter(path: "a.md", before: before, limit: limit)).map(\.id)
    }
    #expect(try ids(before: nil, limit: 2) == order.prefix(2).map(\.id))
    #expect(try ids(before: order[1].id, limit: 9) == order.suffix(2).map(\.id))
    #expect(try ids(before: order[3].id, limit: 9) == [])
    #expect(throws: StoreFailure.self) { try ids(before: "x", limit: 9) }
  }

  @Test func controlRunsAreLeftOut() throws {
    let original = try add("a.md", at: 0)
    let control = try add("a.md", at: 1, controlOf: original.number)
    #expect(try store.history(HistoryFilter(path: "a.md", limit: 9)).map(\.id) == [original.id])
    let all = try store.history(HistoryFilter(path: "a.md", limit: 9, includesControls: true))
    #expect(all.map(\.original) == [original.id, nil])
    #expect(all[0].id == control.id)
  }

  @Test func notebooksAreListedOnceWithTheirNewestTitle() throws {
    for (index, path) in ["b.md", "a.md", "b.md", "c.md"].enumerated() {
      _ = try add(path, at: Int64(index), title: "Title \(index)")
    }
    #expect(
      try store.notebooks() == [
        NotebookName(path: "a.md", title: "Title 1"), NotebookName(path: "b.md", title: "Title 2"),
        NotebookName(path: "c.md", title: "Title 3"),
      ])
    #expect(try store.notebooks(after: "a.md", limit: 1).map(\.path) == ["b.md"])
    #expect(try store.notebook(at: "b.md")?.title == "Title 2")
    #expect(try store.notebook(at: "B.md") == nil)
  }
}
