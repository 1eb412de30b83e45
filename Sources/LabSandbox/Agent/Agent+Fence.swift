import Glibc
import LabModel

extension Agent {
  /// Drains everything that the kernel has seen so far, compares all tables, and says so.
  ///
  /// - Parameters:
  ///   - step: the step that it ends; 0 for none.
  ///   - attempt: which attempt of it.
  ///   - end: how that step ended.
  func fence(step: Int, attempt: Int, _ end: StepEnd? = nil) {
    followNames()
    drainOutputs()
    var isStill = stillness.holds(
      lastPid: settledPid ?? processes.lastPid(), isAlone: isAlone)
    settledPid = nil
    let open = hosts.filter { !$0.isClosed }
    for host in open {
      // Links before packets, so that a packet's interface is known when it comes.
      let changes = host.recorder.drain(now: Clock.monotonic)
      for body in changes { emit(body) }
      let taken = host.packetsAtFence
      if let loss = host.capture.fence({ emit(.packets($0)) }) { emit(.loss(loss)) }
      host.packetsAtFence = host.capture.taken
      if !changes.isEmpty || taken != host.packetsAtFence || !host.recorder.isStill {
        isStill = false
      }
    }
    if !isStill {
      for host in open {
        for body in host.recorder.fence(now: Clock.monotonic) { emit(body) }
      }
    }
    for cut in outputs.takeCuts() { emit(.outputCut(cut)) }
    if let end { emit(.stepEnded(end)) }
    emit(.fence(Fence(step: step, attempt: attempt)))
  }

  /// Whether only the agent and idle shells are there.
  private var isAlone: Bool { quietPid != nil && known.isEmpty && terminal == nil }

  /// Reads every output pipe once more.
  func drainOutputs() {
    for number in Array(outputs.pipes.keys) { readOutput(number) }
  }

  /// Waits until everything is blocked and no packet comes any more, at most as long as `settle`
  /// says.
  ///
  /// - Parameter start: when the step began, CLOCK_MONOTONIC in ns.
  /// - Returns: What ended the wait.
  func settle(since start: Int64) -> StepEnd.Settled {
    let limit = Clock.monotonic + setup.durations.settle
    var previous: [pid_t: UInt64]?
    while true {
      pump(0)
      let idle = isIdle(&previous)
      if idle {
        for host in hosts where !host.isClosed {
          if let loss = host.capture.fence({ emit(.packets($0)) }) { emit(.loss(loss)) }
        }
        let last = hosts.map(\.capture.lastPacket).max() ?? 0
        if last < start { return .idle }
        let quiet = Clock.monotonic - last
        if quiet >= setup.durations.quiet { return .quiet }
        if Clock.monotonic >= limit { return .limit }
        pump(min(setup.durations.quiet - quiet, limit - Clock.monotonic))
      } else {
        if Clock.monotonic >= limit { return .limit }
        pump(1_000_000)
      }
    }
  }

  /// Whether every process is blocked and none has run between the look before and this one.
  ///
  /// With nothing there but idle shells, and no new pid since, one system call tells.
  private func isIdle(_ previous: inout [pid_t: UInt64]?) -> Bool {
    let lastPid = processes.lastPid()
    settledPid = nil
    if lastPid == quietPid {
      settledPid = lastPid
      return true
    }
    let entries = others(processes.scan())
    if entries.isEmpty {
      quietPid = lastPid
      return true
    }
    quietPid = nil
    let times = Dictionary(entries.map { ($0.process, $0.runTime) }) { first, _ in first }
    defer { previous = times }
    return entries.allSatisfy(\.isBlocked) && times == previous
  }

  /// Processes that are neither shells of hosts nor dead.
  func others(_ entries: [ProcessTable.Entry]) -> [ProcessTable.Entry] {
    let shells = Set(hosts.compactMap { $0.shell?.process })
    return entries.filter { !shells.contains($0.process) && !$0.isZombie }
  }
}
