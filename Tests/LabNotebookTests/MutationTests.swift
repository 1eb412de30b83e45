import LabModel
import LabNotebook
import Testing

@Suite struct MutationTests {
  @Test func mutatedNotebooksAreReadWithoutACrash() throws {
    var generator = SeededGenerator(seed: 7)
    let whole = notebook(
      #"""
      # Title

      ```console {#a host=b .words timeout=5s when="kernel >= 6" wait="port tcp/1 is listening"}
      $ cat <<E
      > x
      > E
      a* (glob)
      (?<n>\d+) (re+)
      \x1b (esc) (no-eol)
      [7]
      b# id
      ...
      ```
      - ```sh {exit=!0}
        curl ls
        ```
      ```sh {file=x mode=755}
      ```
      > ~~~claims {.published xfail="r"}
      > curl fails until lo is up
      > packets matching `tcp` cross b:x > y
      > ~~~
      ```sql {.claim}
      select 1
      ```
      """#,
      frontMatter: """
        hosts: {b: {lo: up}, "c": }
        links: [b:x 10.0.0.1/8 -- lab:y fd00::1/64]
        kernel: {version: ">=5.10", config: [A, B]}
        env: {A: &e 1, B: *e}
        limits: {memory: 2GiB}
        capture: 'tcp port 1'
        """)
    let pieces: [[UInt8]] =
      [
        "```", "~~~", "\n", "\r", "---\n", "{", "}", "\"", "#", "$ ", "> ", "- ", "\t", " (re)",
        "[",
        "(", "\\", "`", ":", "&a ", "*a ", "|\n", "\u{2028}", "é",
      ].map { Array($0.utf8) } + [[0], [0xff], [0xe2, 0x80]]
    var clean = 0
    for _ in 0..<fuzzRounds(2_000) {
      var bytes = Array(whole.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
          let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
          bytes.insert(contentsOf: piece, at: place)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1))
        case 2:
          let end = min(bytes.count, place + Int.random(in: 0...40, using: &generator))
          bytes.insert(
            contentsOf: Array(bytes[place..<end]),
            at: Int.random(in: 0...bytes.count, using: &generator))
        default: bytes.removeSubrange(place..<min(bytes.count, place + 12))
        }
      }
      let result = NotebookReader.read(path: "lab.md", bytes: bytes)
      let hasErrors = result.diagnostics.contains { $0.severity == .error }
      #expect((result.plan == nil) == hasErrors)
      clean += result.plan == nil ? 0 : 1
      for diagnostic in result.diagnostics {
        #expect(diagnostic.position.line >= 1 && diagnostic.position.column >= 1)
        #expect(!DiagnosticText(diagnostic).plain.utf8.contains(0x1b))
      }
      if let plan = result.plan {
        for step in plan.steps {
          _ = step.expectation.outcome(of: StepOutput(stdout: Array("x\na\n".utf8)))
        }
      }
    }
    #expect(clean > 100)
  }
}
