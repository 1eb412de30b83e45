package import LabEvidence
package import LabModel

/// The packets of a run, a line each.
package struct PacketList: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// Writes a line for each packet until `line` returns false.
  ///
  /// Packets of one interface stand as in a packet transcript; those of one host's interfaces too, with
  /// interface and direction before them; those of several hosts have the host before the interface.
  /// - Throws: what reading the packets throws.
  package func write(
    _ listing: PacketListing, of evidence: RunEvidence, at place: Place?,
    _ part: PacketPart = PacketPart(), line: (String) -> Bool
  ) throws {
    let width = InterfaceNames(evidence).longestPlace
    let digits = "\(evidence.packets.count)".utf8.count
    try listing.forEach(part) { packet in
      let number =
        part.showsNumbers ? TextWidth.rightAligned("\(packet.row.number)", to: digits) + "  " : ""
      var prefix = ""
      if place == nil {
        let name = style.escape.line(
          packet.host == HostPlan.lab ? packet.interface : "\(packet.host):\(packet.interface)")
        prefix = PacketSummary.prefix(
          interface: TextWidth.padded(name, to: width), direction: packet.row.direction)
      } else if place?.interface == nil {
        prefix = PacketSummary.prefix(
          interface: style.escape.line(packet.interface), direction: packet.row.direction)
      }
      return line(number + prefix + style.escape.line(packet.line))
    }
  }

  /// Writes the run's id and its packets as one object until `goesOn` says no.
  ///
  /// - Throws: what reading the packets throws.
  package func write(
    _ listing: PacketListing, of evidence: RunEvidence, _ part: PacketPart = PacketPart(),
    to writer: inout JSONWriter, goesOn: () -> Bool
  ) throws {
    try writer.object { writer throws in
      writer.member("run", evidence.run.id)
      try writer.array("packets") { writer throws in
        try listing.forEach(part) { packet in
          writer.value(packet, of: evidence.run)
          return goesOn()
        }
      }
    }
  }
}
