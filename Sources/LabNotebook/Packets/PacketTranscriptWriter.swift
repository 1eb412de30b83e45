import LabModel

/// Writes the new lines of packet transcripts into the text of a notebook.
struct PacketTranscriptWriter {
  private let plan: Plan
  private let text: NotebookText

  init(_ plan: Plan) {
    self.plan = plan
    text = NotebookText(path: plan.path, bytes: plan.source, findings: Findings(path: plan.path))
  }

  /// The old and new lines of `transcript` where `packets` were seen.
  func lines(_ transcript: PacketTranscript, _ packets: [String]) -> [Rewrite.Line] {
    let opening = text.line(transcript.position.line)
    let writer = ExpectedLineWriter(
      prompt: "$", hosts: [], variables: [], foldsBlanks: false, escapesLeadingBlanks: false)
    let prefix = Self.prefix(opening, column: transcript.position.column)
    let end = bytes(of: transcript.position.line).suffix(while: { $0 == 0x0a || $0 == 0x0d })
    return transcript.expectation.revisedLines(for: StepOutput(packets: packets)).map { line in
      switch line {
      case .kept(let index): old(transcript, index, .same)
      case .dropped(let index): old(transcript, index, .missing)
      case .printed(let packet):
        Rewrite.Line(
          kind: .extra,
          bytes: Array((prefix + Self.text(packet, writer)).utf8)
            + (end.isEmpty ? [0x0a] : Array(end)))
      }
    }
  }

  /// The expected line for a packet: as it is, but for what every run has anew.
  private static func text(_ packet: PrintedLine, _ writer: ExpectedLineWriter) -> String {
    let text = writer.text(for: packet, isFirst: false)
    guard text.utf8.elementsEqual(packet.bytes), let pattern = PacketPattern.glob(for: text) else {
      return text
    }
    return pattern + " (glob)"
  }

  /// The notebook with the lines of `transcript` replaced.
  func applied(_ lines: [Rewrite.Line], to transcript: PacketTranscript) -> [UInt8] {
    let start = offset(ofLine: transcript.expectedLines.lowerBound)
    let end = offset(ofLine: transcript.expectedLines.upperBound)
    return Array(text.bytes[..<start]) + lines.filter { $0.kind != .missing }.flatMap(\.bytes)
      + text.bytes[end...]
  }

  /// A unified difference of the old and the new lines.
  func difference(_ transcript: PacketTranscript, _ lines: [Rewrite.Line]) -> String {
    Rewrite.difference(
      lines, after: text.line(transcript.position.line), onLine: transcript.position.line,
      path: plan.path)
  }

  private func old(
    _ transcript: PacketTranscript, _ index: Int, _ kind: DifferenceLine.Kind
  ) -> Rewrite.Line {
    Rewrite.Line(
      kind: kind, bytes: Array(bytes(of: transcript.expectedLines.lowerBound + index)))
  }

  /// A line with its end.
  private func bytes(of number: Int) -> ArraySlice<UInt8> {
    guard text.lines.indices.contains(number - 1) else { return [] }
    let line = text.lines[number - 1]
    return text.bytes[line.bytes.lowerBound..<line.next]
  }

  private func offset(ofLine number: Int) -> Int {
    text.lines.indices.contains(number - 1)
      ? text.lines[number - 1].bytes.lowerBound : text.bytes.count
  }

  /// What stands before a fence's lines: the marks of quotes, and blanks for everything else.
  private static func prefix(_ opening: String, column: Int) -> String {
    let before = opening.unicodeScalars.prefix(column - 1)
    return String(
      String.UnicodeScalarView(before.map { $0 == ">" || $0 == "\t" ? $0 : " " }))
  }
}

extension ArraySlice<UInt8> {
  /// The longest end of the slice whose bytes are all taken by `isPart`.
  fileprivate func suffix(while isPart: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    self[(lastIndex { !isPart($0) }.map { $0 + 1 } ?? startIndex)...]
  }
}
