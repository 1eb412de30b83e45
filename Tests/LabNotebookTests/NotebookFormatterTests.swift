import Foundation
import LabModel
import LabNotebook
import Testing

@Suite struct NotebookFormatterTests {
  private func formatted(_ text: String) -> String {
    String(
      decoding: NotebookFormatter.formatted(path: "lab.md", bytes: Array(text.utf8)), as: UTF8.self)
  }

  @Test(
    arguments: [
      (
        "``` Console   {when=\"kernel >= 3.0\"  timeout=\"5s\" .any #x }  ",
        "```console {#x .any timeout=5s when=\"kernel >= 3.0\"}"
      ),
      ("```console", "```console"), ("```console {}", "```console"),
      ("~~~~   sh {exit=\"!0\"   .required}", "~~~~sh {.required exit=!0}"),
      ("```sh {xfail=\"it says \\\"no\\\"\"}", "```sh {xfail=\"it says \\\"no\\\"\"}"),
      ("```json {file=\"a b.json\" mode=600}", "```json {file=\"a b.json\" mode=600}"),
      ("``` claims {.published}", "```claims {.published}"),
      // Prose and what cannot be read stay.
      ("``` swift  {x}", "``` swift  {x}"), ("``` console  {.anny}", "``` console  {.anny}"),
      ("``` console  {#x", "``` console  {#x"), ("```", "```"),
    ])
  func openingLines(before: String, after: String) {
    let end = String(before.prefix { $0 == "`" || $0 == "~" })
    for (prefix, newline) in [("", "\n"), ("> ", "\n"), ("   ", "\r\n"), ("", "\r\n")] {
      func text(_ line: String) -> String {
        notebook("").replacing("\n", with: newline)
          + [line, "$ echo \u{301}   ", end].map { prefix + $0 + newline }.joined() + "\ttail  "
      }
      #expect(Array(formatted(text(before)).utf8) == Array(text(after).utf8))
      #expect(Array(formatted(text(after)).utf8) == Array(text(after).utf8))
    }
  }

  private static var experiments: [String] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "experiments")
    let files = try? FileManager.default.contentsOfDirectory(
      at: root, includingPropertiesForKeys: nil)
    return (files ?? []).map { $0.path(percentEncoded: false) }.filter { $0.hasSuffix(".md") }
      .sorted()
  }

  @Test(arguments: experiments) func formattingKeepsThePlanAndIsDoneOnce(path: String) throws {
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    // Another order and spacing for every fence.
    let shuffled = String(decoding: bytes, as: UTF8.self)
      .replacing(/```(console|claims|sh) \{(#[^ }]+)? *([^}\n]*)\}/) { match in
        "``` \(match.1)  { \(match.3)  \(match.2 ?? "")  }"
      }
    let once = NotebookFormatter.formatted(path: path, bytes: Array(shuffled.utf8))
    #expect(NotebookFormatter.formatted(path: path, bytes: once) == once)
    let plans = try [Array(shuffled.utf8), once].map { bytes in
      try #require(NotebookReader.read(path: path, bytes: bytes).plan)
    }
    #expect(plans[0].blocks.map(\.id) == plans[1].blocks.map(\.id))
    #expect(plans[0].steps.map(\.command) == plans[1].steps.map(\.command))
    #expect(
      plans[0].steps.map(\.expectation.comparison) == plans[1].steps.map(\.expectation.comparison))
    #expect(plans[0].claims.map(\.text) == plans[1].claims.map(\.text))
    #expect(plans[0].claims.map(\.isPublished) == plans[1].claims.map(\.isPublished))
  }

  @Test func seededShufflesAreUndone() {
    var generator = SeededGenerator(seed: 7)
    let attributes = ["#id", ".any", ".required", "host=lab", "retry=5s", "xfail=\"why not\""]
    let form = "```console {#id .required .any host=lab retry=5s xfail=\"why not\"}"
    var forms: Set<String> = []
    for _ in 0..<200 {
      let line = attributes.shuffled(using: &generator).joined(
        separator: String(repeating: " ", count: Int.random(in: 1...3, using: &generator)))
      let text = formatted(notebook("``` console {\(line)}\n$ x\n```\n"))
      forms.insert(String(text.split(separator: "\n")[3]))
    }
    #expect(forms.count == 1)
    #expect(forms.first?.split(separator: " ").count == form.split(separator: " ").count)
  }
}
