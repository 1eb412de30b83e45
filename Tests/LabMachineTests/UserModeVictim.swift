import Foundation
import LabModel
import LabSandbox
import Testing

@testable import LabMachine

/// A process of its own that runs a machine and is killed: this test program, started again.
enum UserModeVictim {
  /// When it is killed.
  enum Moment: CaseIterable {
    case booting, running
  }

  private static let markVariable = "LABBOOK_TEST_USER_MODE_MARK"
  private static let folderVariable = "LABBOOK_TEST_USER_MODE_FOLDER"

  /// In such a process: the word by which its machine's processes are found.
  static let mark = ProcessInfo.processInfo.environment[markVariable]
  /// In such a process: where it says that a step runs.
  static let folder = ProcessInfo.processInfo.environment[folderVariable]

  static func start(mark: String, folder: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    var arguments = Array(CommandLine.arguments.dropFirst())
    while let filter = arguments.firstIndex(of: "--filter") {
      arguments.removeSubrange(filter..<min(filter + 2, arguments.count))
    }
    process.arguments = arguments + ["--filter", "UserModeVictimTests"]
    process.environment = ProcessInfo.processInfo.environment.merging([
      markVariable: mark, folderVariable: folder,
    ]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}

/// What the process does that is killed.
@Suite(.enabled(if: UserModeVictim.mark != nil, "another test runs it in a process of its own"))
struct UserModeVictimTests {
  @Test func runsAMachineUntilItIsKilled() throws {
    let folder = try #require(UserModeVictim.folder)
    // A cache in the folder of who kills it, who removes it too.
    let cache = CacheFolder(path: folder + "/cache")
    let kernel = try KernelCache(folder: cache).add("uml", progress: { _ in })
    let bench = MachineBench(
      kernel: kernel, label: "uml", cache: cache, agentPath: NamespaceBench.installedAgent,
      commands: [], options: [], arguments: [try #require(UserModeVictim.mark)])
    let lab = try MachineLab(bench)
    try lab.sandbox.send(.run(MachineLab.command("sleep 100")))
    try lab.collect { body in
      if case .stepStarted = body { true } else { false }
    }
    FileManager.default.createFile(atPath: folder + "/running", contents: Data())
    sleep(100)
  }
}
