/// A field of a header.
package struct PacketField: Sendable, Hashable {
  /// As the protocol's standard calls it, in lower case: `time to live`.
  package var name: String
  /// Its value; a text from the packet stands as it is and is not escaped.
  package var value: String
  /// What the value means: `echo request`.
  package var meaning: String?
  /// The bytes of the frame that hold it; fields of a few bits share theirs.
  package var range: Range<Int>
  /// What it consists of.
  package var fields: [PacketField] = []
  /// What became of checking it, where it is a checksum.
  package var checksum: ChecksumCheck?
}
