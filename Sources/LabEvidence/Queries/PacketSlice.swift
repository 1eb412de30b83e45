/// Some packets of a run, read within limits.
package struct PacketSlice: Sendable, Hashable {
  /// In order of the numbers.
  package var packets: [ListedPacket]
  /// How many packets the run has.
  package var total: Int
  /// The numbers of the packets that were looked at; nil where there was none to look at.
  package var looked: ClosedRange<Int>?
  /// Whether a limit ended the reading before the slice was full or the packets at their end.
  package var isCut: Bool
  /// Where wanted packets may follow: the number from which to go on; nil where none can.
  package var next: Int?
  /// Where wanted packets may come before: the number before which to go on; nil where none can.
  package var previous: Int?
}
