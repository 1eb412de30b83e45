/// A program (or builtin) that a command runs.
package struct RunProgram: Sendable, Hashable {
  /// Its name without its folder: `curl` for `/usr/bin/curl`.
  package var name: String
  /// The host that `ip netns exec` names; nil is the host whose shell runs the command.
  package var host: String?
  /// `unshare` or `nsenter`, where that takes it into a network namespace that has no name.
  package var namespaceChange: String?

  package init(name: String, host: String? = nil, namespaceChange: String? = nil) {
    self.name = name
    self.host = host
    self.namespaceChange = namespaceChange
  }
}

/// Takes a shell command apart into the programs it runs, by its text alone.
package enum CommandWords {
  /// The programs of `command`, in the order in which they are typed; one typed twice comes twice.
  ///
  /// Every program of a pipeline, list, group, condition, loop, substitution or `bash -c` counts:
  /// what stands after `sudo`, `ip netns exec X`, `timeout N`, `env`, `VAR=x`, `nohup`, `time`, `!`
  /// and the like, never those words themselves unless no command follows them. Bodies of
  /// here-documents are passed over. A word that only the shell can know (`$TOOL`) names no program.
  package static func programs(in command: String) -> [RunProgram] {
    programs(in: Array(command.utf8), host: nil, depth: 0)
  }

  /// As above, for a command that `host` is known of, `depth` commands within another one.
  static func programs(in command: [UInt8], host: String?, depth: Int) -> [RunProgram] {
    // Nobody nests commands so deep but to exhaust the stack.
    guard depth < maximumDepth else { return [] }
    var scanner = ShellScanner(command, host: host, depth: depth)
    scanner.readList(isNested: false)
    return scanner.programs
  }

  static let maximumDepth = 40
}
