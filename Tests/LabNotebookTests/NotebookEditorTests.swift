import LabModel
import LabNotebook
import Testing

@Suite struct NotebookEditorTests {
  private func plan(_ text: String) throws -> Plan {
    let result = read(text)
    return try #require(
      result.plan, "\(result.diagnostics.map { DiagnosticText($0).plain }.joined())")
  }

  /// The notebook after its steps printed and returned this.
  private func updated(_ text: String, _ outputs: [StepOutput]) throws -> (String, NotebookUpdate) {
    let plan = try plan(text)
    let update = NotebookEditor.update(
      plan,
      with: outputs.enumerated().map { StepResult(step: $0.offset + 1, output: $0.element) })
    return (String(decoding: update.bytes, as: UTF8.self), update)
  }

  private func output(_ stdout: String, stderr: String = "", status: Int32 = 0) -> StepOutput {
    StepOutput(stdout: Array(stdout.utf8), stderr: Array(stderr.utf8), status: status)
  }

  @Test func onlyWhatMissesIsRewritten() throws {
    let text = notebook(
      """
      # A   heading\u{20}\u{20}

      ```console
      $ one
      old
      took * ms (glob)
      gone
      $ two
      same
      [1]
      $ three
      ```
      prose

      ```claims
      one succeeds
      ```
      """)
    let (new, update) = try updated(
      text, [output("new\ntook 5 ms\n", status: 3), output("same\n", status: 1), output("x\n")])
    #expect(
      new
        == text.replacing("old\n", with: "new\n").replacing("gone\n", with: "[3]\n")
        .replacing("$ three\n", with: "$ three\nx\n"))
    #expect(update.steps.map(\.step) == [1, 3])
    #expect(
      update.steps.map(\.change) == [
        .rewritten(
          difference: """
            --- lab.md
            +++ lab.md
            @@ -7,4 +7,4 @@
             $ one
            -old
            +new
             took * ms (glob)
            -gone
            +[3]

            """),
        .rewritten(
          difference: """
            --- lab.md
            +++ lab.md
            @@ -14,1 +14,2 @@
             $ three
            +x

            """),
      ])
  }

  @Test func aNotebookThatIsMetStaysAsItIs() throws {
    let text = notebook("```console\n$ a\nb* (glob)\n[!0]\n```\n")
    let (new, update) = try updated(text, [output("bc\n", status: 9)])
    #expect(new == text)
    #expect(update.steps.isEmpty)
  }

  @Test(arguments: [
    ("plain", "plain"), ("", ""), (" indented", " indented"), ("trailing \t", "trailing"),
    ("a\tb", "a\tb"), ("\tb", #"\tb (esc)"#), ("[1]", #"\[1\] (re)"#), ("[any]", #"\[any\] (re)"#),
    ("...", #"\.\.\. (re)"#), ("$ x", #"\$ x (re)"#), ("$", #"\$ (re)"#), ("# x", "# x"),
    ("ns1$ x", #"ns1\$ x (re)"#), ("usd$ 5", "usd$ 5"), ("> x", "[>] x (re)"), (">", "[>] (re)"),
    ("```", "``` (re)"), ("~~~~", "~~~~ (re)"), (" ```", " ``` (re)"),
    ("ns1$ \u{7}", #"\x6es1$ \x07 (esc)"#), ("x (glob)", #"x \(glob\) (re)"#),
    ("x (re*)", #"x \(re\*\) (re)"#), ("x (no-eol)", #"x \(no-eol\) (re)"#),
    ("x (esc)", #"x \(esc\) (re)"#), ("\u{1b}[0m", #"\e[0m (esc)"#), ("a\r", #"a\r (esc)"#),
    ("\u{202e}x", #"\u{202e}x (esc)"#), ("a\u{a0}b", #"a\u{a0}b (esc)"#), ("é漢🧪", "é漢🧪"),
    ("a\\b", "a\\b"), ("${port}", #"\$\{port\} (re)"#), ("${other}", "${other}"),
    ("${port}\u{7}", #"\x24{port}\x07 (esc)"#), ("<b>", "<b>"), ("#", "#"),
  ])
  func printedLinesAreWrittenSoThatTheyReadBack(_ printed: String, _ written: String) throws {
    let text = notebook("```console\n$ x\n```\n", frontMatter: "hosts: [ns1]")
    let plan = try plan(text)
    let result = StepResult(step: 1, output: output(printed + "\n"), variables: ["port": "1"])
    let update = NotebookEditor.update(plan, with: [result])
    let new = String(decoding: update.bytes, as: UTF8.self)
    #expect(new == text.replacing("$ x\n", with: "$ x\n\(written)\n"))
    let again = try self.plan(new)
    let outcome = again.steps[0].expectation.outcome(of: result.output, variables: ["port": "1"])
    #expect(outcome.isMet)
  }

  @Test func bytesThatAreNoTextAndMissingLineFeedsAreWritten() throws {
    let text = notebook("```console\n$ x\n```\n")
    let plan = try plan(text)
    let bytes: [UInt8] = [0x61, 0xff, 0x00, 0x0a, 0x62]
    let update = NotebookEditor.update(
      plan, with: [StepResult(step: 1, output: StepOutput(stdout: bytes))])
    #expect(
      String(decoding: update.bytes, as: UTF8.self)
        == text.replacing("$ x\n", with: "$ x\na\\xff\\x00 (esc)\nb (no-eol)\n"))
  }

  @Test func carriageReturnsOfTheFileAreKept() throws {
    let text = notebook("```console\n$ x\nold\n```\nend\n").replacing("\n", with: "\r\n")
    let (new, _) = try updated(text, [output("a\nb\n", status: 2)])
    #expect(new == text.replacing("old\r\n", with: "a\r\nb\r\n[2]\r\n"))
  }

  @Test func indentationOfListsAndQuotesIsKept() throws {
    let text = notebook(
      """
      - x

        ```console
        $ a
        old
        ```

      > ~~~console
      > $ b
      > ~~~

         ```console
      $ c
         ```
      """)
    let (new, update) = try updated(text, [output("\n  x\n"), output(" y\n\n"), output(" z\n")])
    #expect(
      new
        == text.replacing("  old\n", with: "\n    x\n").replacing(
          "> $ b\n", with: "> $ b\n>  y\n>\n"
        )
        .replacing("$ c\n", with: "$ c\n    z\n"))
    #expect(update.steps.count == 3)
  }

  @Test func twoStreamsAreWrittenInTheOrderInWhichTheyCame() throws {
    let text = notebook("```console\n$ x\ne1\n```\n")
    let pieces: [StepOutput.Piece] = [
      .init(stream: .stdout, bytes: Array("o1\n".utf8)),
      .init(stream: .stderr, bytes: Array("e1\n".utf8)),
      .init(stream: .stdout, bytes: Array("o2\n".utf8)),
      .init(stream: .stderr, bytes: Array("e2\n".utf8)),
    ]
    let (new, _) = try updated(text, [StepOutput(pieces: pieces)])
    #expect(new == text.replacing("e1\n", with: "o1\ne1\no2\ne2\n"))
  }

  @Test(arguments: [
    ("```console {xfail=\"r\"}\n$ x\ny\n```\n", StepOutput(), "its block is marked `xfail`"),
    (
      "```sh\nx\n```\n", StepOutput(status: 1), "the status of a script is written by hand: `exit=`"
    ),
    ("```console\n$ x\ny\n```\n", StepOutput(ending: .timedOut), "it timed out"),
    ("```console\n$ x\ny\n```\n", StepOutput(ending: .hostMissing), "its host is not there"),
    (
      "```console\n$ x\ny\n```\n", StepOutput(status: 400),
      "what it printed cannot be written here so that it reads back"
    ),
  ])
  func someStepsAreNotRewritten(_ fence: String, _ printed: StepOutput, _ reason: String) throws {
    let text = notebook(fence)
    let (new, update) = try updated(text, [printed])
    #expect(new == text)
    #expect(update.steps.map(\.change) == [.refused(reason: reason)])
  }

  @Test func aRefusedStepDoesNotHinderTheOthers() throws {
    let text = notebook("```console\n$ x\n$ y\n$ z\n```\n")
    let (new, update) = try updated(text, [output("a\n"), output("", status: 999), output("c\n")])
    #expect(new == text.replacing("$ x\n", with: "$ x\na\n").replacing("$ z\n", with: "$ z\nc\n"))
    #expect(update.steps.map(\.step) == [1, 2, 3])
  }

  @Test func keptLinesDoNotTurnIntoSyntaxWhereTheyComeToStand() throws {
    let text = notebook("```console\n$ x\nfirst\n> second\n[3]\nlast\n```\n")
    let (new, _) = try updated(text, [output("> second\n[3]\n")])
    #expect(
      new
        == text.replacing(
          "first\n> second\n[3]\nlast\n", with: "[>] second (re)\n\\[3\\] (re)\n"))
  }

  @Test func anUnorderedTranscriptKeepsItsLinesWhereTheyAre() throws {
    let text = notebook("```console {.unordered}\n$ x\nb\nc* (glob)\nd\n```\n")
    let (new, _) = try updated(text, [output("new\ncc\nb\n")])
    #expect(new == text.replacing("d\n```", with: "new\n```"))
  }

  @Test func whatIsUpdatedIsMetWhenReadAgain() throws {
    var generator = SeededGenerator(seed: 11)
    let fragments =
      [
        "a", "b", "$ ", "# ", "> ", "ns1$ ", "[1]", "[any]", "...", "```", "~~~", " (glob)",
        " (re)",
        " (esc)", " (no-eol)", " (re*)", "${n}", "\\", "*", "?", "(", "\t", " ", "\r", "\u{1b}[1m",
        "é",
        "\u{202e}", "\u{301}", "-", "1. ", "&amp;", "<!--",
      ].map { Array($0.utf8) } + [[0xff], [0], [0xe2, 0x80]]
    let expected = [
      "a", "b", "...", "* (glob)", "a* (glob+)", "(?<n>\\d+) (re?)", "> x", "[1]", "", "a (no-eol)",
    ]
    let shapes = [("", ""), ("  ", "- item\n\n"), ("> ", ""), ("   ", "")]
    let flags = ["", ".words", ".unordered", ".merge", "stream=stdout", ".words .unordered"]
    var rewritten = 0
    var refused = 0
    for _ in 0..<1_500 {
      func pick<T>(_ items: [T]) -> T { items[Int.random(in: 0..<items.count, using: &generator)] }
      func bytes() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
          for _ in 0..<Int.random(in: 0...3, using: &generator) { bytes += pick(fragments) }
          bytes.append(0x0a)
        }
        if Bool.random(using: &generator) { bytes += pick(fragments) }
        return bytes
      }
      let (prefix, before) = pick(shapes)
      let flag = pick(flags)
      let character = pick(["$", "#"])
      let end = pick(["\n", "\r\n"])
      var lines = ["```console {\(flag)}"]
      for _ in 0..<3 {
        lines.append("\(character) cmd")
        if Bool.random(using: &generator) { lines.append("> more") }
        // The first expected line must not be taken for a continuation.
        for index in 0..<Int.random(in: 0...3, using: &generator) {
          let line = pick(expected)
          lines.append(index == 0 && line.hasPrefix("> ") ? "a" : line)
        }
      }
      lines.append("```")
      let text =
        (notebook(before, frontMatter: "hosts: [ns1]")
        + lines.map { prefix + $0 + "\n" }.joined() + "\nend\n").replacing("\n", with: end)
      let plan = try plan(text)
      let results = plan.steps.map { step in
        let pieces =
          flag == ".merge"
          ? [StepOutput.Piece(stream: .merged, bytes: bytes())]
          : [
            .init(stream: .stdout, bytes: bytes()), .init(stream: .stderr, bytes: bytes()),
            .init(stream: .stdout, bytes: bytes()),
          ]
        return StepResult(
          step: step.number,
          output: StepOutput(
            pieces: pieces, status: Bool.random(using: &generator) ? 0 : 1), variables: ["n": "7"])
      }
      let update = NotebookEditor.update(plan, with: results)
      let again = try self.plan(String(decoding: update.bytes, as: UTF8.self))
      #expect(again.steps.map(\.command) == plan.steps.map(\.command))
      var isRefused = false
      for change in update.steps {
        if case .refused = change.change {
          refused += 1
          isRefused = true
          continue
        }
        rewritten += 1
        let result = results[change.step - 1]
        let outcome = again.steps[change.step - 1].expectation.outcome(
          of: result.output, variables: result.variables)
        #expect(outcome.isMet)
      }
      if !isRefused {
        // Updating again changes nothing.
        #expect(NotebookEditor.update(again, with: results).bytes == update.bytes)
      }
      #expect(update.bytes.suffix(3 + 2 * end.utf8.count).starts(with: end.utf8))
    }
    #expect(rewritten > 3_000)
    #expect(refused == 0)
  }
}
