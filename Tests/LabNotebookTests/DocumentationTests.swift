import Foundation
import LabModel
import LabNotebook
import Testing

/// docs/notebook.md names everything that a notebook may hold, and each of its examples is right.
@Suite struct DocumentationTests {
  /// A notebook that the document shows, with the line of its first line.
  struct Example: Sendable, CustomTestStringConvertible {
    var line: Int
    var text: String

    var testDescription: String { "line \(line)" }
  }

  static let lines: [String] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = (try? String(contentsOf: root.appending(path: "docs/notebook.md"), encoding: .utf8))
    return (text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }()

  static let examples: [Example] = {
    var examples: [Example] = []
    var current: Example?
    for (index, line) in lines.enumerated() {
      if line == "````markdown" {
        current = Example(line: index + 2, text: "")
      } else if line == "````", let example = current {
        examples.append(example)
        current = nil
      } else {
        current?.text += line + "\n"
      }
    }
    return examples
  }()

  @Test func theDocumentHasExamples() {
    #expect(Self.examples.count >= 10)
  }

  @Test(arguments: examples) func everyExampleIsANotebookWithoutMistakes(_ example: Example) {
    let result = read(example.text, path: "docs/notebook.md")
    #expect(
      result.diagnostics.isEmpty,
      "\(result.diagnostics.map { DiagnosticText($0).plain }.joined())")
    #expect(result.plan?.steps.isEmpty == false)
    #expect(NotebookFolder.isNotebook(Array(example.text.utf8)))
  }

  /// Whether a table of the document has `name` in the first column.
  private func isInTable(_ name: String) -> Bool {
    Self.lines.contains { line in
      let cells = line.split(separator: "|")
      return line.hasPrefix("| ") && cells.first?.contains("`\(name)`") == true
    }
  }

  @Test(arguments: FrontMatterKey.allCases) func everyKeyIsDocumented(_ key: FrontMatterKey) {
    #expect(isInTable(key.rawValue))
  }

  @Test(arguments: FenceAttribute.allCases)
  func everyAttributeIsDocumented(_ attribute: FenceAttribute) {
    #expect(isInTable(attribute.rawValue))
  }

  @Test(arguments: FenceKind.languages.map(\.name))
  func everyLanguageIsDocumented(_ language: String) {
    #expect(isInTable(language))
  }

  @Test(arguments: LimitKey.allCases) func everyLimitIsDocumented(_ key: LimitKey) {
    #expect(isInTable(key.rawValue))
  }

  @Test(
    arguments: KernelKey.allCases.map(\.rawValue) + HostKey.allCases.map(\.rawValue))
  func keysOfMapsAreNamed(_ key: String) {
    #expect(Self.lines.contains { $0.contains("`\(key)`") || $0.contains("{\(key):") })
  }

  @Test func theExamplesShowEveryFormThatRunsToday() {
    let text = Self.examples.map(\.text).joined()
    for suffix in ["(glob)", "(re)", "(esc)", "(no-eol)", "(glob*)"] {
      #expect(text.contains(suffix))
    }
    for attribute in [
      ".words", ".unordered", ".merge", "stream=", "exit=", "file=", "mode=", ".published",
      "xfail=", "when=", "wait=", "retry=",
    ] {
      #expect(text.contains(attribute))
    }
  }
}
