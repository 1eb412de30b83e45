/// A packet's summary as a story shows it.
package enum PacketText {
  /// `summary` (tcpdump's form) without what only matters to who follows a connection byte by byte:
  /// a TCP segment's sequence numbers, window and options, and a length of 0.
  package static func brief(_ summary: String) -> String {
    // What is malformed ends in no length: it is told as it is.
    guard let flags = summary.firstRange(of: ": Flags ["),
      let end = summary[flags.upperBound...].firstIndex(of: "]"),
      let length = summary.ranges(of: ", length ").last, length.lowerBound > end
    else { return summary }
    let count = summary[length.upperBound...]
    return String(summary[...end]) + (count == "0" ? "" : ", length \(count)")
  }
}
