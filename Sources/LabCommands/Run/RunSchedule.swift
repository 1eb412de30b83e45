import LabReport

/// One notebook to run, as the schedule sees it.
struct RunJob: Sendable {
  /// What is going on in it.
  enum Progress: Sendable {
    case step(number: Int, of: Int, command: String)
  }

  var path: String
  var title: String
  /// Runs it and returns when it has ended; called on a thread of its own.
  var run: @Sendable (_ progress: @escaping @Sendable (Progress) -> Void) -> NotebookResult
  /// Makes `run` return soon; called from another thread, before or while it runs.
  var interrupt: @Sendable () -> Void
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

  private enum Message: Sendable {
    case progress(Int, RunJob.Progress)
    case ended(Int, NotebookResult)
  }

  /// What the progress line shows.
  struct View {
    var total: Int
    var ended: Int
    /// What runs: title, progress and since when.
    var running: [(title: String, progress: RunJob.Progress?, since: ContinuousClock.Instant)]
  }

  /// Runs all jobs; returns whether a signal came.
  ///
  /// `redraw` is called now and then while something runs, `ended` for each result in order.
  /// - Throws: `CommandFailure` where no thread or pipe is to be had.
  func run(redraw: (View) -> Void, ended: (NotebookResult) -> Void) throws(CommandFailure) -> Bool {
    let mailbox = try Mailbox<Message>()
    let interruption = try Interruption()
    var results = [NotebookResult?](repeating: nil, count: jobs.count)
    var running: [Int: (progress: RunJob.Progress?, since: ContinuousClock.Instant)] = [:]
    var started = 0
    var reported = 0
    var stopReason: String?
    var wasInterrupted = false
    while reported < jobs.count {
      while stopReason == nil, started < jobs.count, running.count < max(1, width) {
        running[started] = (nil, .now)
        try start(started, mailbox)
        started += 1
      }
      if let stopReason, started < jobs.count {
        for index in started..<jobs.count {
          results[index] = NotebookResult(
            path: jobs[index].path, title: jobs[index].title,
            ending: .skipped(reason: stopReason))
        }
        started = jobs.count
      }
      while reported < jobs.count, let result = results[reported] {
        ended(result)
        reported += 1
      }
      guard reported < jobs.count else { break }
      redraw(view(running, ended: results.count { $0 != nil }))
      waitForInput([mailbox.descriptor, interruption.descriptor], milliseconds: 100)
      if interruption.next() != nil {
        if wasInterrupted { CommandLineTool.leave(with: .interrupted) }
        wasInterrupted = true
        stopReason = "interrupted"
        for index in running.keys { jobs[index].interrupt() }
      }
      for message in mailbox.take() {
        switch message {
        case .progress(let index, let progress): running[index]?.progress = progress
        case .ended(let index, let result):
          running[index] = nil
          results[index] = result
          stopReason = stopReason ?? reasonToStop(after: result)
        }
      }
    }
    return wasInterrupted
  }

  private func start(_ index: Int, _ mailbox: Mailbox<Message>) throws(CommandFailure) {
    let job = jobs[index]
    try WorkerThread.start {
      let result = job.run { mailbox.send(.progress(index, $0)) }
      mailbox.send(.ended(index, result))
    }
  }

  private func reasonToStop(after result: NotebookResult) -> String? {
    if case .machineUnable = result.ending { return "this machine cannot run notebooks" }
    guard stopsAtFailure else { return nil }
    let statuses = RunStatus.statuses(of: result, isStrict: false)
    return statuses.isDisjoint(with: [.refuted, .failed, .mistake])
      ? nil : "an earlier notebook failed (--fail-fast)"
  }

  private func view(
    _ running: [Int: (progress: RunJob.Progress?, since: ContinuousClock.Instant)], ended: Int
  ) -> View {
    View(
      total: jobs.count, ended: ended,
      running: running.sorted { $0.key < $1.key }
        .map { (jobs[$0.key].title, $0.value.progress, $0.value.since) })
  }
}
