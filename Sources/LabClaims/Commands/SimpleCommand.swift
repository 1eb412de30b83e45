/// The words of one simple command, redirections taken away.
struct SimpleCommand {
  var words: [ShellWord]
  var host: String?
  var depth: Int

  /// The program it runs; more than one where that is a shell given its commands as an argument.
  var programs: [RunProgram] {
    var rest = words[...]
    var host = host
    while true {
      rest = rest.drop { $0.isAssignment }
      guard let first = rest.first, let name = Self.name(of: first) else { return [] }
      let arguments = rest.dropFirst()
      if name == "ip" {
        switch Self.namespace(in: arguments) {
        case .executes(let namespace, let command) where !command.isEmpty:
          host = namespace
          rest = command
          continue
        case .executes, .none: return [RunProgram(name: name, host: host)]
        case .switches(let namespace): return [RunProgram(name: name, host: namespace)]
        }
      }
      if let command = CommandPrefix.named(name)?.command(in: arguments), !command.isEmpty {
        if name == "nsenter" { host = Self.enteredHost(in: arguments) ?? host }
        rest = command
        continue
      }
      let program = RunProgram(name: name, host: host)
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
