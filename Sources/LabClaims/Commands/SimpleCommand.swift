/// The words of one simple command, redirections taken away.
struct SimpleCommand {
  var words: [ShellWord]
  var host: String?
  var depth: Int

  /// The program it runs; more than one where that is a shell given its commands as an argument.
  var programs: [RunProgram] {
    var rest = words[...]
    var host = host
    var change: String?
    while true {
      rest = rest.drop { $0.isAssignment }
      guard let first = rest.first, let name = Self.name(of: first) else {
        // What runs there is not known, but that it does.
        return change.map { [RunProgram(name: $0, host: host, namespaceChange: $0)] } ?? []
      }
      let arguments = rest.dropFirst()
      if name == "ip" {
        switch Self.namespace(in: arguments) {
        case .executes(let namespace, let command) where !command.isEmpty:
          host = namespace
          rest = command
          continue
        case .executes, .none:
          return [RunProgram(name: name, host: host, namespaceChange: change)]
        case .switches(let namespace):
          return [RunProgram(name: name, host: namespace, namespaceChange: change)]
        }
      }
      if let command = CommandPrefix.named(name)?.command(in: arguments), !command.isEmpty {
        if Self.leavesNamedHosts(name, arguments.dropLast(command.count), command) {
          change = name
        }
        if name == "nsenter" { host = Self.enteredHost(in: arguments) ?? host }
        rest = command
        continue
      }
      if Self.leavesNamedHosts(name, arguments, []) { change = name }
      let program = RunProgram(name: name, host: host, namespaceChange: change)
      guard let script = Self.script(name, arguments) else { return [program] }
      let inner = CommandWords.programs(in: Array(script.utf8), host: host, depth: depth + 1)
      return name == "eval" ? inner : [program] + inner
    }
  }

  /// The name of the program that `word` is the path of; nil where only the shell knows.
  private static func name(of word: ShellWord) -> String? {
    let name = word.text.split(separator: "/").last.map(String.init) ?? word.text
    let isKnown = !word.hasExpansion || (word.text.contains("/") && !name.contains("$"))
    return name.isEmpty || !isKnown ? nil : name
  }

  // MARK: ip(8)

  private enum NamespaceUse {
    case none
    /// `ip netns exec NAME COMMAND`.
    case executes(String, ArraySlice<ShellWord>)
    /// `ip -n NAME …`, which ip(8) says is the same as `ip netns exec NAME ip …`.
    case switches(String)
  }

  private static func namespace(in arguments: ArraySlice<ShellWord>) -> NamespaceUse {
    var rest = arguments
    var namespace: String?
    while let option = rest.first?.text, option.hasPrefix("-") {
      rest = rest.dropFirst()
      let name = option.drop { $0 == "-" }
      if name == "n" || (name.count >= 2 && "netns".hasPrefix(name)) {
        namespace = rest.popFirst()?.text
      } else if optionsWithValue.contains(String(name)) {
        rest = rest.dropFirst()
      }
    }
    let isNetns = rest.first.map { $0.text.count >= 3 && "netns".hasPrefix($0.text) } ?? false
    if isNetns, let verb = rest.dropFirst().first?.text, !verb.isEmpty, "exec".hasPrefix(verb),
      let name = rest.dropFirst(2).first?.text
    {
      return .executes(name, rest.dropFirst(3))
    }
    return namespace.map { .switches($0) } ?? .none
  }

  private static let optionsWithValue: Set<String> = [
    "f", "family", "rc", "rcvbuf", "b", "batch", "l", "loops",
  ]

  /// The host whose namespace file nsenter(1) is given.
  private static func enteredHost(in arguments: ArraySlice<ShellWord>) -> String? {
    for argument in arguments {
      for option in ["--net=", "-n"] where argument.text.hasPrefix(option) {
        let path = argument.text.dropFirst(option.count)
        for folder in ["/run/netns/", "/var/run/netns/"] where path.hasPrefix(folder) {
          return String(path.dropFirst(folder.count))
        }
      }
    }
    return nil
  }

  /// Whether `name` is unshare(1) or nsenter(1) with options that lead to a network namespace that
  /// is no host's by name.
  ///
  /// Words that only the shell can know (`unshare $OPTIONS sh`) may be such options.
  private static func leavesNamedHosts(
    _ name: String, _ options: ArraySlice<ShellWord>, _ command: ArraySlice<ShellWord>
  ) -> Bool {
    guard name == "unshare" || name == "nsenter" else { return false }
    if name == "nsenter", enteredHost(in: options) != nil { return false }
    let isEntered: Set<Character> = name == "nsenter" ? ["n", "a"] : ["n"]
    let lettersWithValue: Set<Character> =
      name == "nsenter" ? ["t", "S", "G"] : ["S", "G", "R", "w"]
    if let first = command.first, first.hasExpansion, Self.name(of: first) == nil { return true }
    return options.contains { word in
      guard word.text.hasPrefix("-") else { return false }
      if word.hasExpansion, !word.text.contains("=") { return true }
      if word.text.hasPrefix("--") {
        // getopt_long(3) takes any beginning of a name.
        let long = word.text.dropFirst(2).prefix { $0 != "=" }
        return !long.isEmpty && ("net".hasPrefix(long) || name == "nsenter" && long == "all")
      }
      return word.text.dropFirst().prefix { !lettersWithValue.contains($0) }
        .contains(where: isEntered.contains)
    }
  }

  // MARK: Shells

  /// The commands that a shell (or `eval`) is given as an argument.
  private static func script(_ name: String, _ arguments: ArraySlice<ShellWord>) -> String? {
    if name == "eval" { return arguments.map(\.text).joined(separator: " ") }
    guard shells.contains(name) else { return nil }
    var rest = arguments
    while let option = rest.first?.text, option.hasPrefix("-") || option.hasPrefix("+") {
      rest = rest.dropFirst()
      if !option.hasPrefix("--"), option.dropFirst().contains("c") { return rest.first?.text }
      if ["-o", "+o", "-O", "+O", "--rcfile", "--init-file"].contains(option) {
        rest = rest.dropFirst()
      }
    }
    return nil
  }

  private static let shells: Set<String> = ["sh", "bash", "dash", "ash", "zsh", "ksh"]
}
