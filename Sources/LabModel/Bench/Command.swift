/// What a recorder tells an agent to do.
package enum Command: Sendable, Hashable {
  /// Run a step; answered by stepStarted, its events, stepEnded and a fence.
  case run(StepCommand)
  /// Drain everything and compare tables; answered by a fence with step 0.
  case fence
  /// Start an interactive shell on a pseudo-terminal; answered by terminalOutput and terminalEnded.
  case openTerminal(TerminalRequest)
  case terminalInput([UInt8])
  case resizeTerminal(rows: UInt16, columns: UInt16)
  /// Kill everything, take a last fence, and end.
  case end
}

/// One step for an agent.
package struct StepCommand: Sendable, Hashable {
  package var step: Int
  package var attempt: Int
  package var host: String
  package var command: String
  /// Variables set in the host's shell before the command (captured groups).
  package var variables: [EnvironmentVariable]
  /// Limit for the command in ns.
  package var timeout: Int64
  /// One pipe for stdout and stderr.
  package var merges: Bool
  /// Path of the file that becomes stdin; empty is /dev/null, or the terminal where there is one.
  package var stdin: String
  /// A pseudo-terminal instead of pipes: stdout and stderr are one stream, `merged`.
  package var terminal: Bool

  package init(
    step: Int, attempt: Int, host: String, command: String,
    variables: [EnvironmentVariable] = [], timeout: Int64, merges: Bool = false, stdin: String = "",
    terminal: Bool = false
  ) {
    self.step = step
    self.attempt = attempt
    self.host = host
    self.command = command
    self.variables = variables
    self.timeout = timeout
    self.merges = merges
    self.stdin = stdin
    self.terminal = terminal
  }
}

/// An interactive shell to start.
package struct TerminalRequest: Sendable, Hashable {
  package var host: String
  package var rows: UInt16
  package var columns: UInt16
  /// TERM of the user's terminal.
  package var terminal: String

  package init(host: String, rows: UInt16, columns: UInt16, terminal: String) {
    self.host = host
    self.rows = rows
    self.columns = columns
    self.terminal = terminal
  }
}
