/// A line with words that were searched for.
package struct StepExcerpt: Sendable, Hashable {
  /// A part of the line: one of the words, or what stands between them.
  package struct Piece: Sendable, Hashable {
    package var bytes: [UInt8]
    package var isWord: Bool

    package init(_ bytes: [UInt8], isWord: Bool) {
      self.bytes = bytes
      self.isWord = isWord
    }
  }

  package var step: Int
  /// The attempt that printed it; nil for a line of the command.
  package var attempt: Int?
  /// Which line of the attempt's whole output, from 1; nil where the words stand in no line that was looked at.
  package var line: Int?
  package var pieces: [Piece]

  package init(step: Int, attempt: Int? = nil, line: Int? = nil, pieces: [Piece]) {
    self.step = step
    self.attempt = attempt
    self.line = line
    self.pieces = pieces
  }

  /// The line, cut where it is long, as bytes.
  package var bytes: [UInt8] { pieces.flatMap(\.bytes) }
}
