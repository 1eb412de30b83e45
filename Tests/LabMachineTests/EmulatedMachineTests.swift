import Foundation
import LabModel
import LabSandbox
import Testing

@testable import LabMachine

/// QEMU machines: booted, saved, resumed.
@Suite(
  .serialized,
  .enabled(if: EmulatorLab.lack == nil, Comment(rawValue: EmulatorLab.lack ?? "")))
struct EmulatedMachineTests {
  @Test func aMachineIsResumedOnceItWasBooted() throws {
    let lab = try EmulatorLab()
    let begin = Clock.monotonic
    let (cold, answer) = try #require(try lab.greeted(try lab.machine()))
    print("cold", (Clock.monotonic - begin) / 1_000_000)
    #expect(!cold.record.isResumed)
    #expect(answer.release == (try EmulatorLab.kernel.get().release))
    cold.end()
    #expect(lab.snapshots.count == 1)
    #expect(lab.scraps.isEmpty)
    for _ in 0..<5 {
    let begin = Clock.monotonic
    let (warm, again) = try #require(try lab.greeted(try lab.machine()))
    print("warm", (Clock.monotonic - begin) / 1_000_000)
    #expect(warm.record.isResumed)
    #expect(warm.record.emulator == cold.record.emulator)
    #expect(again.release == answer.release)
    // Its clock is this machine's, not that of the snapshot.
    #expect(abs(again.time.wall - Clock.wall) < 5_000_000_000)
    warm.end()
    }
    #expect(lab.processes.isEmpty)
  }
}
