import LabEvidence
import LabModel
import LabReport

/// Lines of output as they stand in a page, each with an id of its own.
struct OutputMarkup {
  private let excerpt: OutputExcerpt
  /// The lines that nobody expected, by their numbers.
  private let unexpected: Set<Int>

  /// Marks the lines that `miss` says were not expected.
  init(_ excerpt: OutputExcerpt, miss: RecordedMiss?) {
    self.excerpt = excerpt
    unexpected = miss.map { Self.unexpected(in: excerpt, $0.difference) } ?? []
  }

  /// The lines of an attempt of the run that began at `start`; nothing where it printed nothing.
  ///
  /// The first line that came when the attempt had ended says when: what a program in the background
  /// prints comes whenever it does.
  func lines(of attempt: AttemptRow, start: Int64) -> Markup {
    guard !excerpt.lines.isEmpty else { return Markup() }
    let late = excerpt.lines.firstIndex { $0.time > attempt.end ?? .max }
    var content = Markup()
    for (index, line) in excerpt.lines.enumerated() {
      let number = index + 1
      var mark: [String] = []
      if unexpected.contains(number) { mark.append("✗") }
      if line.stream == .stderr { mark.append("err") }
      var text = Markup()
      if !mark.isEmpty {
        text += .element("span", ["class": "mark"], .text(mark.joined(separator: " ") + " "))
      }
      text += .line(line.bytes)
      if !line.hasNewline, excerpt.isWhole || number < excerpt.lines.count {
        text += .element("span", ["class": "remark"], .text(" (no line end)"))
      }
      if index == late {
        text += .element(
          "span", ["class": "remark"],
          .text("  (came later, at \(Elapsed.instant(line.time - start)))"))
      }
      content += .element(
        "span",
        [
          "class": unexpected.contains(number) ? "line unexpected" : "line",
          "id": "output-\(attempt.step)-\(attempt.attempt)-\(number)",
        ], text + Markup(trusted: "\n"))
    }
    return .element("pre", ["class": "output"], content)
  }

  /// Finds the lines of a difference in the output, in order: it may be shortened, but not reordered.
  private static func unexpected(
    in excerpt: OutputExcerpt, _ difference: [DifferenceLine]
  ) -> Set<Int> {
    var found: Set<Int> = []
    var used: Set<Int> = []
    let texts = excerpt.lines.map { shown($0) }
    for line in difference where line.kind == .same || line.kind == .extra {
      let place = texts.indices.first { !used.contains($0) && texts[$0] == line.content }
      guard let place else { continue }
      used.insert(place)
      if line.kind == .extra { found.insert(place + 1) }
    }
    return found
  }

  /// A line as a difference has it: without blanks at its end, made visible.
  private static func shown(_ line: OutputExcerpt.Line) -> String {
    var bytes = line.bytes[...]
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    let text = VisibleText.of(bytes: bytes)
    return line.hasNewline ? text : text + " (no-eol)"
  }
}
