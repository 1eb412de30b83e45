import Foundation
import LabEvidence
import TestSupport
import Testing

/// A labbook that is about to meet a fault, and the machine as it was before.
final class FaultScene {
  let folder: TemporaryFolder
  /// Where labbook runs: its home and its temporary files are here too.
  let work: String
  let database: String
  private let before = MachineState.now
  private let traces = Traces()
  private var processes: [pid_t] = []
  /// What the test itself has put into `folder`.
  private var own: Set<String> = ["work"]
  /// The most memory that a labbook of this scene has had, in bytes.
  private(set) var peakMemory = 0

  init() throws {
    folder = try TemporaryFolder()
    work = try folder.folder("work")
    database = folder.path + "/labbook.sqlite"
  }

  /// Writes a notebook with these fences and gives its path.
  @discardableResult
  func notebook(
    _ body: String, frontMatter: String = "", name: String = "fault.md"
  ) throws -> String {
    let head = frontMatter.isEmpty ? "" : frontMatter + "\n"
    return try file(name, "---\nlabbook: 1\n\(head)---\n\n\(body)\n")
  }

  /// Writes a file beside the database and gives its path.
  @discardableResult
  func file(_ name: String, _ text: String) throws -> String {
    own.insert(name)
    return try folder.file(name, text)
  }

  /// Makes a name in the folder one that may stay.
  func expect(file name: String) { own.insert(name) }

  /// Starts labbook; `--db` is added.
  func start(_ arguments: [String], under wrapper: [String] = []) throws -> LabbookProcess {
    let labbook = try LabbookProcess(
      arguments + ["--db", database], under: wrapper, in: work)
    processes.append(labbook.process)
    return labbook
  }

  /// Runs a command of labbook to its end and watches what it makes on the machine.
  func run(
    _ arguments: [String], under wrapper: [String] = [], within seconds: Double = 60
  ) throws -> LabbookProcess.Ending {
    try end(of: start(arguments, under: wrapper), within: seconds)
  }

  /// Runs the notebook at `path` and reads the document that `--json` prints.
  func document(
    of path: String, under wrapper: [String] = [], within seconds: Double = 60
  ) throws -> (status: Int32?, notebook: RunDocument.Notebook) {
    let ending = try run(["run", path, "--json"], under: wrapper, within: seconds)
    let document = try ending.document()
    return (ending.status, try #require(document.notebooks.first, "\(ending.stderr)"))
  }

  /// Waits for an end, and watches until then.
  func end(of labbook: LabbookProcess, within seconds: Double = 60) throws -> LabbookProcess.Ending
  {
    let isOver = eventually(within: seconds, every: 5000) {
      look(at: labbook)
      return labbook.hasEnded
    }
    try #require(isOver, "labbook did not end within \(seconds) s")
    return try labbook.end()
  }

  /// Notes what a labbook has made on the machine so far, and what memory it has.
  func look(at labbook: LabbookProcess) {
    traces.look(below: labbook.process)
    let status = ProcessTree.read("/proc/\(labbook.process)/status").split(separator: "\n")
    let peak = status.first { $0.hasPrefix("VmHWM:") }?.split(separator: " ").dropFirst().first
    peakMemory = max(peakMemory, (peak.flatMap { Int($0) } ?? 0) << 10)
  }

  /// Waits until a process below `labbook` has these arguments.
  func wait(for command: String, below labbook: LabbookProcess) throws {
    let isThere = eventually(within: 30, every: 10_000) {
      ProcessTree.descendants(of: labbook.process).contains {
        ProcessTree.command($0.process) == command
      }
    }
    try #require(isThere, "\(command) did not begin")
    look(at: labbook)
  }

  /// Expects that no process, namespace, mount, link, cgroup or file is left.
  func expectTheMachineAsBefore(
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    traces.expectToVanish(sourceLocation: sourceLocation)
    #expect(MachineState.now == before, sourceLocation: sourceLocation)
    #expect(MachineState.cgroups(of: processes) == [], sourceLocation: sourceLocation)
    let left = folder.contents.filter { name in
      !name.hasPrefix("labbook.sqlite") && !own.contains(name)
    }
    #expect(left == [], sourceLocation: sourceLocation)
  }

  /// Expects that the database is whole, and lists and shows all of its runs.
  func expectASoundDatabase(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let store = try Store.open(path: database, for: .read)
    #expect(try store.integrityProblems() == [], sourceLocation: sourceLocation)
    for run in try store.runs() {
      _ = try RunEvidence.load(run: run.number, from: store)
    }
    try store.close()
  }

  /// Expects both, as after every fault.
  func expectAllWell(sourceLocation: SourceLocation = #_sourceLocation) throws {
    expectTheMachineAsBefore(sourceLocation: sourceLocation)
    try expectASoundDatabase(sourceLocation: sourceLocation)
  }
}
