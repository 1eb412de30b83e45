import Foundation
import TestSupport
import Testing

/// The scripts of docs/fleet.md on a real cluster, with a task that is killed and requeued.
@Suite(.enabled(if: SlurmCluster.obstacle == nil, "\(SlurmCluster.obstacle ?? "")"))
struct SlurmFleetTests {
  /// The runs of a file, as `labbook list --json` tells them.
  struct Runs: Decodable {
    struct Run: Decodable {
      var path: String
      var status: String
    }

    var runs: [Run]
  }

  @Test func aRequeuedTaskLosesAndDoublesNothing() throws {
    let folder = try TemporaryFolder()
    let notebooks = try Self.prepare(folder)
    let mark = "5.\(Int.random(in: 100_000...999_999))"
    // It comes first, so the first task has it, with another notebook that may be done by then.
    try folder.file(
      "experiments/0-slow.md", "---\nlabbook: 1\n---\n\n```console\n$ sleep \(mark)\n```\n")
    let cluster = try SlurmCluster()
    let script = try Self.start(folder, on: cluster)
    try #require(eventually(within: 60, every: 20_000) { Self.runs { $0 == "sleep \(mark)" } })
    let job = try #require(
      try cluster.run("squeue", "-h", "--name=labbook", "-o", "%F").stdout.split(separator: "\n")
        .first.map(String.init))
    #expect(try cluster.run("scontrol", "requeue", "\(job)_1").status == 0)
    // Slurm waits two minutes for all of the killed attempt to be gone, and what it signed for that one
    // counts for a second longer: it takes a next attempt for the killed one until then.
    let raw = try cluster.run("squeue", "-h", "--job=\(job)_1", "-o", "%A").stdout.dropLast()
    let isGone = try eventually(within: 30, every: 50_000) {
      try !Self.runs { $0.hasPrefix("slurmstepd: [\(raw).") }
        && cluster.run("squeue", "-h", "--job=\(job)_1", "-o", "%t").stdout == "PD\n"
    }
    #expect(isGone)
    #expect(!Self.runs { $0 == "sleep \(mark)" })
    #expect(
      try cluster.run("scontrol", "update", "JobId=\(job)_1", "StartTime=now+2").status == 0)
    let whole = try script.end(within: 120)
    let log = try folder.text("fleet/task-1.log")
    #expect(whole.status == 0, "\(whole)\(log)")
    #expect(whole.stdout.contains("\(notebooks.count + 1) notebooks"))
    #expect(log.contains("DUE TO JOB REQUEUE"))

    #expect(try Self.runs(in: folder) == ["0-slow.md"] + notebooks)

    // What these runs took decides who runs what the next time.
    unlink(folder.path + "/experiments/0-slow.md")
    let next = try Self.start(folder, on: cluster).end(within: 120)
    #expect(next.status == 0, "\(next)")
    let shards = try (1...4).map { try folder.text("fleet/task-\($0).log").suffix(70) }
    #expect(shards.allSatisfy { $0.contains(" of 6 notebooks, split by the durations of 6\n") })
    #expect(try Self.runs(in: folder) == notebooks)
    #expect(cluster.stop())
    #expect(ProcessTree.names(folder.path + "/node").filter { !$0.hasPrefix(".") } == [])
  }

  /// Starts `fleet.sh`.
  private static func start(
    _ folder: TemporaryFolder, on cluster: SlurmCluster
  ) throws -> LabbookProcess {
    try cluster.launch(
      ["bash", "fleet.sh"], in: folder.path,
      [
        "PATH": "\(folder.path)/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "TMPDIR": folder.path + "/node",
      ])
  }

  /// The notebooks of the merged runs in order, each of which has to be finished.
  private static func runs(in folder: TemporaryFolder) throws -> [String] {
    let list = try LabbookProcess.run(
      ["list", "--json", "--db", "fleet/all.sqlite"], in: folder.path)
    let runs = try list.document(Runs.self).runs
    #expect(runs.allSatisfy { $0.status == "finished" })
    return runs.map { String($0.path.dropFirst("experiments/".count)) }.sorted()
  }

  /// Writes the scripts, the experiments and `bin/labbook`; gives the names of the notebooks in order.
  private static func prepare(_ folder: TemporaryFolder) throws -> [String] {
    for name in ["fleet-array.sbatch", "fleet-merge.sh", "fleet.sh"] {
      try folder.file(
        name, try #require(try FleetDocument.script(name), "docs/fleet.md has no \(name)"))
    }
    for name in ["bin", "node", "experiments"] { _ = try folder.folder(name) }
    symlink(LabbookProcess.program, folder.path + "/bin/labbook")
    let notebooks = ProcessTree.names(Repository.experiments).filter { $0.hasSuffix(".md") }
      .sorted()
    for name in notebooks {
      try folder.file("experiments/" + name, try Repository.text("experiments/" + name))
    }
    return notebooks
  }

  /// Whether there is a process anywhere whose command is one of those.
  private static func runs(_ isWanted: (String) -> Bool) -> Bool {
    ProcessTree.names("/proc").compactMap { pid_t($0) }.contains {
      isWanted(ProcessTree.command($0))
    }
  }
}
