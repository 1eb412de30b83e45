import Foundation
import Synchronization
import Testing

@testable import LabCommands

@Suite struct EditedLineTests {
  private func line(_ keys: [EditedLine.Key]) -> String {
    var line = EditedLine()
    for key in keys { line.apply(key) }
    return line.text
  }

  @Test(
    arguments: [
      ([.insert("a"), .insert("b"), .erase], "a"),
      ([.insert("ab"), .left, .insert("x")], "axb"),
      ([.insert("ab"), .home, .eraseAt], "b"), ([.insert("ab"), .home, .end], "b"),
      ([.insert("one two  "), .eraseWord], "one "), ([.insert("abc"), .left, .eraseAfter], "ab"),
      ([.insert("abc"), .left, .eraseBefore], "c"),
      ([.erase, .left, .right, .eraseAt, .eraseWord, .eraseBefore, .other], ""),
      ([.insert("é€😀"), .left, .erase], "é😀"),
      ([.insert("ab"), .home, .left, .right, .right, .right, .insert("c")], "abc"),
    ] as [([EditedLine.Key], String)])
  func keysChangeTheLine(keys: [EditedLine.Key], text: String) {
    #expect(line(keys) == text)
  }
}

@Suite struct LineEditorTests {
  /// What is read from a terminal when this is typed.
  private func lines(_ typed: String, count: Int) throws -> [LineEditor.Input] {
    var (terminal, device): (Int32, Int32) = (-1, -1)
    try #require(openpty(&terminal, &device, nil, nil, nil) == 0)
    defer {
      close(terminal)
      close(device)
    }
    let typingEnd = terminal
    let editor = LineEditor(input: device) { _ in }
    let typist = Thread {
      // The editor has to have put the terminal into raw mode: Ctrl-D and Ctrl-C are keys then.
      usleep(100_000)
      _ = typed.withCString { write(typingEnd, $0, strlen($0)) }
    }
    typist.start()
    return (0..<count).map { _ in editor.read(prompt: "$ ") }
  }

  @Test func keysAndHistory() throws {
    #expect(
      try lines("ls -l\r\u{1B}[A\u{7F}a\r\u{1B}OA\u{1B}OA\u{1B}[B\u{1B}[D\u{1B}[3~\r", count: 3)
        == [.line("ls -l"), .line("ls -a"), .line("ls -")])
  }

  @Test func controlKeys() throws {
    #expect(
      try lines("one\u{3}two\u{1}x\u{4}\r\u{4}", count: 3)
        == [.cancelled, .line("xwo"), .end])
  }
}

@Suite struct TypedCommandsTests {
  @Test(
    arguments: [
      ("ls", true), ("for i in 1", false), ("for i in 1\ndo :\ndone", true), ("echo 'a", false),
      ("echo \\", false), ("echo \\\\", true), ("ls |", false), ("cat <<E\nx", false),
      ("cat <<E\nx\nE", true), ("f() {", false), ("echo )", true), ("a && ", false),
    ])
  func bashSaysWhetherACommandIsWhole(command: String, isWhole: Bool) {
    #expect(TypedCommands.isWhole(command) == isWhole)
  }
}

@Suite struct RecordingTests {
  @Test func whatWasTypedBecomesANotebookThatHolds() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/my-recording.md"
    let typed = """
      echo hello > /dev/udp/127.0.0.1/9
      ip link set lo up

      echo hello > /dev/udp/127.0.0.1/9
      echo $RANDOM$RANDOM
      for i in 1 2
      do echo $i
      done
      (exit 3)
      exit
      echo never
      """
    let pipe = try LabCommands.Pipe(isNonblocking: false)
    _ = typed.withCString { write(pipe.writeEnd, $0, strlen($0)) }
    close(pipe.writeEnd)
    defer { close(pipe.readEnd) }
    let quiet = open("/dev/null", O_WRONLY)
    defer { close(quiet) }
    let context = CommandContext(
      stdout: OutputFile(descriptor: quiet), stderr: OutputFile(descriptor: quiet),
      environment: Environment { _ in nil })
    let notebook = try Recording(path: path, context: context, input: pipe.readEnd).carryOut()
    #expect(notebook.text.contains("$ echo $RANDOM$RANDOM\n[0-9]+ (re)\n"))
    #expect(notebook.text.contains("> do echo $i\n> done\n1\n2\n"))
    #expect(notebook.text.contains("$ (exit 3)\n[3]\n"))
    #expect(!notebook.text.contains("never"))
    #expect(notebook.text.contains(" on `lo`."))
    #expect(notebook.plan?.claims.map(\.text).contains("no packets until lo is up") == true)
    #expect(
      notebook.text.contains(
        """
        ```packets {on=lab:lo during=recorded.3}
        IP 127.0.0.1.* > 127.0.0.1.9: UDP, length 6 (glob)
        IP 127.0.0.1 > 127.0.0.1: ICMP 127.0.0.1 udp port 9 unreachable, length 42
        ```

        """), "\(notebook.text)")
    #expect(notebook.plan?.packetTranscripts.count == 1)
    try Data(notebook.text.utf8).write(to: URL(filePath: path))
    let run = try CommandRun(["run", path, "--db", folder.path + "/x.sqlite"])
    #expect(run.status == .success, "\(notebook.text)\(run.stdout)\(run.stderr)")
    #expect(try CommandRun(["record", path]).status == .mistake)
  }

  @Test func nothingTypedIsNoNotebook() throws {
    let quiet = open("/dev/null", O_RDWR)
    defer { close(quiet) }
    let context = CommandContext(
      stdout: OutputFile(descriptor: quiet), stderr: OutputFile(descriptor: quiet),
      environment: Environment { _ in nil })
    #expect(throws: CommandFailure.self) {
      try Recording(path: "x.md", context: context, input: quiet).carryOut()
    }
  }
}
