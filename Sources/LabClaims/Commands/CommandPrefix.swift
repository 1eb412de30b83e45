/// A program that runs the command it is given, so that the command is what counts.
struct CommandPrefix {
  /// Options of one letter that take a value.
  var lettersWithValue = ""
  /// Options with a long name that take a value as a word of their own.
  var namesWithValue: Set<String> = []
  /// Words before the command that are no options: `timeout 5`.
  var operands = 0
  /// Letters of options that make the program do something else than run the command.
  var lettersWithoutCommand = ""

  /// What is known of the program `name`; nil where it runs no command of its arguments.
  static func named(_ name: String) -> CommandPrefix? { known[name] }

  /// The command in `arguments`; empty where there is none.
  func command(in arguments: ArraySlice<ShellWord>) -> ArraySlice<ShellWord> {
    var rest = arguments
    while let word = rest.first, word.text.hasPrefix("-") || word.isAssignment {
      let option = word.text
      rest = rest.dropFirst()
      if word.isAssignment { continue }
      if option == "--" { break }
      if option.hasPrefix("--") {
        if namesWithValue.contains(String(option.dropFirst(2))) { rest = rest.dropFirst() }
        continue
      }
      for (offset, letter) in option.dropFirst().enumerated() {
        if lettersWithoutCommand.contains(letter) { return [] }
        guard lettersWithValue.contains(letter) else { continue }
        // `-n5` holds its value, `-n` has it in the next word.
        if offset == option.count - 2 { rest = rest.dropFirst() }
        break
      }
    }
    return rest.drop { $0.isAssignment }.dropFirst(operands)
  }

  private static let known: [String: CommandPrefix] = [
    "sudo": CommandPrefix(
      lettersWithValue: "CDghpRrTtUu",
      namesWithValue: [
        "close-from", "chdir", "group", "host", "prompt", "chroot", "role", "command-timeout",
        "type", "other-user", "user",
      ], lettersWithoutCommand: "Kkelv"),
    "doas": CommandPrefix(lettersWithValue: "uC"),
    "env": CommandPrefix(
      lettersWithValue: "uC", namesWithValue: ["unset", "chdir"], lettersWithoutCommand: "S"),
    "nohup": CommandPrefix(),
    "setsid": CommandPrefix(),
    "nice": CommandPrefix(lettersWithValue: "n", namesWithValue: ["adjustment"]),
    "ionice": CommandPrefix(
      lettersWithValue: "cn", namesWithValue: ["class", "classdata"], lettersWithoutCommand: "pPu"),
    "stdbuf": CommandPrefix(
      lettersWithValue: "ioe", namesWithValue: ["input", "output", "error"]),
    "timeout": CommandPrefix(
      lettersWithValue: "ks", namesWithValue: ["kill-after", "signal"], operands: 1),
    "time": CommandPrefix(lettersWithValue: "fo", namesWithValue: ["format", "output"]),
    "chrt": CommandPrefix(
      lettersWithValue: "TPD", namesWithValue: ["sched-runtime", "sched-period", "sched-deadline"],
      operands: 1, lettersWithoutCommand: "pm"),
    "taskset": CommandPrefix(operands: 1, lettersWithoutCommand: "p"),
    "unshare": CommandPrefix(
      lettersWithValue: "SGRw",
      namesWithValue: [
        "setuid", "setgid", "root", "wd", "propagation", "setgroups", "map-user", "map-group",
      ]),
    "nsenter": CommandPrefix(
      lettersWithValue: "tSG", namesWithValue: ["target", "setuid", "setgid"]),
    "setpriv": CommandPrefix(),
    "busybox": CommandPrefix(),
    "exec": CommandPrefix(lettersWithValue: "a"),
    "command": CommandPrefix(lettersWithoutCommand: "vV"),
    "builtin": CommandPrefix(),
  ]
}
