import LabModel

/// The new lines of one step.
struct Rewrite {
  /// One line of the old or the new text.
  struct Line {
    var kind: DifferenceLine.Kind
    /// The line as it stands in the file, its end included.
    var bytes: [UInt8]
  }

  var result: StepResult
  /// The lines of the notebook that are replaced, from 1.
  var lines: Range<Int>
  var content: [Line]
  /// The line of the command before them, for the difference.
  var before: String

  /// The new text.
  var bytes: [UInt8] { content.filter { $0.kind != .missing }.flatMap(\.bytes) }

  /// A unified difference of the old and the new lines.
  func difference(path: String) -> String {
    Self.difference(content, after: before, onLine: lines.lowerBound - 1, path: path)
  }

  /// A unified difference of old and new lines that stand below line number `number`, `before`.
  static func difference(
    _ content: [Line], after before: String, onLine number: Int, path: String
  ) -> String {
    let shown = VisibleText.of(path)
    var entries = [(DifferenceLine.Kind.same, before)]
    entries += content.map { line in
      let end = line.bytes.lastIndex { $0 != 0x0a && $0 != 0x0d }.map { $0 + 1 } ?? 0
      return (line.kind, String(decoding: line.bytes[..<end], as: UTF8.self))
    }
    return "--- \(shown)\n+++ \(shown)\n"
      + UnifiedDifference.text(entries, startingAt: number)
  }
}
