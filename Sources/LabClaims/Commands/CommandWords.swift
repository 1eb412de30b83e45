/// A program (or builtin) that a command runs.
package struct RunProgram: Sendable, Hashable {
  /// Its name without its folder: `curl` for `/usr/bin/curl`.
  package var name: String
  /// The host that `ip netns exec` names; nil is the host whose shell runs the command.
  package var host: String?

  package init(name: String, host: String? = nil) {
    self.name = name
    self.host = host
  }
}

/// Takes a shell command apart into the programs it runs, by its text alone.
package enum CommandWords {
  /// The programs of `command`, in the order in which they are typed; one typed twice comes twice.
  ///
  /// Every program of a pipeline, list, group, condition, loop or substitution counts: what stands
  /// after `sudo`, `ip netns exec X`, `timeout N`, `env`, `VAR=x`, `nohup`, `time`, `!` and the
  /// like, never those words themselves unless no command follows them. Bodies of here-documents are
  /// passed over. A word that only the shell can know (`$TOOL`) names no program.
  package static func programs(in command: String) -> [RunProgram] { [] }
}
