import Foundation
import GRDB
import LabEvidence
import TestSupport
import Testing

/// What shells offer, asked from the shells themselves.
@Suite struct CompletionTests {
  private let folder: TemporaryFolder
  private let database: String
  /// Programs and kernels as a user has them.
  private let environment: [String: String]

  /// A database with three runs, of which one comes from somebody who means no good.
  init() throws {
    folder = try TemporaryFolder()
    database = folder.path + "/runs.sqlite"
    try Store.open(path: database).close()
    try Self.fill(database, evil: "$(touch \(folder.path)/p)")
    try folder.file("one.md", "# One\n")
    try folder.file("two.txt", "")
    _ = try folder.folder("inside")
    let programs = URL(filePath: LabbookProcess.program).deletingLastPathComponent()
    environment = [
      "PATH": programs.path(percentEncoded: false) + ":/usr/bin:/bin",
      "LABBOOK_DB": database, "XDG_CACHE_HOME": folder.path,
    ]
    for shell in ["bash", "zsh", "fish"] {
      let ending = try LabbookProcess.run(["--generate-completion-script", shell])
      #expect(ending.status == 0)
      #expect(ending.stderr.isEmpty)
      try folder.file(shell == "zsh" ? "_labbook" : "labbook.\(shell)", ending.stdout)
    }
  }

  private static func fill(_ path: String, evil: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let ids = [
      "01a20e4c-0a41-7000-8000-000000000001", "01a20e4c-0b52-7000-8000-000000000002",
      String((evil + "#" + String(repeating: "x", count: 36)).prefix(36)),
    ]
    try queue.write { db in
      try db.execute(
        sql: "INSERT INTO kernel (number, release, version, machine) VALUES (1, '6.1.9', '#1', 'x')"
      )
      try db.execute(
        sql: "INSERT INTO kernel (number, release, version, machine) VALUES (2, ?, '#1', 'x')",
        arguments: [evil])
      for (index, id) in ids.enumerated() {
        try db.execute(
          sql: """
            INSERT INTO run (number, id, notebook, path, title, labbook, backend, kernel, hostname,
              processors, status, start, start_wall, writer_process, writer_start, writer_boot,
              writer_namespace)
            VALUES (?, ?, '', ?, '', '', 'namespaces', 1, '', 1, 'finished', 0,
              1760000000000000000, 0, 0, '', 0)
            """,
          arguments: [index + 1, id, "notes \u{1B}[31m\nof `\(evil)`: $(x).md"])
      }
    }
    try queue.close()
  }

  /// Nothing that the database says was carried out.
  private func expectNoHarm() {
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/p"))
  }

  // MARK: bash

  /// What bash's function makes of a command line whose last word is being typed.
  private func bash(_ words: [String]) throws -> [String] {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let script = try folder.file(
      "try.bash",
      """
      source \(folder.path)/labbook.bash
      COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1); COMP_LINE="${COMP_WORDS[*]}"
      COMP_POINT=${#COMP_LINE}
      complete -p labbook > /dev/null || exit 9
      _labbook labbook "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """)
    let (stdout, stderr) = try Installed.sh(
      "cd \(folder.path) && bash --norc \(script)", environment: environment)
    #expect(stderr.isEmpty)
    return stdout.split(separator: "\n").map(String.init).sorted()
  }

  @Test(
    arguments: [
      (["sho"], ["show"]), (["kernel", "re"], ["remove"]), (["show", "--no"], ["--no-pager"]),
      (["show", "l"], ["last"]), (["diff", "last", "01a20e4c-0b"], ["01a20e4c-0b"]),
      (["explain", ""], ["01a20e4c-0a", "01a20e4c-0b", "last"]),
      (["show", "--db", "/nonexistent", ""], []),
      (["run", "--color", "a"], ["always", "auto"]),
      (
        ["run", "--report", "j"],
        ["json=results.json", "junit=junit.xml"]
      ),
      (["list", "--status", "b"], ["blocked"]), (["run", "--kernel", ""], ["host"]),
      (["diff", "--kernel", "6"], ["6.1.9"]),
      (["run", ""], ["inside", "one.md"]), (["export", "--output-dir", ""], ["inside"]),
      (["list", "--db", "two"], ["two.txt"]), (["new", "--from", "h"], ["hosts"]),
    ] as [([String], [String])])
  func bashOffers(words: [String], offers: [String]) throws {
    // Options stand beside the words that may come first.
    #expect(
      try bash(["labbook"] + words).filter { !$0.hasPrefix("-") || words.last == "--no" } == offers)
    expectNoHarm()
  }

  // MARK: fish

  @Test(
    .enabled(
      if: Installed.has("fish") && Installed.has("script"), "fish or script(1) is not installed"))
  func fishOffersWithDescriptions() throws {
    let lines = ["show ", "run --color n", "kernel re", "check o", "show --no-p"]
    let terminal = try TerminalProgram(
      "fish --no-config --interactive", environment: environment, columns: 200)
    try terminal.type("source \(folder.path)/labbook.fish; cd \(folder.path)\r")
    for line in lines { try terminal.type("complete -C 'labbook \(line)'\r") }
    try terminal.wait(for: "--no-pager\t")
    try terminal.type("exit\r")
    let text = try terminal.end()
    for offer in [
      "last\tthe newest run\n", "01a20e4c-0a\t1 2025-10-09 08:53:20 UTC notes \\x1b[31m\\nof",
      "01a20e4c-0b\t2 ", "never\t", "remove\t", "one.md\n", "--no-pager\t",
    ] { #expect(text.contains(offer), "\(offer.debugDescription) is not in \(text)") }
    #expect(!text.contains("touch \(folder.path)/p)#"))
    expectNoHarm()
  }

  // MARK: zsh

  @Test(
    .enabled(
      if: Installed.has("zsh") && Installed.has("script"), "zsh or script(1) is not installed"))
  func zshCompletesAndLists() throws {
    // Ctrl-T writes down what stands on the command line, and clears it.
    try folder.file(
      ".zshrc",
      """
      fpath=(\(folder.path) $fpath); PROMPT='ready> '; unset zle_bracketed_paste
      autoload -Uz compinit; compinit -u -D; bindkey '^I' complete-word
      note() { print -r -- "$BUFFER" >> \(folder.path)/notes; BUFFER= }; zle -N note
      bindkey '^T' note; cd \(folder.path); print 'begin'
      """)
    var variables = environment
    variables["ZDOTDIR"] = folder.path
    let terminal = try TerminalProgram(
      "zsh --no-globalrcs -i", environment: variables, rows: 40, columns: 150)
    try terminal.wait(for: "ready> ")
    for (typed, becomes) in [
      ("labbook sho", "labbook show "), ("labbook kernel re", "labbook kernel remove "),
      ("labbook show la", "labbook show last "),
      ("labbook explain 01a20e4c-0b", "labbook explain 01a20e4c-0b "),
      ("labbook run --color n", "labbook run --color never "),
      ("labbook check o", "labbook check one.md "),
      ("labbook diff --kernel 6", "labbook diff --kernel 6.1.9 "),
    ] {
      try terminal.type(typed + "\t\u{14}")
      let isNoted = eventually(within: 30) {
        ((try? folder.text("notes")) ?? "").hasSuffix(becomes + "\n")
      }
      #expect(isNoted, "\(typed): \((try? folder.text("notes")) ?? ""), \(terminal.text)")
    }
    try terminal.type("labbook show \t")
    try terminal.wait(for: "the newest run")
    try terminal.wait(for: "notes \\x1b[31m\\nof")
    expectNoHarm()
    try terminal.type("\u{14}exit\r")
    _ = try terminal.end()
  }

  @Test func aScriptOfAnotherVersionHearsNothing() throws {
    for arguments in [["---completion"], ["---completion", "bogus", "--", "--x", "1", "2", "a"]] {
      let ending = try LabbookProcess.run(arguments)
      #expect(ending.status == 2)
      #expect(ending.stdout.isEmpty)
      #expect(ending.stderr.isEmpty)
    }
  }
}
