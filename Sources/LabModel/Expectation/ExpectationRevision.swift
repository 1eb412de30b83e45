/// A line of what a transcript should say after it was run.
package enum RevisedLine: Sendable, Hashable {
  /// The expected line with this number, from 0: it still matches.
  case kept(Int)
  /// An expected line that matches nothing any more.
  case dropped(Int)
  /// A line that was printed and that no expected line takes.
  case printed(PrintedLine)
}

/// A line as a step printed it.
package struct PrintedLine: Sendable, Hashable {
  /// The bytes without line feed and without blanks at the end.
  package var bytes: [UInt8]
  package var hasNewline: Bool

  package init(bytes: [UInt8], hasNewline: Bool) {
    self.bytes = bytes
    self.hasNewline = hasNewline
  }
}

extension Expectation {
  /// The expected lines revised so that `output` meets them: as few changes as can be.
  ///
  /// Lines of two streams come as a merge of both, in order of arrival where that is free. What is
  /// not compared stays as it is.
  package func revisedLines(
    for output: StepOutput, variables: [String: String] = [:]
  ) -> [RevisedLine] {
    guard comparison != .none else { return lines.indices.map { .kept($0) } }
    let compared = ComparedOutput(self, output, variables: variables)
    if case .matched = compared.match() { return lines.indices.map { .kept($0) } }
    var unfolded = self
    unfolded.foldsBlanks = false
    let printed = ComparedOutput(unfolded, output, variables: variables)
    return compared.alignment().map { part in
      switch part {
      case .kept(let pattern, _): .kept(pattern)
      case .missing(let pattern): .dropped(pattern)
      case .extra(let place):
        .printed(
          PrintedLine(
            bytes: Array(printed.bytes(of: place)), hasNewline: printed.hasNewline(place)))
      }
    }
  }
}
