import Foundation
import Testing

@testable import LabMachine

/// A process of its own that runs a machine and is killed.
enum EmulatorVictim {
  /// When it is killed.
  enum Moment: String, CaseIterable {
    case booting, saving, running
  }

  /// In the environment: the cache's folder and the mark.
  static let variable = "LABBOOK_TEST_VICTIM"

  /// Starts this test program again for `EmulatorVictimTests`, and kills it at `moment`.
  static func run(in lab: EmulatorLab, until moment: Moment) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    var arguments = Array(CommandLine.arguments.dropFirst())
    while let filter = arguments.firstIndex(of: "--filter") {
      arguments.removeSubrange(filter..<min(filter + 2, arguments.count))
    }
    process.arguments = arguments + ["--filter", "EmulatorVictimTests"]
    process.environment = ProcessInfo.processInfo.environment.merging([
      variable: lab.cache.path + "\n" + lab.mark
    ]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    for _ in 0..<12_000 {
      guard process.isRunning else { throw MachineFailure("the victim ended by itself") }
      switch moment {
      case .booting where !lab.processes.isEmpty: return
      case .saving where !lab.scraps.isEmpty || !lab.snapshots.isEmpty: return
      case .running where FileTree.kind(lab.cache.path + "/running") != nil: return
      default: usleep(5000)
      }
    }
    throw MachineFailure("the victim never came to \(moment)")
  }
}

/// What the process does that is killed.
@Suite(
  .enabled(
    if: ProcessInfo.processInfo.environment[EmulatorVictim.variable] != nil,
    "another test runs it in a process of its own"))
struct EmulatorVictimTests {
  @Test func runsAMachineUntilItIsKilled() throws {
    let lab = try EmulatorLab(
      victim: ProcessInfo.processInfo.environment[EmulatorVictim.variable] ?? "")
    let greeted = try #require(try lab.greeted(try lab.machine()))
    try FileTree.write([], to: lab.cache.path + "/running")
    while !greeted.0.process.isOver { sleep(1) }
  }
}
