import LabMachine

/// Which program pages long text: `LABBOOK_PAGER`, else `PAGER`, else less.
struct PagerProgram: Sendable, Hashable {
  /// What sh(1) is told.
  let command: String
  /// The variable that names it; nil where none does.
  let variable: String?

  /// The program that the environment names; nil where it wants none: the name is empty or `cat`, or the
  /// terminal cannot move its cursor.
  init?(_ environment: Environment) {
    guard let terminal = environment["TERM"], terminal != "dumb" else { return nil }
    let variable = ["LABBOOK_PAGER", "PAGER"].first { environment.isSet($0) }
    let command = variable.map { environment[$0] ?? "" } ?? "less"
    let words = command.split(separator: " ")
    guard !words.isEmpty, words != ["cat"] else { return nil }
    self.command = command
    self.variable = variable
  }

  /// Whether it can be started, as far as that can be told: the shell knows what else there is.
  var isInstalled: Bool {
    let isPlain = command.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || " -_./+".utf8.contains(byte)
    }
    guard isPlain, let word = command.split(separator: " ").first else { return true }
    return ProgramPath.find(String(word)) != nil
  }
}
