/// A fence of language `packets`: what one place must have seen, one packet a line.
package struct PacketTranscript: Sendable {
  /// Its number among the notebook's packet transcripts, from 1.
  package var number: Int
  /// Where the fence opens.
  package var position: SourcePosition
  /// `on=`; its host is never nil.
  package var place: Place
  /// `filter=`: only packets that it takes are compared.
  package var filter: PacketFilter?
  /// `during=`: the steps in whose time the packets came.
  package var during: StepSelector?
  /// `during=` as written.
  package var duringText: String?
  /// Without `during=`: the numbers of the blocks in whose time the packets came, those since the packet
  /// transcript before; empty before the first block.
  package var blocks: Range<Int>
  /// `when=`: unmet means that the transcript is not applicable.
  package var conditions: [Condition] = []
  /// `xfail=`: must miss, for this reason.
  package var expectedFailure: String?
  package var lines: [ExpectedLine]
  /// The 1-based lines of the notebook that hold the packets.
  package var expectedLines: Range<Int>

  package init(
    number: Int, position: SourcePosition, place: Place, filter: PacketFilter? = nil,
    blocks: Range<Int>, lines: [ExpectedLine] = [], expectedLines: Range<Int>
  ) {
    self.number = number
    self.position = position
    self.place = place
    self.filter = filter
    self.blocks = blocks
    self.lines = lines
    self.expectedLines = expectedLines
  }

  /// The place with its host, as `on=` takes it: `lab:eth0`, `ns1:*`.
  package var placeText: String {
    "\(place.host ?? HostPlan.lab):\(place.interface ?? "*")"
  }

  /// The lines as an expectation that packets are compared with as a step's output is.
  package var expectation: Expectation {
    var expectation = Expectation(comparison: .merged, lines: lines, status: .any)
    expectation.subject = .packets
    return expectation
  }
}

extension StepOutput {
  /// Packets as what a step might have printed, one a line.
  package init(packets: [String]) {
    self.init(pieces: [Piece(stream: .merged, bytes: packets.flatMap { Array(($0 + "\n").utf8) })])
  }
}
