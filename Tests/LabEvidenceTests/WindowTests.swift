import LabEvidence
import LabModel
import Testing

@Suite struct WindowTests {
  let fixture: Fixture
  let store: Store

  init() throws {
    fixture = try Fixture()
    store = try fixture.open()
  }

  /// Writes a run down with `body` and reads its outline.
  private func outline(
    _ plan: Plan = Plans.plan(["one", "two"]), _ body: (Journal) throws -> Void
  ) throws -> RunEvidence {
    let journal = try Journal.standing(plan, in: store)
    try journal.write(
      At.event(
        100,
        .link(
          ObjectChange(
            host: 1, earliest: At.start, old: nil,
            new: Link(index: 1, name: "lo", hardwareType: 1, flags: 1), isInitial: true))))
    try body(journal)
    try journal.finish(.finished)
    return try .outline(run: store.resolveRun(journal.id), from: store)
  }

  private func window(
    _ outline: RunEvidence, _ times: ClosedRange<Int64>, parts: Int = 10, rows: Int = 5,
    packets: Int = 0
  ) throws -> RunWindow {
    var request = RunWindow.Request(
      times: At.start + times.lowerBound...At.start + times.upperBound)
    (request.parts, request.mostRows, request.mostPackets) = (parts, rows, packets)
    return try RunWindow(request, of: outline, from: store)
  }

  private func route(_ number: Int, at offset: Int64) -> Event {
    At.event(
      offset,
      .route(
        ObjectChange(
          host: 1, earliest: At.start, old: nil,
          new: Route(
            family: 2, table: 254, destination: "10.0.\(number / 256).\(number % 256)/32", type: 1,
            preferredSource: "", nexthops: [Nexthop(interface: 1)]))))
  }

  private func attempt(_ journal: Journal, step: Int, _ attempt: Int, at offset: Int64) throws {
    try journal.write(
      At.event(offset, .stepStarted(StepStart(step: step, attempt: attempt, host: 1))))
    try journal.write(
      At.event(
        offset + 10,
        .output(
          OutputChunk(
            step: step, attempt: attempt, stream: .stdout, bytes: Array("\(attempt)\n".utf8)))))
    try journal.write(
      At.event(
        offset + 20,
        .stepEnded(
          StepEnd(
            step: step, attempt: attempt, ending: .exited, status: 1,
            exitTime: At.start + offset + 15, settled: .idle, leaks: 0, userTime: 0, systemTime: 0))
      ))
  }

  @Test func anOutlineHasTheFirstAttemptAndTheLastFive() throws {
    let outline = try outline { journal in
      for number in 1...9 { try attempt(journal, step: 1, number, at: Int64(number) * 1000) }
      try attempt(journal, step: 2, 1, at: 20_000)
    }
    #expect(outline.attempts.filter { $0.step == 1 }.map(\.attempt) == [1, 5, 6, 7, 8, 9])
    #expect(outline.attempts.filter { $0.step == 2 }.map(\.attempt) == [1])
    #expect(outline.attempts.map(\.number) == [1, 5, 6, 7, 8, 9, 10])
    #expect(outline.outputs.isEmpty && outline.links.isEmpty)
    #expect(outline.interfaces.map(\.name) == ["lo"])
  }

  @Test func piecesOfOutputAreThoseOfTheirAttempt() throws {
    let outline = try outline { journal in
      for number in 1...9 { try attempt(journal, step: 1, number, at: Int64(number) * 1000) }
      for late in [10_000, 11_000] as [Int64] {
        try journal.write(
          At.event(
            late,
            .output(OutputChunk(step: 1, attempt: 4, stream: .stderr, bytes: Array("late".utf8)))))
      }
    }
    let run = outline.run.number
    let pieces = try store.outputPieces(ofRun: run, attempts: [4, 5, 77], most: 2)
    #expect(pieces[4]?.map(\.number) == [4, 10])
    #expect(pieces[4]?.map(\.size) == [2, 4])
    #expect(pieces[4]?.map(\.stream) == [.stdout, .stderr])
    #expect(pieces[5]?.map(\.time) == [At.start + 5010])
    #expect(pieces[77] == [])
    #expect(try store.attempt(4, ofStep: 1, run: run) == 4)
    #expect(try store.attempt(1, ofStep: 2, run: run) == nil)
    #expect(try store.outputBytes(ofRun: run, piece: 9, most: 1) == Array("9".utf8))
    #expect(try store.outputBytes(ofRun: run, piece: 9, from: 1, most: 9) == [0x0A])
    #expect(try store.outputBytes(ofRun: run, piece: 99, most: 9) == [])
  }

  @Test func aWindowHasItsRowsAndCountsTheRest() throws {
    let outline = try outline { journal in
      for number in 0..<100 { try journal.write(route(number, at: 1000 + Int64(number) * 10)) }
    }
    let all = try window(outline, 0...2000)
    #expect(all.totals[.route] == 100)
    #expect(all.evidence.routes.map(\.number) == [1, 2, 3, 4, 5])
    #expect(all.counts[.route] == [0, 0, 0, 0, 0, 20, 20, 20, 20, 20])
    #expect(all.counts[.link] == nil)
    #expect(all.evidence.links.count == 1)
    let part = try window(outline, 1500...1530)
    #expect(part.evidence.routes.map(\.number) == [51, 52, 53, 54])
    #expect(part.totals[.link] == 0)
    #expect(try window(outline, 5000...6000).totals[.route] == 0)
  }

  @Test func packetsAreCountedByInterfaceAndPart() throws {
    let frame = Frames.udp([1])
    let outline = try outline { journal in
      try journal.write(
        At.event(
          200,
          .link(
            ObjectChange(
              host: 1, earliest: At.start, old: nil,
              new: Link(index: 2, name: "eth0", hardwareType: 1)))))
      let first = Frames.batch(Array(repeating: frame, count: 30), at: 1000)
      let second = Frames.batch(Array(repeating: frame, count: 10), interface: 2, at: 40_000)
      try journal.write(At.event(60_000, .packets(first)))
      try journal.write(At.event(60_000, .packets(second)))
    }
    let counted = try window(outline, 1000...50_999, parts: 5).packets
    #expect(!counted.isEstimate)
    #expect(counted.total == 40)
    #expect(counted.counts == [1: [10, 10, 10, 0, 0], 2: [0, 0, 0, 1, 9]])
    #expect(counted.marks.isEmpty)
    let marked = try window(outline, 39_500...41_500, packets: 10).packets
    #expect(marked.marks.map(\.time) == [At.start + 40_000, At.start + 41_000])
    #expect(marked.marks.map(\.interface) == [2, 2])
  }

  @Test func manyPacketsAreCountedFromASample() throws {
    let frames = Array(repeating: Frames.udp([1]), count: 80_000)
    let outline = try outline { journal in
      try journal.write(At.event(90_000_000, .packets(Frames.batch(frames, at: 1000))))
    }
    let density = try window(outline, 1000...80_000_999, parts: 4).packets
    #expect(density.isEstimate)
    #expect(density.total == 80_000)
    #expect(density.counts[1]?.allSatisfy { (19_900...20_100).contains($0) } == true)
  }

  @Test func citedRowsAreReadByTheirNumbers() throws {
    let outline = try outline { journal in
      try attempt(journal, step: 2, 1, at: 1000)
      try journal.write(route(7, at: 2000))
      try journal.write(At.event(3000, .fence(Fence(step: 2, attempt: 1))))
    }
    let cited = try CitedRows(
      [
        EvidenceReference(.attempt, 1), EvidenceReference(.output, 1), EvidenceReference(.route, 1),
        EvidenceReference(.fence, 1), EvidenceReference(.link, 9), EvidenceReference(.link, .max),
        EvidenceReference(.packet, 1),
      ], ofRun: outline.run.number, from: store)
    #expect(cited.attempts.keys.sorted() == [1])
    #expect(cited.attempts[1]?.step == 2 && cited.attempts[1]?.attempt == 1)
    #expect(cited.outputs == [1: 1])
    #expect(cited.routes[1]?.change.new?.destination == "10.0.0.7/32")
    #expect(cited.times[EvidenceReference(.fence, 1)] == At.start + 3000)
    #expect(cited.links.isEmpty)
  }

  @Test func theRunBeforeIsThatOfTheSameNotebook() throws {
    func run(_ path: String, startWall: Int64) throws -> Journal {
      var plan = Plans.plan()
      plan.path = path
      let journal = try Journal.begin(
        plan, in: store, backend: "namespaces", provenance: Plans.provenance, labbook: "0.1.0")
      try journal.write(
        Event(
          time: EventTime(monotonic: At.start, wall: startWall), body: .ready(Plans.sandbox)))
      try journal.finish(.finished)
      return journal
    }
    let first = try run("a.md", startWall: At.startWall)
    _ = try run("b.md", startWall: At.startWall + 1000)
    let last = try run("a.md", startWall: At.startWall + 2000)
    let background = try store.background(ofRun: store.resolveRun(last.id))
    #expect(background.previous == first.id)
    #expect(background.labbook == "0.1.0")
    #expect(try store.background(ofRun: store.resolveRun(first.id)).previous == nil)
  }
}
