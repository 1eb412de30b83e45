/// The commands that somebody types: a command goes on over further lines until bash finds it whole.
struct TypedCommands {
  private let editor: LineEditor

  init(_ editor: LineEditor) { self.editor = editor }

  /// The next command; nil at the end of input, and after `exit`.
  func next() -> String? {
    var lines: [String] = []
    while true {
      switch editor.read(prompt: lines.isEmpty ? "$ " : "> ") {
      case .end: return nil
      case .cancelled: lines = []
      case .line(let line):
        let isBlank = line.allSatisfy { $0 == " " || $0 == "\t" }
        if lines.isEmpty {
          if isBlank { continue }
          if ["exit", "logout"].contains(line.split(separator: " ").joined(separator: " ")) {
            return nil
          }
        }
        lines.append(line)
        let command = lines.joined(separator: "\n")
        if Self.isWhole(command) { return command }
      }
    }
  }

  /// Whether bash needs no further line: its own parser knows (`bash -n`); a here-document without
  /// its end is only a warning to it.
  static func isWhole(_ command: String) -> Bool {
    let backslashes = command.reversed().prefix { $0 == "\\" }.count
    if backslashes % 2 == 1 { return false }
    let outcome = ProbeProcess.run(["env", "LC_ALL=C", "bash", "-n", "-c", command])
    let wants = [
      "unexpected end of file", "unexpected EOF while looking for matching",
      "delimited by end-of-file",
    ]
    return !wants.contains { outcome.output.contains($0) }
  }
}
