import GRDB
import LabEvidence
import LabModel
import Testing

/// Filters, paging and order of lists of runs.
@Suite struct ListingTests {
  private let fixture: Fixture
  private let store: Store

  init() throws {
    fixture = try Fixture()
    store = try fixture.open()
  }

  /// What a run of these tests is.
  struct Kind {
    var path = "a.md"
    var title = "A"
    var status = RunRow.Status.finished
    var kernel = "6.18.0"
    var label: String?
    var backend = "namespaces"
    var machine = "here"
    var parameters: [String: String] = [:]
    var answer: Verdict.Answer?
    var met: Bool?
    var original: Int?
  }

  /// Adds a run that began at `second` on the wall clock.
  @discardableResult
  private func add(_ second: Int64, _ change: (inout Kind) -> Void = { _ in }) throws -> Journal {
    var kind = Kind()
    change(&kind)
    var plan = Plans.plan(["a"])
    plan.path = kind.path
    plan.title = kind.title
    plan.parameters = kind.parameters
    var provenance = Plans.provenance
    provenance.kernel.release = kind.kernel
    provenance.kernelLabel = kind.label
    provenance.hostname = kind.machine
    let journal = try Journal.begin(
      plan, in: store, backend: kind.backend, provenance: provenance, labbook: "0.1.0",
      controlOf: kind.original)
    let time = EventTime(monotonic: second * 1_000_000_000, wall: second * 1_000_000_000)
    var sandbox = Plans.sandbox
    sandbox.kernelRelease = kind.kernel
    try journal.write(Event(time: time, body: .ready(sandbox)))
    if let met = kind.met {
      try journal.write(
        Event(time: time, body: .stepStarted(StepStart(step: 1, attempt: 1, host: 0))))
      journal.recordOutcome(step: 1, attempt: 1, met: met)
    }
    if kind.status != .running { try journal.finish(kind.status) } else { try journal.commit() }
    if let answer = kind.answer {
      try VerdictStore(store).record(
        [
          ClaimVerdict(
            number: 1, identity: "x", text: "x", line: 1, verdict: Verdict(answer, "y"))
        ], ofRun: journal.run, at: 1)
    }
    return journal
  }

  private func starts(_ filter: RunFilter) throws -> [Int64] {
    try store.runs(filter).map { $0.startWall / 1_000_000_000 }
  }

  /// The filter that `fields` make, as in an address.
  private func filter(_ fields: KeyValuePairs<RunFilter.Field, String>) throws -> RunFilter {
    var filter = RunFilter()
    for (field, value) in fields { try filter.add(value, to: field) }
    return filter
  }

  @Test func valuesAreAlternativesAndConditionsHoldTogether() throws {
    try add(1) { $0.status = .crashed }
    try add(2) { ($0.status, $0.kernel) = (.crashed, "6.1.9") }
    try add(3) { ($0.status, $0.kernel) = (.blocked, "6.1.9") }
    try add(4) { ($0.kernel, $0.label, $0.backend) = ("6.12.3", "6.1", "uml") }
    try add(5) { ($0.kernel, $0.backend, $0.machine) = ("6.1.9", "uml", "there") }
    try add(6) { ($0.path, $0.title) = ("dir/B.md", "On bridges") }
    #expect(try starts(filter([.status: "crashed"])) == [2, 1])
    #expect(try starts(filter([.status: "crashed", .status: "blocked"])) == [3, 2, 1])
    #expect(
      try starts(filter([.status: "crashed", .status: "blocked", .kernel: "6.1"])) == [3, 2])
    // A label, the beginning of a release, and of user-mode Linux only the whole release.
    #expect(try starts(filter([.kernel: "6.1"])) == [4, 3, 2])
    #expect(try starts(filter([.kernel: "6.1.9"])) == [5, 3, 2])
    #expect(try starts(filter([.kernel: "6.1.9", .backend: "uml"])) == [5])
    #expect(try starts(filter([.machine: "there", .machine: "nowhere"])) == [5])
    #expect(try starts(filter([.notebook: "BRIDGE"])) == [6])
    #expect(try starts(filter([.notebook: "b.md", .notebook: "bridge"])) == [6])
    #expect(try starts(filter([.notebook: "b.md", .status: "crashed"])) == [])
    #expect(try starts(filter([.notebook: "nothing"])) == [])
    #expect(try starts(filter([.notebook: "%"])) == [])
  }

  @Test func answersAndParametersAreFilters() throws {
    try add(1) { $0.answer = .refuted }
    let again = try add(2) { $0.answer = .refuted }
    try add(3) { ($0.answer, $0.parameters) = (.notApplicable, ["mtu": "1500", "mode": "a"]) }
    try add(4) { ($0.met, $0.parameters) = (false, ["mtu": "9000"]) }
    let retried = try add(5) { ($0.met, $0.status) = (false, .running) }
    #expect(try starts(filter([.answer: "refuted"])) == [2, 1])
    #expect(try starts(filter([.answer: "refuted", .answer: "not-applicable"])) == [3, 2, 1])
    #expect(try starts(filter([.answer: "holds"])) == [])
    #expect(try starts(filter([.answer: "missed"])) == [5, 4])
    // Only the latest judgement counts, and only a step's last attempt.
    try VerdictStore(store).record(
      [ClaimVerdict(number: 1, identity: "x", text: "x", line: 1, verdict: Verdict(.holds, "y"))],
      ofRun: again.run, at: 2)
    #expect(try starts(filter([.answer: "refuted"])) == [1])
    #expect(try starts(filter([.answer: "holds"])) == [2])
    let time = EventTime(monotonic: 6_000_000_000, wall: 6_000_000_000)
    try retried.write(
      Event(time: time, body: .stepStarted(StepStart(step: 1, attempt: 2, host: 0))))
    retried.recordOutcome(step: 1, attempt: 2, met: true)
    try retried.finish(.finished)
    #expect(try starts(filter([.answer: "missed"])) == [4])
    #expect(try starts(filter([.param: "mtu=1500", .param: "mtu=9000"])) == [4, 3])
    #expect(try starts(filter([.param: "mtu=1500", .param: "mode=a"])) == [3])
    #expect(try starts(filter([.param: "mtu=9000", .param: "mode=a"])) == [])
    #expect(try starts(filter([.param: "mtu=9000", .answer: "missed"])) == [4])
  }

  @Test func aRunWhoseWriterIsGoneCountsAsInterrupted() throws {
    try add(1) { $0.status = .running }
    let gone = try add(2) { $0.status = .running }
    try add(3) { $0.status = .interrupted }
    let queue = try DatabaseQueue(path: fixture.path)
    try queue.write {
      try $0.execute(
        sql: "UPDATE run SET writer_start = writer_start - 1 WHERE number = \(gone.run)")
    }
    #expect(try starts(filter([.status: "running"])) == [1])
    #expect(try starts(filter([.status: "interrupted"])) == [3, 2])
  }

  @Test func datesAreDaysMinutesAndSeconds() throws {
    // 2026-01-31T00:00:00Z.
    let day: Int64 = 1_769_817_600
    for second in [day - 1, day, day + 86_399, day + 86_400] { try add(second) }
    #expect(try starts(filter([.since: "2026-01-31", .until: "2026-01-31"])).count == 2)
    #expect(try starts(filter([.since: "2026-01-31"])).count == 3)
    #expect(try starts(filter([.until: "2026-01-30T23:59"])) == [day - 1])
    #expect(try starts(filter([.until: "2026-01-31 00:00:00Z"])) == [day, day - 1])
    #expect(try starts(filter([.since: "2026-02-01T00:00:00"])) == [day + 86_400])
  }

  @Test(
    arguments: [
      (.status, "done"), (.answer, "yes"), (.backend, "docker"), (.param, "mtu"), (.param, "=x"),
      (.since, "2026-02-29"), (.since, "2026-13-01"), (.until, "yesterday"),
      (.until, "2026-01-01T24:00"), (.since, "2026-01-01x"), (.controls, "yes"),
    ] as [(RunFilter.Field, String)])
  func aValueThatCannotBeIsRefused(field: RunFilter.Field, value: String) {
    let mistake = #expect(throws: RunFilter.Mistake.self) {
      var filter = RunFilter()
      try filter.add(value, to: field)
    }
    #expect(mistake?.message.hasPrefix("wants ") == true)
  }

  @Test func pagesFollowEachOtherWithoutGapOrRepetition() throws {
    // Two of each start: the id decides.
    for second in 1...9 {
      for kernel in ["6.1.1", "6.12.1"] {
        try add(Int64(second)) {
          ($0.kernel, $0.status) = (kernel, second % 3 == 0 ? .crashed : .finished)
        }
      }
    }
    let filters: [RunFilter] = [
      RunFilter(limit: 4), RunFilter(statuses: [.finished, .crashed], limit: 4),
      RunFilter(statuses: [.crashed], kernels: ["6.1", "6.12", "6.12.1"], limit: 4),
      RunFilter(notebooks: ["a"], limit: 4),
    ]
    for filter in filters {
      var all = filter
      all.limit = nil
      let expected = try store.runs(all).map(\.id)
      var (found, after): ([String], Int?) = ([], nil)
      repeat {
        let part = try store.listing(filter, after: after)
        #expect(part.runs.count <= 4 && !part.runs.isEmpty)
        found += part.runs.map(\.id)
        #expect(part.next == nil || part.next == part.runs.last?.id)
        after = try part.next.map(store.resolveRun)
      } while after != nil
      #expect(found == expected)
      #expect(Set(found).count == found.count)
    }
    let starts = try starts(RunFilter())
    #expect(starts == starts.sorted(by: >) && starts.count == 18)
  }

  @Test func controlsAreShownOnRequestAndARunKnowsTheOneBeforeIt() throws {
    let first = try add(1)
    let second = try add(2)
    let control = try add(3) { $0.original = second.run }
    let last = try add(4)
    try add(5) { $0.path = "other.md" }
    #expect(try starts(RunFilter()) == [5, 4, 2, 1])
    let runs = try store.runs(RunFilter(includesControls: true))
    #expect(runs.map(\.previous) == [nil, second.id, second.id, first.id, nil])
    #expect(runs.map(\.original) == [nil, nil, second.id, nil, nil])
    #expect(runs[1].id == last.id && runs[2].id == control.id)
  }

  /// What is followed is an index, in order, for each condition that has one.
  @Test func noFilterReadsAllRuns() throws {
    let queue = try DatabaseQueue(path: fixture.path)
    let conditions = [
      "status = 'x'", "path = 'x'", "title = 'x'", "kernel = 1", "kernel_label = 'x'",
      "hostname = 'x'", "backend = 'x'",
    ]
    let part = "(start_wall, id) < (1, 'x')"
    let order = "ORDER BY start_wall DESC, id DESC"
    var queries = conditions.map {
      "SELECT number, start_wall, id FROM run WHERE \($0) AND \(part) \(order)"
    }
    queries.append("SELECT number FROM run WHERE \(part) \(order)")
    queries.append("SELECT number FROM run WHERE id >= 'a' AND id < 'b' ORDER BY id LIMIT 21")
    queries.append("SELECT path FROM run WHERE path > 'x' ORDER BY path LIMIT 1")
    queries.append("SELECT run FROM parameter WHERE name = 'x' AND value = 'y'")
    queries.append("SELECT DISTINCT run FROM verdict WHERE answer = 'x'")
    queries.append("SELECT DISTINCT run FROM attempt WHERE met = 0")
    for query in queries {
      let plan = try queue.read { database in
        try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + query).map {
          $0["detail"] as String
        }
      }.joined(separator: "; ")
      #expect(!plan.contains("TEMP B-TREE"), "\(query): \(plan)")
      #expect(plan.contains(" USING "), "\(query): \(plan)")
    }
  }
}
