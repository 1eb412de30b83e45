import Foundation
import LabModel
import LabSandbox
import Synchronization
import Testing

@testable import LabMachine

/// QEMU machines: booted, saved, resumed.
// The comment is read whenever tests are listed, the condition only when these are to run.
@Suite(
  .serialized,
  .enabled(
    if: EmulatorLab.canRun,
    "qemu-system-x86 is not installed, or no kernel 6.12 is in the cache or to be had by apt"))
struct EmulatedMachineTests {
  @Test func aMachineThatWasBootedOnceIsResumed() throws {
    let lab = try EmulatorLab()
    let (cold, answer) = try #require(try lab.greeted(try lab.machine()))
    #expect(!cold.record.isResumed)
    #expect(cold.record.accelerator == .tcg)
    #expect(answer.release == (try EmulatorLab.kernel.get().release))
    cold.end()
    #expect(lab.snapshots.count == 1)
    #expect(lab.scraps.isEmpty)
    let (warm, again) = try #require(try lab.greeted(try lab.machine()))
    #expect(warm.record.isResumed)
    #expect(warm.record.emulator == cold.record.emulator)
    #expect(again.release == answer.release)
    // Its clock is this machine's, not that of the snapshot.
    #expect(abs(again.time.wall - Clock.wall) < 5_000_000_000)
    // Another at the same time, on the same pages.
    let (other, _) = try #require(try lab.greeted(try lab.machine()))
    #expect(other.record.isResumed)
    #expect(!warm.process.isOver)
    warm.end()
    other.end()
    #expect(lab.processes.isEmpty)
    #expect(lab.snapshots.count == 1)
    // Other words for the kernel, another machine.
    let different = try lab.machine(["quiet"])
    #expect(try !different.start().record.isResumed)
  }

  @Test func sandboxesOnOneSnapshotDoNotMeet() throws {
    let lab = try EmulatorLab()
    let bench = try lab.bench()
    let cold = try MachineLab(bench)
    let release = try EmulatorLab.kernel.get().release + "\n"
    #expect(try cold.run("uname -r").stdout == release)
    let first = try MachineLab(bench)
    let second = try MachineLab(bench)
    let random = "head -c 16 /dev/urandom | od -An -tx1"
    let drawn = try [cold, first, second].map { try $0.run(random).stdout }
    #expect(Set(drawn).count == 3)
    try first.run("echo here > /tmp/file; ip link set lo up")
    #expect(try second.run("cat /tmp/file").status != 0)
    #expect(try first.run("cat /tmp/file; ping -c 1 127.0.0.1").packets.count == 2)
    for lab in [first, second] {
      guard case .machine(let record)? = lab.events.first?.body else {
        Issue.record("no record of the machine comes first")
        return
      }
      #expect(record.isResumed)
    }
  }

  @Test func aSnapshotThatCannotBeUsedIsMadeAnew() throws {
    let lab = try EmulatorLab()
    try #require(try lab.greeted(try lab.machine())).0.end()
    let name = try #require(lab.snapshots.first)
    let folder = lab.cache.snapshots + "/" + name
    // Found out before the emulator starts: it boots.
    #expect(truncate(folder + "/memory", 256 << 20) == 0)
    #expect(SnapshotFolder(lab.cache).find(name) == nil)
    #expect(lab.snapshots.isEmpty)
    try #require(try lab.greeted(try lab.machine())).0.end()
    #expect(lab.snapshots == [name])
    // Found out by the emulator: whole, but not what it wrote.
    let state = [UInt8](repeating: 0, count: 1000)
    try lab.replaceState(of: name, by: state)
    let bench = try lab.bench()
    let again = try MachineLab(bench)
    guard case .machine(let record)? = again.events.first?.body else {
      Issue.record("no record of the machine comes first")
      return
    }
    #expect(!record.isResumed)
    let notes = again.events.compactMap { event -> [String]? in
      if case .ready(let record) = event.body { record.notes } else { nil }
    }
    #expect(notes.joined().contains { $0.contains("snapshot") })
    #expect(lab.snapshots == [name])
    let made = try #require(SnapshotFolder(lab.cache).find(name))
    #expect(made.state.count > state.count)
  }

  @Test func whatAKilledProcessLeftIsRemoved() throws {
    let lab = try EmulatorLab()
    let folder = SnapshotFolder(lab.cache)
    try lab.folder.write("part", to: "snapshots/.adding-killed/memory")
    try folder.make("other-0") { path throws(MachineFailure) in
      try FileTree.write([1], to: path + "/memory")
    }
    #expect(lab.scraps.isEmpty)
    #expect(lab.snapshots == ["other-0"])
    // What is not whole is no snapshot.
    #expect(folder.find("other-0") == nil)
    #expect(lab.snapshots.isEmpty)
  }

  @Test func whoIsKilledLeavesNothing() throws {
    let lab = try EmulatorLab()
    for moment in EmulatorVictim.Moment.allCases {
      try EmulatorVictim.run(in: lab, until: moment)
      // The keeper's end takes a moment: it is not this process's child.
      for _ in 0..<500 where !lab.processes.isEmpty { usleep(10_000) }
      #expect(lab.processes.isEmpty, "\(moment)")
    }
    // Whatever the state of the cache is, it can be used.
    try #require(try lab.greeted(try lab.machine())).0.end()
    #expect(lab.snapshots.count == 1)
    let (last, _) = try #require(try lab.greeted(try lab.machine()))
    #expect(last.record.isResumed)
  }

  @Test(
    .enabled(if: EmulatorLab.isThorough, "LABBOOK_TEST_KERNELS=all runs it: `make test-kernels`"))
  func twoAtOnceMakeOneSnapshot() throws {
    let lab = try EmulatorLab()
    let answers = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      guard let machine = try? lab.machine(), let greeted = try? lab.greeted(machine) else {
        return
      }
      greeted.0.end()
      answers.withLock { $0 += 1 }
    }
    #expect(answers.withLock { $0 } == 2)
    #expect(lab.snapshots.count == 1)
    #expect(lab.scraps.isEmpty)
  }

  @Test(
    .enabled(if: EmulatorLab.isThorough, "LABBOOK_TEST_KERNELS=all runs it: `make test-kernels`"))
  func aSnapshotIsResumedManyTimes() throws {
    let lab = try EmulatorLab()
    try #require(try lab.greeted(try lab.machine())).0.end()
    for _ in 0..<50 {
      let (warm, _) = try #require(try lab.greeted(try lab.machine()))
      #expect(warm.record.isResumed)
      warm.end()
    }
    #expect(lab.processes.isEmpty)
  }
}
