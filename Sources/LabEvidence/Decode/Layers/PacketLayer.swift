/// One header of a packet, or what the last one carries, with its fields.
///
/// The layers of a packet stand from the outermost to the innermost; a tunnel's inner packet follows the
/// tunnel's header, and the packet that an ICMP error quotes follows the error.
package struct PacketLayer: Sendable, Hashable {
  /// The protocol, or `Payload` or `Padding`.
  package var name: String
  /// Where it lies in the captured frame, in bytes; within the frame.
  package var range: Range<Int>
  package var fields: [PacketField]
  /// What is wrong or missing, as a clause: `12 of its bytes are missing`.
  package var note: String?
  /// Whether it is part of a packet that an ICMP error quotes.
  package var isQuoted = false

  /// The layers of the frame of `packet`, TCP's numbers as they are on the wire.
  ///
  /// Never fails: what is cut short or not understood says so. The number of fields is bounded.
  package static func layers(of packet: PacketRow) -> [PacketLayer] {
    layers(of: packet, relativeTo: SequenceOrigin())
  }

  /// The same, with TCP's numbers also told from `origin`; where `knowsVXLAN` is false, UDP on VXLAN's
  /// ports is not taken for VXLAN.
  static func layers(
    of packet: PacketRow, relativeTo origin: SequenceOrigin, knowsVXLAN: Bool = true
  ) -> [PacketLayer] {
    packet.bytes.withUnsafeBytes { bytes in
      var decoder = LayerDecoder(
        FrameBytes(bytes), length: packet.length, origin: origin, knowsVXLAN: knowsVXLAN)
      decoder.read(hardwareType: packet.hardwareType)
      return decoder.layers
    }
  }
}
