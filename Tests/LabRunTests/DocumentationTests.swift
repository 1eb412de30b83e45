import LabModel
import TestSupport
import Testing

/// Every whole notebook that the documents show runs, and does what it says.
@Suite struct DocumentationTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var document: String
    var line: Int
    var text: String

    var testDescription: String { "\(document):\(line)" }
  }

  static let examples = ["README.md", "docs/notebook.md", "docs/claims.md"].flatMap(examples)

  /// Fences of four backticks whose content begins with front matter.
  private static func examples(of document: String) -> [Example] {
    guard let text = try? Repository.text(document) else { return [] }
    var examples: [Example] = []
    var current: Example?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line == "````markdown" {
        current = Example(document: document, line: index + 2, text: "")
      } else if line == "````", let example = current {
        if example.text.hasPrefix("---\nlabbook:") { examples.append(example) }
        current = nil
      } else {
        current?.text += line + "\n"
      }
    }
    return examples
  }

  @Test func thereAreExamples() {
    #expect(Self.examples.count { $0.document == "README.md" } == 1)
    #expect(Self.examples.count { $0.document == "docs/notebook.md" } >= 10)
  }

  @Test(arguments: examples) func everyExampleDoesWhatItSays(_ example: Example) throws {
    let runs = try ConductedNotebook.all(text: example.text)
    for run in runs {
      #expect(run.troubles == [])
      #expect(run.result.killedAtEnd <= 1, "only a server may be left")
    }
    // With one of the parameters' values at least, every step runs and every claim applies.
    for step in runs[0].plan.steps {
      #expect(runs.contains { $0.step(step.number).skipped == nil })
    }
    for index in runs[0].plan.claims.indices {
      #expect(runs.contains { $0.result.outcomes[index].verdict.answer != .notApplicable })
    }
  }
}
