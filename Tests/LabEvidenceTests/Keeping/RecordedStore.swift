import Foundation
import GRDB
import LabEvidence
import LabModel

/// Runs with a bit of everything.
enum RecordedStore {
  /// Adds a finished run, whose notebook is `path`; gives its number.
  @discardableResult
  static func fill(_ store: Store, title: String = "One", path: String = "one.md") throws -> Int {
    var plan = Plans.plan(["echo \(title)"])
    plan.title = title
    plan.path = path
    plan.source = Array("# \(title)\n".utf8)
    let journal = try Journal.standing(plan, in: store)
    let link = Link(
      index: 1, name: "eth0", kind: "veth", hardwareType: 1, flags: 1, operationalState: 6,
      hasCarrier: true, mtu: 1500, address: [2, 0, 0, 0, 0, 1], master: 0, link: 0,
      linkNamespace: -1, linkHost: 0, qdisc: "noqueue")
    try journal.write(
      At.event(
        1,
        .link(ObjectChange(host: 1, earliest: At.start - 5, old: nil, new: link, isInitial: true))))
    let route = Route(
      family: 2, table: 254, destination: "0.0.0.0/0", type: 1, scope: 0, protocolNumber: 3,
      metric: 0, preferredSource: "", mtu: 0,
      nexthops: [Nexthop(interface: 1, gateway: "10.0.0.254", flags: 0, weight: 1)])
    try journal.write(
      At.event(2, .route(ObjectChange(host: 1, earliest: At.start, old: nil, new: route))))
    try journal.write(At.event(10, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
    try journal.write(
      At.event(
        11,
        .output(
          OutputChunk(
            step: 1, attempt: 1, stream: .stdout, bytes: Array("words \(journal.run)\n".utf8)))))
    try journal.write(
      At.event(30, .packets(Frames.batch([Frames.udp([1, 2]), Frames.udp([3])], at: 20))))
    try journal.write(
      At.event(
        9000,
        .stepEnded(
          StepEnd(
            step: 1, attempt: 1, ending: .exited, status: 0, exitTime: At.start + 8000,
            settled: .quiet, leaks: 0, userTime: 1, systemTime: 1))))
    try journal.write(At.event(9001, .fence(Fence(step: 1, attempt: 1))))
    try journal.finish(.finished)
    try judge(journal.run, in: store, at: 1, answer: .holds)
    return journal.run
  }

  /// Records a judgement of a run.
  static func judge(
    _ run: Int, in store: Store, at wall: Int64, answer: Verdict.Answer
  ) throws {
    try VerdictStore(store).record(
      [
        ClaimVerdict(
          number: 1, identity: "it echoes", text: "it echoes", line: 9,
          verdict: Verdict(
            answer, "so it is at \(wall)",
            evidence: [EvidenceReference(.packet, 1), EvidenceReference(.attempt, 1)]))
      ], ofRun: run, at: wall)
    try PacketTranscriptStore(store).record(
      [
        PacketTranscriptOutcome(
          number: 1, line: 4, place: "lab:eth0", filter: nil, during: nil, expectedFailure: nil,
          answer: .met, reason: "all \(wall)", difference: [])
      ], ofRun: run, at: wall)
  }

  /// All rows as lines of text, with ids for runs' numbers and content for those of what runs share.
  ///
  /// Judgements are told as they are read: rows of verdicts have numbers of one file.
  static func content(of path: String) throws -> [String] {
    let store = try Store.open(path: path)
    var lines: [String] = []
    let ids = try DatabaseQueue(path: path).read { database -> [Int: String] in
      let graph = try Row.fetchAll(
        database, sql: "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
      )
      let ids = Dictionary(
        uniqueKeysWithValues: try Row.fetchAll(database, sql: "SELECT number, id FROM run").map {
          ($0["number"] as Int, $0["id"] as String)
        })
      for name in graph.map({ $0["name"] as String })
      where !name.hasPrefix("sqlite_") && !["claim", "verdict", "evidence"].contains(name) {
        for row in try Row.fetchAll(database, sql: "SELECT * FROM \(name)") {
          let cells = row.compactMap { column, value -> String? in
            switch (name, column) {
            case ("run", "number"), ("kernel", "number"), ("program", "number"),
              ("run", "is_indexed"), ("run", "kernel"), ("tool", "program"):
              return nil
            case (_, "run"), (_, "original"):
              return "\(column)=\(ids[Int.fromDatabaseValue(value) ?? 0] ?? "?")"
            default: return "\(column)=\(value.storage.value ?? "NULL")"
            }
          }
          lines.append(name + " " + cells.joined(separator: " "))
        }
      }
      return ids
    }
    for (run, id) in ids {
      lines.append("\(id) \(try VerdictStore(store).judgements(ofRun: run))")
      lines.append("\(id) \(try store.provenance(ofRun: run))")
    }
    return lines.sorted()
  }
}
