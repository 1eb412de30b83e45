import Glibc
import LabReport

/// One notebook to run, as the schedule sees it.
struct RunJob: Sendable {
  /// What is going on in it.
  enum Progress: Sendable, Hashable {
    case step(number: Int, of: Int, command: String)
    /// Its steps have run, and its sandbox is kept; the agent's process is this one.
    case kept(process: Int32?)
    /// It asks the user something on the terminal.
    case asking
  }

  var path: String
  var title: String
  /// Runs it and returns when it has ended; called on a thread of its own.
  var run: @Sendable (_ report: @escaping @Sendable (Progress) -> Void) -> NotebookResult
  /// Makes `run` return soon; called from another thread, before or while it runs.
  var interrupt: @Sendable () -> Void
  /// Waits until nothing is left of what `run` started; called after it, more than once.
  var cleanUp: @Sendable () -> Void = {}
}

/// What runs, for the progress line.
struct RunView {
  /// A notebook that runs: since when, and how far it is.
  struct Job {
    var title: String
    var progress: RunJob.Progress?
    var since: ContinuousClock.Instant
  }

  var total: Int
  var ended: Int
  var running: [Job]
}

/// Hears what a schedule does, on the schedule's own thread.
protocol RunObserver {
  /// Called now and then while something runs.
  mutating func redraw(_ view: RunView)
  /// A notebook's sandbox is kept from now on; nsenter(1) enters it through `process`.
  mutating func kept(_ title: String, process: Int32?)
  /// A notebook has ended; they come in the order of the jobs.
  mutating func ended(_ result: NotebookResult)
}

/// Runs notebooks, so many at a time, and hands on their results in the order of the notebooks.
///
/// The first signal interrupts what runs and starts nothing more; a second one ends the process at
/// once (the sandboxes die with it).
struct RunSchedule {
  var jobs: [RunJob]
  /// How many run at a time, at least 1.
  var width: Int
  /// Start nothing more after a notebook that did not do as claimed.
  var stopsAtFailure: Bool
  /// What kept sandboxes wait for; a byte in it lets one go.
  var gate: Pipe?

  private enum Message: Sendable {
    case progress(Int, RunJob.Progress)
    case ended(Int, NotebookResult)
  }

  /// How far a run of the schedule is.
  private struct State {
    var results: [NotebookResult?]
    var running: [Int: RunView.Job] = [:]
    var started = 0
    var reported = 0
    var stopReason: String?
    var wasInterrupted = false
  }

  /// Runs all jobs; returns whether a signal came.
  ///
  /// - Throws: `CommandFailure` where no thread or pipe is to be had.
  func run(
    observer: inout some RunObserver, interruption: Interruption? = nil
  ) throws(CommandFailure) -> Bool {
    let mailbox = try Mailbox<Message>()
    let signals: Interruption
    if let interruption { signals = interruption } else { signals = try Interruption() }
    var state = State(results: [NotebookResult?](repeating: nil, count: jobs.count))
    while state.reported < jobs.count {
      try startMore(&state, mailbox)
      while state.reported < jobs.count, let result = state.results[state.reported] {
        observer.ended(result)
        state.reported += 1
      }
      guard state.reported < jobs.count else { break }
      observer.redraw(
        RunView(
          total: jobs.count, ended: state.results.count { $0 != nil },
          running: state.running.sorted { $0.key < $1.key }.map(\.value)))
      wait(mailbox, signals, state)
      if signals.next() != nil { interrupt(&state) }
      for message in mailbox.take() { take(message, &state, &observer) }
    }
    return state.wasInterrupted
  }

  private func startMore(_ state: inout State, _ mailbox: Mailbox<Message>) throws(CommandFailure) {
    while state.stopReason == nil, state.started < jobs.count, state.running.count < max(1, width) {
      let index = state.started
      let job = jobs[index]
      state.running[index] = RunView.Job(title: job.title, since: .now)
      state.started += 1
      try WorkerThread.start {
        let result = job.run { mailbox.send(.progress(index, $0)) }
        mailbox.send(.ended(index, result))
        job.cleanUp()
      }
    }
    guard let reason = state.stopReason else { return }
    for index in state.started..<jobs.count {
      state.results[index] = NotebookResult(
        path: jobs[index].path, title: jobs[index].title, ending: .skipped(reason: reason))
    }
    state.started = jobs.count
  }

  /// Waits for a message or a signal, and for Enter where a sandbox is kept.
  private func wait(_ mailbox: Mailbox<Message>, _ interruption: Interruption, _ state: State) {
    var descriptors = [mailbox.descriptor, interruption.descriptor]
    let isKept = state.running.values.contains { job in
      if case .kept? = job.progress { true } else { false }
    }
    if isKept { descriptors.append(0) }
    waitForInput(descriptors, milliseconds: 100)
    guard isKept, let gate else { return }
    var entry = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, 0) > 0 else { return }
    var byte: UInt8 = 0
    // The end of input lets everything go, as Enter does.
    if read(0, &byte, 1) <= 0 || byte == 0x0A { _ = write(gate.writeEnd, &byte, 1) }
  }

  private func interrupt(_ state: inout State) {
    if state.wasInterrupted { CommandLineTool.leave(with: .interrupted) }
    state.wasInterrupted = true
    state.stopReason = "interrupted"
    for index in state.running.keys {
      jobs[index].interrupt()
      var byte: UInt8 = 0
      if let gate { _ = write(gate.writeEnd, &byte, 1) }
    }
  }

  private func take(
    _ message: Message, _ state: inout State, _ observer: inout some RunObserver
  ) {
    switch message {
    case .progress(let index, let progress):
      state.running[index]?.progress = progress
      if case .kept(let process) = progress {
        observer.kept(jobs[index].title, process: process)
      }
    case .ended(let index, let result):
      state.running[index] = nil
      state.results[index] = result
      state.stopReason = state.stopReason ?? reasonToStop(after: result)
    }
  }

  private func reasonToStop(after result: NotebookResult) -> String? {
    if case .machineUnable = result.ending { return "this machine cannot run notebooks" }
    guard stopsAtFailure else { return nil }
    let statuses = RunStatus.statuses(of: result, isStrict: false)
    return statuses.isDisjoint(with: [.refuted, .failed, .mistake])
      ? nil : "an earlier notebook failed (--fail-fast)"
  }
}
