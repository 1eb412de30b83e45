/// Which shell hosts have, and the loop that it runs.
struct ShellProgram {
  /// `bash`, or `sh` where there is no bash.
  let name: String
  let path: String
  /// The descriptors of the loop's two channels inside the shell: dash knows none above 9.
  let channels: (commands: Int32, status: Int32)

  /// The file in which a step waits for its shell.
  static let commandFile = RootFilesystem.own + "/command"

  /// The sandbox's bash, else its sh.
  init?(exists: (String) -> Bool) {
    for (name, folders) in [("bash", ["/bin", "/usr/bin"]), ("sh", ["/bin", "/usr/bin"])] {
      for folder in folders where exists("\(folder)/\(name)") {
        self.name = name
        path = "\(folder)/\(name)"
        channels = name == "bash" ? (250, 251) : (8, 9)
        return
      }
    }
    return nil
  }

  /// The loop: report the last status (the first report says "ready"), wait for a line, run the step
  /// in this very shell with its output redirected, so that `cd`, variables, functions and jobs stay.
  ///
  /// The outer loop is for a `break` in a step. A step's shell does not see the channels. `$?` of the
  /// step before is there at the beginning of the next. All on one line, so that bash counts a
  /// step's lines from 1. A shell that finds no step where it should be (something was mounted over
  /// it) ends, so that the step before never runs again in its place.
  var loop: String {
    if name == "bash" {
      // Fields of the command file: stdin or nothing, stdout, stderr, command, then NAME=VALUE.
      return "__lb_s=0; __lb_r() { return \"$1\"; }; while :; do while :; do "
        + "[[ -n ${__lb-} ]] && exec </dev/null; "
        + "builtin printf '%s\\n' \"$__lb_s\" >&251; "
        + "IFS= builtin read -r -u 250 __lb || exit; "
        + "builtin unset -v __lb; builtin mapfile -d '' -t __lb <\(Self.commandFile) || exit 125; "
        + "(( ${#__lb[@]} > 3 )) || exit 125; "
        + "for __lb_v in \"${__lb[@]:4}\"; do builtin declare -gx \"$__lb_v\"; done; "
        + "[[ -n ${__lb-} ]] && exec <\"$__lb\";"
        + "__lb_r \"$__lb_s\"; builtin eval \"${__lb[3]}\" >\"${__lb[1]}\" 2>\"${__lb[2]}\" "
        + "250<&- 251>&-; __lb_s=$?; done; __lb_s=$?; done"
    }
    // The line that is read names stdin, stdout and stderr; the command is the file itself.
    return "__lb_s=0; __lb_r() { return \"$1\"; }; while :; do while :; do "
      + "printf '%s\\n' \"$__lb_s\" >&9; read -r __lb_i __lb_o __lb_e <&8 || exit; "
      + "__lb_r \"$__lb_s\"; . \(Self.commandFile) <\"$__lb_i\" >\"$__lb_o\" 2>\"$__lb_e\" "
      + "8<&- 9>&-; __lb_s=$?; done; __lb_s=$?; done"
  }
}
