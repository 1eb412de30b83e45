import Foundation
import LabReport
import Synchronization
import Testing

@testable import LabCommands

/// What a schedule told, in order.
private struct Listener: RunObserver {
  var ended: [String] = []
  var skipped: [String] = []

  mutating func redraw(_ view: RunView) {}
  mutating func kept(_ title: String, process: Int32?) {}
  mutating func ended(_ result: NotebookResult) {
    if case .skipped = result.ending {
      skipped.append(result.path)
    } else {
      ended.append(result.path)
    }
  }
}

@Suite struct RunScheduleTests {
  private func job(
    _ path: String, milliseconds: UInt32 = 0, ending: NotebookResult.Ending = .finished,
    body: @escaping @Sendable () -> Void = {}
  ) -> RunJob {
    RunJob(
      path: path, title: path,
      run: { report in
        report(.step(number: 1, of: 1, command: "true"))
        body()
        usleep(milliseconds * 1000)
        return NotebookResult(path: path, title: path, ending: ending)
      }, interrupt: {})
  }

  @Test func resultsComeInTheOrderOfTheNotebooks() throws {
    var listener = Listener()
    let jobs = [job("a", milliseconds: 60), job("b", milliseconds: 1), job("c", milliseconds: 20)]
    let wasInterrupted = try RunSchedule(jobs: jobs, width: 3, stopsAtFailure: false)
      .run(observer: &listener)
    #expect(!wasInterrupted)
    #expect(listener.ended == ["a", "b", "c"])
  }

  @Test(arguments: [1, 2, 3])
  func noMoreRunAtATimeThanAreAskedFor(width: Int) throws {
    let counts = Counts()
    let jobs = (0..<8).map { number in
      RunJob(
        path: "\(number)", title: "",
        run: { _ in
          counts.enter()
          usleep(5000)
          counts.leave()
          return NotebookResult(path: "", title: "", ending: .finished)
        }, interrupt: {})
    }
    var listener = Listener()
    _ = try RunSchedule(jobs: jobs, width: width, stopsAtFailure: false).run(observer: &listener)
    #expect(listener.ended.count == 8)
    #expect(counts.most <= width)
    #expect(counts.most > 0)
  }

  @Test func failFastStartsNothingMore() throws {
    var listener = Listener()
    let jobs = [job("a"), job("b", ending: .crashed(reason: "", remedy: nil)), job("c"), job("d")]
    _ = try RunSchedule(jobs: jobs, width: 1, stopsAtFailure: true).run(observer: &listener)
    #expect(listener.ended == ["a", "b"])
    #expect(listener.skipped == ["c", "d"])
  }

  @Test func aMachineThatCannotIsNotAskedAgain() throws {
    var listener = Listener()
    let jobs = [job("a", ending: .machineUnable(reason: "", remedy: nil)), job("b")]
    _ = try RunSchedule(jobs: jobs, width: 1, stopsAtFailure: false).run(observer: &listener)
    #expect(listener.skipped == ["b"])
  }

  @Test func anInterruptedJobThatDoesNotEndIsLeft() async {
    await #expect(processExitsWith: .exitCode(130)) {
      let job = RunJob(
        path: "a", title: "",
        run: { _ in
          kill(getpid(), SIGINT)
          while true { sleep(100) }
        }, interrupt: {})
      var listener = Listener()
      _ = try RunSchedule(
        jobs: [job], width: 1, stopsAtFailure: false, patience: .milliseconds(300)
      ).run(observer: &listener)
    }
  }

  @Test func anInterruptedJobHasTimeToEnd() async {
    await #expect(processExitsWith: .exitCode(7)) {
      let job = RunJob(
        path: "a", title: "",
        run: { _ in
          kill(getpid(), SIGTERM)
          usleep(300_000)
          return NotebookResult(path: "a", title: "", ending: .interrupted(reason: ""))
        }, interrupt: {})
      var listener = Listener()
      let wasInterrupted = try RunSchedule(jobs: [job], width: 1, stopsAtFailure: false)
        .run(observer: &listener)
      exit(wasInterrupted && listener.ended == ["a"] ? 7 : 1)
    }
  }

  private final class Counts: Sendable {
    private let state = Mutex((now: 0, most: 0))

    func enter() {
      state.withLock { state in
        state.now += 1
        state.most = max(state.most, state.now)
      }
    }

    func leave() { state.withLock { $0.now -= 1 } }

    var most: Int { state.withLock { $0.most } }
  }
}
