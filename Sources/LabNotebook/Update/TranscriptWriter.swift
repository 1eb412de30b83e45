import LabModel

/// Writes new expected lines into the text of a notebook.
struct TranscriptWriter {
  private let plan: Plan
  private let text: NotebookText
  private let hosts: Set<String>

  init(_ plan: Plan) {
    self.plan = plan
    text = NotebookText(path: plan.path, bytes: plan.source, findings: Findings(path: plan.path))
    hosts = Set(plan.hosts.map(\.name) + plan.namespaces)
  }

  /// The notebook with `rewrites` applied.
  func applied(_ rewrites: [Rewrite]) -> [UInt8] {
    var bytes: [UInt8] = []
    var position = 0
    for rewrite in rewrites {
      let start = offset(ofLine: rewrite.lines.lowerBound)
      bytes += text.bytes[position..<start]
      bytes += rewrite.bytes
      position = offset(ofLine: rewrite.lines.upperBound)
    }
    return bytes + text.bytes[position...]
  }

  private func offset(ofLine number: Int) -> Int {
    text.lines.indices.contains(number - 1)
      ? text.lines[number - 1].bytes.lowerBound : text.bytes.count
  }

  func rewrite(_ step: Step, _ result: StepResult) -> Rewrite {
    let commandLine = text.line(step.position.line)
    let block = plan.blocks[step.block - 1]
    let layout = Layout(commandLine, fenceColumn: block.position.column)
    let prompt =
      Array(commandLine.unicodeScalars)[..<(step.position.column - 1)]
      .last { $0 != " " } ?? "$"
    let writer = ExpectedLineWriter(
      prompt: prompt, hosts: hosts, variables: Set(result.variables.keys),
      foldsBlanks: step.expectation.foldsBlanks, escapesLeadingBlanks: layout.hasTabs)
    let source = Source(
      text: text, step: step, layout: layout, end: lineEnd(of: step.position.line))
    var content = body(step, result, writer, source)
    let hadStatus = step.expectedLines.count > step.expectation.lines.count
    let holds = step.expectation.status.takes(result.output.status)
    if hadStatus {
      content.append(
        source.old(step.expectation.lines.count, kind: holds ? .same : .missing))
    }
    if !holds, result.output.status != 0 {
      content.append(source.new("[\(result.output.status)]"))
    } else if !(hadStatus && holds) {
      escapeLastLine(&content, writer, source)
    }
    return Rewrite(
      result: result, lines: step.expectedLines, content: content,
      before: text.line(step.expectedLines.lowerBound - 1))
  }

  private func body(
    _ step: Step, _ result: StepResult, _ writer: ExpectedLineWriter, _ source: Source
  ) -> [Rewrite.Line] {
    var content: [Rewrite.Line] = []
    var isFirst = true
    for line in step.expectation.revisedLines(for: result.output, variables: result.variables) {
      switch line {
      case .dropped(let index): content.append(source.old(index, kind: .missing))
      case .printed(let printed):
        content.append(source.new(writer.text(for: printed, isFirst: isFirst)))
        isFirst = false
      case .kept(let index):
        let expected = step.expectation.lines[index]
        // Without the lines before it, it would continue the command.
        if isFirst, Prompt.continuation(expected.sourceText) != nil {
          content.append(source.old(index, kind: .missing))
          content.append(source.new(Self.withoutContinuation(expected)))
        } else {
          content.append(source.old(index, kind: .same))
        }
        isFirst = false
      }
    }
    return content
  }

  /// Rewrites a last line that would now be taken for the status.
  private func escapeLastLine(
    _ content: inout [Rewrite.Line], _ writer: ExpectedLineWriter, _ source: Source
  ) {
    guard let index = content.lastIndex(where: { $0.kind != .missing }),
      content[index].kind == .same
    else { return }
    let line = source.content(of: content[index].bytes)
    guard ExpectedStatus.bracketed(in: line) != nil else { return }
    content[index].kind = .missing
    content.append(source.new(ExpectedLineWriter.expression(for: line) + " (re)"))
  }

  /// An expected line that begins with `> `, written so that it continues no command.
  private static func withoutContinuation(_ line: ExpectedLine) -> String {
    var changed = line
    let rest = line.text.dropFirst()
    switch line.kind {
    case .exact:
      changed.kind = .regex
      changed.text = ExpectedLineWriter.expression(for: line.text)
    case .glob: changed.text = "\\>" + rest
    case .regex: changed.text = "[>]" + rest
    case .escaped: changed.text = "\\x3e" + rest
    case .anything: break
    }
    return changed.sourceText
  }

  private func lineEnd(of number: Int) -> [UInt8] {
    let line = text.lines[number - 1]
    return Array(text.bytes[line.bytes.upperBound..<line.next])
  }

  /// What stands before a fence's lines: indentation of lists, marks of quotes.
  private struct Layout {
    var prefix: String
    var hasTabs: Bool

    init(_ commandLine: String, fenceColumn: Int) {
      prefix = String(
        String.UnicodeScalarView(
          commandLine.unicodeScalars.prefix { $0 == " " || $0 == "\t" || $0 == ">" }))
      hasTabs = prefix.contains("\t")
      if prefix.hasSuffix(">") { prefix += " " }
      // Blanks up to the fence's own column are not content.
      while !hasTabs, prefix.unicodeScalars.count < fenceColumn - 1 { prefix += " " }
    }
  }

  /// The old lines of a step, and the form of new ones.
  private struct Source {
    let text: NotebookText
    let step: Step
    let layout: Layout
    let end: [UInt8]

    func old(_ index: Int, kind: DifferenceLine.Kind) -> Rewrite.Line {
      let line = text.lines[step.expectedLines.lowerBound + index - 1]
      return Rewrite.Line(kind: kind, bytes: Array(text.bytes[line.bytes.lowerBound..<line.next]))
    }

    func new(_ content: String) -> Rewrite.Line {
      var line = layout.prefix + content
      if content.isEmpty {
        while let last = line.last, last == " " || last == "\t" { line.removeLast() }
      }
      return Rewrite.Line(kind: .extra, bytes: Array(line.utf8) + end)
    }

    /// A line of the file without what stands before and after its content.
    func content(of bytes: [UInt8]) -> String {
      let line = String(decoding: bytes, as: UTF8.self)
      let content = line.drop { $0 == " " || $0 == "\t" || $0 == ">" }
      return String(content.prefix { !$0.isNewline })
    }
  }
}
