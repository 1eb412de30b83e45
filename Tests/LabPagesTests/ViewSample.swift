import LabEvidence
import LabModel
import LabPages

/// Runs of one notebook for the pages that show several, or a network.
struct ViewSample {
  static let start: Int64 = 5_000_000_000_000
  static let startWall: Int64 = 1_760_000_000_000_000_000
  static let day: Int64 = 86_400_000_000_000

  let store: Store

  init(_ fixture: PageFixture) throws { store = try Store.open(path: fixture.path) }

  /// Where a run ran, and with what.
  struct Conditions {
    var path = "experiments/lo.md"
    var title = "Nothing answers"
    var source = "labbook: 1"
    var command = "true"
    var release = "6.18.0"
    var version = "#1 SMP"
    var label: String?
    var backend = "namespaces"
    var hostname = "atlas"
    var parameters: [String: String] = [:]
    var original: Int?
    /// Days after the first run.
    var days: Int64 = 0
    var status = RunRow.Status.finished
    var reason: String?
    var output: [UInt8] = []
  }

  /// Adds a run; `events` come between the start and the end of its only step, which ends 1 s after the start.
  @discardableResult
  func add(
    _ conditions: Conditions = Conditions(), claims: [ClaimVerdict] = [], events: [Event.Body] = []
  ) throws -> (number: Int, id: String) {
    var plan = Plan(
      path: conditions.path, title: conditions.title, source: Array(conditions.source.utf8))
    plan.parameters = conditions.parameters
    let position = SourcePosition(line: 3, column: 1)
    var block = Block(number: 1, kind: .transcript, id: "all", position: position)
    block.steps = [
      Step(
        number: 1, block: 1, indexInBlock: 1, host: "lab", command: conditions.command,
        expectation: Expectation(), position: position, expectedLines: 5..<5)
    ]
    plan.blocks = [block]
    let journal = try Journal.begin(
      plan, in: store, backend: conditions.backend,
      provenance: Provenance(
        kernel: KernelRecord(
          release: conditions.release, version: conditions.version, machine: "x86_64"),
        kernelLabel: conditions.label, hostname: conditions.hostname, processors: 2),
      labbook: "0.1.0", controlOf: conditions.original)
    func event(_ offset: Int64, _ body: Event.Body) throws {
      let wall = Self.startWall + conditions.days * Self.day + offset
      try journal.write(
        Event(time: EventTime(monotonic: Self.start + offset, wall: wall), body: body))
    }
    try event(-1000, .hostAdded(HostRecord(number: 1, name: "lab", origin: .planned)))
    try event(
      0,
      .ready(
        SandboxRecord(
          identifiers: "range", limits: [], kernelRelease: conditions.release,
          kernelVersion: conditions.version, machine: "x86_64", shell: "/bin/bash", notes: [])))
    if conditions.status != .blocked {
      try event(1000, .stepStarted(StepStart(step: 1, attempt: 1, host: 1)))
      if !conditions.output.isEmpty {
        try event(
          2000,
          .output(
            OutputChunk(step: 1, attempt: 1, stream: .stdout, bytes: conditions.output)))
      }
      for (index, body) in events.enumerated() { try event(Int64(index + 1) * 1_000_000, body) }
      try event(
        1_000_000_000,
        .stepEnded(
          StepEnd(
            step: 1, attempt: 1, ending: .exited, status: 0,
            exitTime: Self.start + 900_000_000, settled: .idle, leaks: 0, userTime: 0,
            systemTime: 0)))
      try event(1_000_000_001, .fence(Fence(step: 1, attempt: 1)))
    }
    try journal.finish(conditions.status, reason: conditions.reason)
    if !claims.isEmpty {
      try VerdictStore(store).record(claims, ofRun: journal.run, at: 1)
    }
    return (journal.run, journal.id)
  }

  static func claim(
    _ text: String, _ answer: Verdict.Answer, number: Int = 1, identity: String? = nil,
    reason: String = "so it was", isPublished: Bool = false, expectedFailure: String? = nil
  ) -> ClaimVerdict {
    ClaimVerdict(
      number: number, identity: identity ?? text, text: text, line: 9, isPublished: isPublished,
      expectedFailure: expectedFailure, verdict: Verdict(answer, reason))
  }

  /// Text with everything that must not come out raw.
  static let hostile = "<script>alert(1)</script>\"'&\u{1b}[2J\u{202e}"
  /// The same as bytes, with some that are no UTF-8.
  static let hostileBytes = Array(hostile.utf8) + [0xff, 0xfe, 0x0a]
}

extension Site {
  /// The page at `target` as text.
  func text(_ target: String) -> (status: Int, text: String) {
    guard let address = PageAddress(target: target) else { return (404, "no address: \(target)") }
    let answer = answer(address)
    return (answer.status, String(decoding: answer.body, as: UTF8.self))
  }
}

/// Whether a page's text has anything raw of `ViewSample.hostile` in it.
func isRaw(_ text: String) -> Bool {
  text.contains("<script>alert") || text.contains("</script>\"")
    || text.contains("\"'&") || text.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{202e}" }
}
