import LabEvidence
import LabModel
import Testing

@Suite struct QueryTests {
  private let fixture: Fixture
  private let store: Store

  init() throws {
    fixture = try Fixture()
    store = try fixture.open()
  }

  /// A run of `path` that stood at `second` on the wall clock.
  private func run(_ path: String, title: String = "One", second: Int64) throws -> Journal {
    var plan = Plans.plan(["a", "b", "c"])
    plan.path = path
    plan.title = title
    plan.parameters = ["n": "\(second)"]
    let journal = try Journal.begin(
      plan, in: store, backend: "namespaces", provenance: Plans.provenance, labbook: "0.1.0")
    try journal.write(
      Event(
        time: EventTime(monotonic: second * 1_000_000_000, wall: second * 1_000_000_000),
        body: .ready(Plans.sandbox)))
    return journal
  }

  @Test func runsAreListedNewestFirstWithHowTheirStepsWent() throws {
    let first = try run("experiments/a.md", second: 10)
    for (step, attempt, met) in [(1, 1, true), (2, 1, false), (2, 2, true)] {
      let time = EventTime(monotonic: 11_000_000_000, wall: 11_000_000_000)
      try first.write(
        Event(time: time, body: .stepStarted(StepStart(step: step, attempt: attempt, host: 0))))
      first.recordOutcome(step: step, attempt: attempt, met: met)
    }
    first.recordSkip(step: 3, reason: "needs=nc", isPassedOver: false)
    try first.finish(.finished)
    try run("experiments/b.md", title: "Bridges", second: 20).finish(.blocked, reason: "no nc")
    let runs = try store.runs()
    #expect(runs.map(\.path) == ["experiments/b.md", "experiments/a.md"])
    #expect(runs.map(\.status) == [.blocked, .finished])
    #expect(runs.map(\.reason) == ["no nc", nil])
    #expect(runs.map(\.duration) == [0, 1_000_000_000])
    #expect(runs.map(\.parameters) == [["n": "20"], ["n": "10"]])
    #expect(runs.map(\.startWall) == [20_000_000_000, 10_000_000_000])
    let steps = runs[1].steps
    #expect(steps.all == 3 && steps.met == 2 && steps.missed == 0 && steps.skipped == 1)
    #expect(try store.runs(RunFilter(notebooks: ["BRIDGE"])).map(\.title) == ["Bridges"])
    #expect(try store.runs(RunFilter(statuses: [.finished])).map(\.path) == ["experiments/a.md"])
    #expect(try store.runs(RunFilter(kernels: ["6.18"])).count == 2)
    #expect(try store.runs(RunFilter(kernels: ["6.1"])).count == 0)
    #expect(try store.runs(RunFilter(limit: 1)).map(\.path) == ["experiments/b.md"])
  }

  @Test func anInterruptedRunLastsUntilItsEnd() throws {
    try run("a.md", second: 1).finish(.interrupted, lasting: 2_000_000_000)
    #expect(try store.runs().first?.duration == 2_000_000_000)
  }

  @Test func aRunIsMeantByABeginningOfItsIdItsNumberOrLast() throws {
    #expect(throws: StoreFailure.self) { try store.resolveRun("last") }
    let older = try run("a.md", second: 10)
    let newer = try run("b.md", second: 20)
    #expect(try store.resolveRun("last") == newer.run)
    #expect(try store.resolveRun(older.id) == older.run)
    #expect(try store.resolveRun(newer.id.uppercased()) == newer.run)
    let common = zip(older.id, newer.id).prefix { $0 == $1 }.count
    #expect(try store.resolveRun(String(older.id.prefix(common + 1))) == older.run)
    let short = try store.runs().map(\.shortID)
    #expect(short.allSatisfy { $0.count == max(8, common + 1) || $0.count == common + 2 })
    #expect(try short.map(store.resolveRun) == [newer.run, older.run])
    // A number, unless an id begins so.
    #expect(try store.resolveRun(String(newer.run)) == newer.run)
    let ambiguous = #expect(throws: StoreFailure.self) { try store.resolveRun("0") }
    #expect(ambiguous?.kind == .ambiguousRun([older.id, newer.id].sorted()))
    for text in ["", "zzz", "%", "7", "-1", "#1", older.id + "0"] {
      let unknown = #expect(throws: StoreFailure.self) { try store.resolveRun(text) }
      #expect(unknown?.kind == .unknownRun)
    }
  }

  @Test func aRunThatIsNotThereIsToldSo() {
    let failure = #expect(throws: StoreFailure.self) {
      try RunEvidence.load(run: 5, from: store)
    }
    #expect(failure?.kind == .unknownRun)
    #expect(throws: StoreFailure.self) { try store.notebook(ofRun: 5) }
    #expect(throws: StoreFailure.self) { try store.provenance(ofRun: 5) }
  }

  @Test func aStoreThatIsClosedSaysSo() throws {
    try store.close()
    #expect(throws: StoreFailure.self) { try store.runs() }
  }

  @Test func readingOnlyNeverWrites() throws {
    try run("a.md", second: 1).finish(.finished)
    let reader = try Store.open(path: fixture.path, for: .read)
    #expect(try reader.runs().count == 1)
    let failure = #expect(throws: StoreFailure.self) {
      try VerdictStore(reader).record(
        [ClaimVerdict(number: 1, identity: "x", text: "x", line: 1, verdict: Verdict(.holds, "y"))],
        ofRun: 1, at: 1)
    }
    #expect(failure != nil)
  }
}
