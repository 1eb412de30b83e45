/// The one-line form of a packet, as `tcpdump -n -t -S` prints it.
package enum PacketSummary {
  /// The line for `packet`, without a line feed.
  ///
  /// Anything that is not decoded is named by its numbers; no bytes whatever make it fail, and it holds printable ASCII only.
  package static func line(for packet: PacketRow) -> String {
    ""
  }

  /// The line for the frame `bytes` of an interface of type `hardwareType` (ARPHRD_*), which had
  /// `length` bytes on the wire.
  package static func line(for bytes: [UInt8], hardwareType: UInt16, length: Int) -> String {
    ""
  }
}
