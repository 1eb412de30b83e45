/// What one attempt of a step printed, in the order in which it came, and how it ended.
package struct StepOutput: Sendable, Hashable {
  /// Bytes that came on one stream at one time.
  package struct Piece: Sendable, Hashable {
    package var stream: OutputStream
    package var bytes: [UInt8]

    package init(stream: OutputStream, bytes: [UInt8]) {
      self.stream = stream
      self.bytes = bytes
    }
  }

  /// In order of arrival.
  ///
  /// A stream's pieces are in its own order; between two streams the order is only that in which
  /// they were read.
  package var pieces: [Piece]
  package var ending: StepEnd.Ending
  /// The exit status, 128 + N where signal N ended the command.
  package var status: Int32

  package init(pieces: [Piece], ending: StepEnd.Ending = .exited, status: Int32 = 0) {
    self.pieces = pieces
    self.ending = ending
    self.status = status
  }

  package init(
    stdout: [UInt8] = [], stderr: [UInt8] = [], ending: StepEnd.Ending = .exited, status: Int32 = 0
  ) {
    self.init(
      pieces: [Piece(stream: .stdout, bytes: stdout), Piece(stream: .stderr, bytes: stderr)],
      ending: ending, status: status)
  }

  /// What a terminal showed, as one piece whose lines end in LF: the terminal makes CR LF of each.
  package var withoutTerminalLineEnds: StepOutput {
    let all = bytes()
    var kept: [UInt8] = []
    kept.reserveCapacity(all.count)
    for (index, byte) in all.enumerated() {
      let isLineEnd = byte == 0x0D && index + 1 < all.count && all[index + 1] == 0x0A
      if !isLineEnd { kept.append(byte) }
    }
    var output = self
    output.pieces = kept.isEmpty ? [] : [Piece(stream: .merged, bytes: kept)]
    return output
  }

  /// What came on `stream`, whole; nil asks for everything in order of arrival.
  package func bytes(of stream: OutputStream? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    for piece in pieces where stream == nil || piece.stream == stream {
      bytes.append(contentsOf: piece.bytes)
    }
    return bytes
  }
}
