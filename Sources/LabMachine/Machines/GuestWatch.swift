import LabModel

/// Whether a guest still does what it was asked.
struct GuestWatch {
  /// What is to be done.
  enum Finding: Hashable {
    case fine
    /// Ask it whether it lives.
    case ask(UInt64)
    /// It does nothing any more; what was seen.
    case hang(String)
  }

  /// What was asked, and how long it may take, in ns.
  private struct Task {
    var command: Command?
    var limit: Int64
  }

  /// How often a silent guest is asked.
  private static let questions: Int64 = 4

  private let patience: Int64
  private let durations: Durations
  private var tasks: [Task] = []
  /// Since when the first task is the first.
  private var since: Int64 = 0
  private var lastHeard: Int64 = 0
  private var lastAsked: Int64 = 0
  private var unanswered: Int64 = 0
  private var number: UInt64 = 0

  /// - Parameters:
  ///   - patience: How long the guest may be silent though asked, in ns; besides, what a task may take
  ///     longer than its own limits.
  ///   - durations: The notebook's.
  init(patience: Int64, durations: Durations) {
    self.patience = patience
    self.durations = durations
  }

  /// The sandbox was asked for.
  mutating func began(_ now: Int64) {
    lastHeard = now
    add(Task(command: nil, limit: 2 * patience), now)
  }

  /// A command was sent.
  mutating func sent(_ command: Command, _ now: Int64) {
    switch command {
    case .run(let step):
      add(Task(command: command, limit: step.timeout + durations.settle + patience), now)
    case .fence, .end:
      add(Task(command: command, limit: durations.settle + patience), now)
    case .openTerminal, .terminalInput, .resizeTerminal:
      break
    }
  }

  private mutating func add(_ task: Task, _ now: Int64) {
    if tasks.isEmpty { since = now }
    tasks.append(task)
  }

  /// Bytes came.
  mutating func heard(_ now: Int64) {
    lastHeard = now
    unanswered = 0
  }

  /// An event came: perhaps the end of the first task.
  mutating func heard(_ body: Event.Body, _ now: Int64) {
    guard let first = tasks.first, ends(body, first) else { return }
    tasks.removeFirst()
    since = now
  }

  private func ends(_ body: Event.Body, _ task: Task) -> Bool {
    switch (body, task.command) {
    case (.ready, nil): true
    case (.fence(let fence), .run(let step)):
      fence.step == step.step && fence.attempt == step.attempt
    case (.fence(let fence), .fence): fence.step == 0
    case (.ended, .end): true
    default: false
    }
  }

  /// How long may be waited before the next look, in ms.
  func wait(_ now: Int64) -> Int32 {
    var due = max(lastHeard, lastAsked) + patience / Self.questions
    if let first = tasks.first { due = min(due, since + first.limit) }
    return Int32(clamping: max(0, due - now) / 1_000_000 + 1)
  }

  /// Looks whether all is well, after everything that came was taken in.
  mutating func look(_ now: Int64) -> Finding {
    if let first = tasks.first, now - since > first.limit {
      let seconds = (now - since) / 1_000_000_000
      switch first.command {
      case .run(let step):
        return .hang(
          "step \(step.step) has no end after \(seconds) s, beyond its time limit; the guest's kernel "
            + (unanswered > 0 ? "is silent" : "answers"))
      default: return .hang("the sandbox does not answer for \(seconds) s")
      }
    }
    guard now - max(lastHeard, lastAsked) > patience / Self.questions else { return .fine }
    if unanswered >= Self.questions {
      return .hang("no answer for \((now - lastHeard) / 1_000_000_000) s")
    }
    unanswered += 1
    lastAsked = now
    number += 1
    return .ask(number)
  }
}
