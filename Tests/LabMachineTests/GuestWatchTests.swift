import LabModel
import Testing

@testable import LabMachine

@Suite struct GuestWatchTests {
  private let second: Int64 = 1_000_000_000

  private func watch() -> GuestWatch {
    var watch = GuestWatch(patience: 20 * second, durations: Durations())
    watch.began(0)
    watch.heard(
      .ready(
        SandboxRecord(
          identifiers: "range", limits: [], kernelRelease: "", kernelVersion: "", machine: "",
          shell: "", notes: [])), 0)
    return watch
  }

  @Test func aSilentGuestIsAskedFourTimes() {
    var watch = watch()
    #expect(watch.look(4 * second) == .fine)
    #expect(watch.look(6 * second) == .ask(1))
    #expect(watch.look(7 * second) == .fine)
    #expect(watch.look(12 * second) == .ask(2))
    // Any word of the guest's will do.
    watch.heard(13 * second)
    for number: UInt64 in 3...6 {
      #expect(watch.look((13 + 6 * Int64(number - 2)) * second) == .ask(number))
    }
    #expect(watch.look(43 * second) == .hang("no answer for 30 s"))
  }

  @Test func aStepThatOutlivesItsLimitIsAHangAlsoWhereTheKernelAnswers() {
    var watch = watch()
    let step = StepCommand(step: 3, attempt: 1, host: "lab", command: "x", timeout: 10 * second)
    watch.sent(.run(step), 0)
    watch.sent(.fence, 0)
    watch.heard(30 * second)
    #expect(watch.look(30 * second) == .fine)
    watch.heard(32 * second)
    guard case .hang(let message) = watch.look(32 * second) else {
      Issue.record("no hang")
      return
    }
    #expect(message.hasPrefix("step 3 has no end after 32 s"))
    // The next task has its time from the end of the one before.
    watch.heard(.fence(Fence(step: 3, attempt: 1)), 32 * second)
    #expect(watch.look(32 * second) == .fine)
    watch.heard(.fence(Fence(step: 0, attempt: 0)), 33 * second)
    watch.heard(900 * second)
    #expect(watch.look(900 * second) == .fine)
  }
}
