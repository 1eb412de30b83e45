import Glibc
import LabModel

extension Agent {
  /// How a step's command ended.
  private struct Ending {
    var kind: StepEnd.Ending
    var status: Int32
    var time: Int64
    var killed = 0
  }

  /// Runs one step: command, settling, fence.
  func run(_ step: StepCommand) {
    followNames()
    guard let host = hosts.last(where: { $0.record.name == step.host && !$0.isClosed }),
      host.record.origin != .found
    else {
      emit(.stepStarted(StepStart(step: step.step, attempt: step.attempt, host: 0)))
      finish(step, Ending(kind: .hostMissing, status: -1, time: Clock.monotonic), .idle, nil)
      return
    }
    do throws(SandboxFailure) {
      let shell = try shell(of: host)
      try waitUntilReady(shell, host)
      let start = Clock.now
      channel.send(
        Event(
          time: start,
          body: .stepStarted(
            StepStart(step: step.step, attempt: step.attempt, host: host.record.number))))
      let ending: Ending
      if !step.stdin.isEmpty, access(absolute(step.stdin), R_OK) != 0 {
        ending = refuse(step, "cannot open \(step.stdin): \(String(cString: strerror(errno)))")
      } else {
        try hand(step, to: shell)
        ending = waitForEnd(step, shell, host, start: start.monotonic)
      }
      let used = host.shell === shell ? shell.usage() : nil
      let settled = settle(since: start.monotonic)
      finish(step, ending, settled, used, shell: shell.process)
    } catch {
      emit(.failed(error))
    }
  }

  private func shell(of host: Host) throws(SandboxFailure) -> Shell {
    if let shell = host.shell { return shell }
    let shell = try startShell(
      place(host.namespace, host.record.name), host: host.record.number)
    host.shell = shell
    return shell
  }

  func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(RootFilesystem.home)/\(path)"
  }

  /// Ends a step that cannot run, with a message where its own would stand.
  private func refuse(_ step: StepCommand, _ message: String) -> Ending {
    emit(
      .output(
        OutputChunk(
          step: step.step, attempt: step.attempt, stream: step.merges ? .merged : .stderr,
          bytes: Array("labbook: \(message)\n".utf8))))
    return Ending(kind: .exited, status: 1, time: Clock.monotonic)
  }

  /// A shell reports once that it is ready, and then after each step.
  private func waitUntilReady(_ shell: Shell, _ host: Host) throws(SandboxFailure) {
    guard !shell.isReady else { return }
    let deadline = Clock.monotonic + 5_000_000_000
    while shell.nextStatus() == nil {
      if endedChildren[shell.process] != nil || Clock.monotonic > deadline {
        poller.remove(shell.status.number)
        host.shell = nil
        throw shell.startFailure(host: host.record.name)
          ?? SandboxFailure(
            stage: "start", subject: "the shell of host \(host.record.name)", errno: ETIME)
      }
      channel.flush()
      pump(5_000_000)
    }
    shell.isReady = true
  }

  private func hand(_ step: StepCommand, to shell: Shell) throws(SandboxFailure) {
    stillness.note(step.command)
    settledPid = nil
    if step.terminal {
      try hand(step, onTerminalTo: shell)
      return
    }
    let out = try outputs.open(
      step: step.step, attempt: step.attempt, step.merges ? .merged : .stdout)
    var paths = [out.path]
    if !step.merges {
      let error = try outputs.open(step: step.step, attempt: step.attempt, .stderr)
      paths.append(error.path)
    }
    try shell.run(
      step.command, variables: step.variables,
      stdin: step.stdin.isEmpty ? "" : absolute(step.stdin), output: paths)
  }

  /// How long a step runs before its pipes are listened to, in ns: what a quick one prints is read in
  /// one go at its end.
  private static let quick: Int64 = 1_000_000

  /// Waits for the shell's report, its end, or the timeout.
  private func waitForEnd(_ step: StepCommand, _ shell: Shell, _ host: Host, start: Int64)
    -> Ending
  {
    let deadline = start + step.timeout
    var isQuick = true
    defer { takeOutput(of: step) }
    while true {
      if shell.hasStatus { takeOutput(of: step) }
      if let ending = ending(of: shell, host) { return ending }
      let now = Clock.monotonic
      let left = deadline - now
      guard left > 0 else { return stop(step, shell, host) }
      if isQuick, now - start >= Self.quick {
        isQuick = false
        listenToOutput(of: step)
      }
      // What a quick step prints goes out with its end; what a slow one prints, at once.
      if !isQuick { channel.flush() }
      pump(isQuick ? min(left, Self.quick) : left)
    }
  }

  /// The pipes of a step that something may still write to.
  private func pipes(of step: StepCommand) -> [Int32] {
    outputs.pipes.filter { $1.step == step.step && $1.attempt == step.attempt }.map(\.key)
  }

  private func listenToOutput(of step: StepCommand) {
    for number in pipes(of: step) { try? poller.add(number, .output(number)) }
  }

  /// Reads what the pipes of a step have, and listens to those that processes of it keep open.
  private func takeOutput(of step: StepCommand) {
    for number in pipes(of: step) {
      readOutput(number)
      if outputs.pipes[number] != nil { try? poller.add(number, .output(number)) }
    }
  }

  private func ending(of shell: Shell, _ host: Host) -> Ending? {
    if let status = shell.nextStatus() {
      shell.isReady = true
      return Ending(kind: .exited, status: status, time: Clock.monotonic)
    }
    // The host's name went, and its shell with it.
    if host.isClosed { return Ending(kind: .shellEnded, status: 137, time: Clock.monotonic) }
    guard let status = endedChildren.removeValue(forKey: shell.process) else { return nil }
    poller.remove(shell.status.number)
    host.shell = nil
    let signal = status & 0x7f
    return Ending(
      kind: .shellEnded, status: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
      time: Clock.monotonic)
  }

  /// At the timeout: TERM to what the step started, KILL after a second, and the shell only if it is
  /// itself what hangs.
  private func stop(_ step: StepCommand, _ shell: Shell, _ host: Host) -> Ending {
    let time = Clock.monotonic
    var killed = 0
    var status: Int32 = 124
    func born() -> [ProcessTable.Entry] {
      others(processes.scan()).filter { known[$0.process] != $0.startTime }
    }
    func wait(until deadline: Int64, _ isOver: () -> Bool) {
      while !isOver(), Clock.monotonic < deadline { pump(5_000_000) }
    }
    var report: Ending?
    func shellReported() -> Bool {
      if report == nil { report = ending(of: shell, host) }
      return report != nil
    }
    let first = born()
    for entry in first { kill(entry.process, SIGTERM) }
    killed = first.count
    wait(until: time + 1_000_000_000) { shellReported() && born().isEmpty }
    for entry in born() {
      kill(entry.process, SIGKILL)
      kill(entry.process, SIGCONT)
    }
    wait(until: Clock.monotonic + 200_000_000) { shellReported() && born().isEmpty }
    if report == nil {
      kill(shell.process, SIGKILL)
      killed += 1
      wait(until: Clock.monotonic + 1_000_000_000, shellReported)
    }
    if let report { status = report.status }
    return Ending(kind: .timedOut, status: status, time: time, killed: killed)
  }

  /// Counts leaks, fences, and tells that the step has ended.
  private func finish(
    _ step: StepCommand, _ ending: Ending, _ settled: StepEnd.Settled,
    _ used: (user: Int64, system: Int64)?, shell: pid_t = 0
  ) {
    var leaks = ending.killed
    if quietPid == nil || quietPid != settledPid ?? processes.lastPid() {
      let entries = processes.scan()
      let left = others(entries)
      leaks += orphans(left, entries, shell: shell)
      known = Dictionary(left.map { ($0.process, $0.startTime) }) { first, _ in first }
      findNamespaces(left)
      forgetEmptyNamespaces(entries)
    } else if !known.isEmpty {
      known = [:]
      forgetEmptyNamespaces([])
    }
    closeUnused(step)
    fenceEnd(step, ending, settled, leaks, used)
  }

  /// Processes of this step that are no jobs of its shell: their parents have left them.
  private func orphans(
    _ left: [ProcessTable.Entry], _ all: [ProcessTable.Entry], shell: pid_t
  ) -> Int {
    let parents = Dictionary(all.map { ($0.process, $0.parent) }) { first, _ in first }
    return left.filter { entry in
      guard known[entry.process] != entry.startTime else { return false }
      var process = entry.process
      for _ in 0..<64 {
        guard let parent = parents[process], parent > 1 else { break }
        if parent == shell { return false }
        process = parent
      }
      return true
    }.count
  }

  /// Removes the step's pipes from the file system or keeps them for the next one, and closes those
  /// that nothing opened.
  private func closeUnused(_ step: StepCommand) {
    for number in pipes(of: step) { readOutput(number) }
    for host in hosts {
      guard let shell = host.shell else { continue }
      // Where nothing was forked, nobody else can have them open or know of them.
      if settledPid != nil, pipes(of: step).isEmpty {
        outputs.keep(shell.pipePaths)
      } else {
        for path in shell.pipePaths { unlink(path) }
      }
      shell.pipePaths = []
    }
  }

  private func fenceEnd(
    _ step: StepCommand, _ ending: Ending, _ settled: StepEnd.Settled, _ leaks: Int,
    _ used: (user: Int64, system: Int64)?
  ) {
    let end = StepEnd(
      step: step.step, attempt: step.attempt, ending: ending.kind, status: ending.status,
      exitTime: ending.time, settled: settled, leaks: leaks, userTime: used?.user ?? 0,
      systemTime: used?.system ?? 0)
    fence(step: step.step, attempt: step.attempt, end)
  }
}
