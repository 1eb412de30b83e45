import Foundation
import GRDB
import LabEvidence
import LabModel
import TestSupport
import Testing

@Suite struct MergeKillTests {
  /// A file with `count` small runs, all made of one.
  private static func source(_ folder: TemporaryFolder, count: Int) throws -> String {
    let path = folder.path + "/source.sqlite"
    let store = try Store.open(path: path)
    let plan = Plan(path: "small.md", title: "Small", source: Array("small".utf8))
    for _ in 0..<count {
      let journal = try Journal.begin(
        plan, in: store, backend: "namespaces",
        provenance: Provenance(
          kernel: KernelRecord(
            release: "6.1", version: "#1", machine: "x86_64", configurationHash: nil, options: nil),
          hostname: "here", processors: 1), labbook: "0.1.0")
      func write(_ offset: Int64, _ body: Event.Body) throws {
        try journal.write(
          Event(
            time: EventTime(monotonic: 100 + offset, wall: 1_760_000_000_000_000_000 + offset),
            body: body))
      }
      try write(-1, .hostAdded(HostRecord(number: 1, name: "lab", origin: .planned)))
      try write(
        0,
        .ready(
          SandboxRecord(
            identifiers: "range", limits: [NamedValue(name: "processes", value: "cgroup")],
            kernelRelease: "6.1", kernelVersion: "#1", machine: "x86_64", shell: "/bin/bash",
            notes: ["none"])))
      for number in 1...20 {
        try write(Int64(number), .fence(Fence(step: 0, attempt: 0)))
      }
      try journal.finish(.finished)
    }
    try store.close()
    return path
  }

  @Test func aMergeThatIsKilledLeavesWholeRunsAndGoesOn() throws {
    let folder = try TemporaryFolder()
    let source = try Self.source(folder, count: 2000)
    let target = folder.path + "/target.sqlite"
    let arguments = ["merge", source, "--into", target]
    var kept = 0
    for signal in [SIGKILL, SIGKILL, SIGINT] {
      let before = kept
      let process = try LabbookProcess(arguments, in: folder.path)
      let hasBegun = try eventually(within: 20, every: 500) {
        kept = try Self.runs(target)
        return kept > before || process.hasEnded
      }
      #expect(hasBegun)
      process.signal(signal)
      let ending = try process.end()
      let store = try Store.open(path: target)
      #expect(try store.check().problems == [])
      kept = try Self.runs(target)
      if signal == SIGINT, kept < 2000 {
        #expect(ending.status == 130)
        #expect(ending.stdout.hasSuffix(" interrupted\n"))
      }
      // Every run that is there has all its rows.
      let whole = try DatabaseQueue(path: target).read {
        try Int.fetchOne(
          $0,
          sql: """
            SELECT count(*) FROM run WHERE
              (SELECT count(*) FROM fence WHERE fence.run = run.number) = 20
            """)
      }
      #expect(whole == kept)
      try store.close()
    }
    let clock = ContinuousClock()
    var ending: LabbookProcess.Ending?
    let time = try clock.measure { ending = try LabbookProcess.run(arguments, in: folder.path) }
    print("\(2000 - kept) small runs merged in \(time)")
    #expect(ending?.status == 0)
    #expect(try Self.runs(target) == 2000)
    let again = try LabbookProcess.run(arguments, in: folder.path)
    #expect(again.stdout.hasSuffix("0 runs added, 2000 there already\n"))
    #expect(try LabbookProcess.run(["list", "--limit", "1", "--db", target]).status == 0)
    // Nothing is left beside the files.
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(
      Set(names).isSubset(of: [
        "source.sqlite", "source.sqlite-wal", "source.sqlite-shm", "target.sqlite",
        "target.sqlite-wal", "target.sqlite-shm",
      ]), "\(names)")
  }

  /// How many runs the file at `path` has; 0 where it is not ready yet.
  private static func runs(_ path: String) throws -> Int {
    guard FileManager.default.fileExists(atPath: path) else { return 0 }
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try? DatabaseQueue(path: path, configuration: configuration)
    return (try? queue?.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM run") }) ?? 0
  }
}
