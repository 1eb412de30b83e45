import LabClaims
import LabDigest

/// The one-line form of a packet, as `tcpdump -n -t -S` prints it; `PacketSummarizer` knows the packets
/// before it and has TCP's numbers relative to them.
package enum PacketSummary {
  /// The line for `packet`, without a line feed.
  ///
  /// Anything that is not decoded is named by its numbers; no bytes whatever make it fail, and it
  /// holds printable ASCII only. Of what TCP and UDP carry, DNS is looked into.
  package static func line(for packet: PacketRow) -> String {
    line(for: packet.bytes, hardwareType: packet.hardwareType, length: packet.length)
  }

  /// The line for the frame `bytes` of an interface of type `hardwareType` (ARPHRD_*), which had
  /// `length` bytes on the wire.
  package static func line(for bytes: [UInt8], hardwareType: UInt16, length: Int) -> String {
    line(for: bytes, hardwareType: hardwareType, length: length, relativeTo: SequenceOrigin())
  }

  /// The line for `packet` with the numbers of a TCP segment told from `origin`.
  static func line(for packet: PacketRow, relativeTo origin: SequenceOrigin) -> String {
    line(
      for: packet.bytes, hardwareType: packet.hardwareType, length: packet.length,
      relativeTo: origin)
  }

  private static func line(
    for bytes: [UInt8], hardwareType: UInt16, length: Int, relativeTo origin: SequenceOrigin
  ) -> String {
    bytes.withUnsafeBytes { bytes in
      let frame = FrameBytes(bytes)
      return switch LinkType(hardwareType: hardwareType) {
      case .some(.ethernet): ethernet(frame, length: length, origin)
      case .some(.rawIP):
        rawIP(frame, origin) ?? "hardware type \(hardwareType), length \(length)"
      default: "hardware type \(hardwareType), length \(length)"
      }
    }
  }

  private static func ethernet(
    _ frame: FrameBytes, length: Int, _ origin: SequenceOrigin
  ) -> String {
    var offset = 12
    guard var type = frame.u16(offset) else { return "[|ether], length \(length)" }
    while EtherType.isTag(type), let next = frame.u16(offset + 4) {
      offset += 4
      type = next
    }
    offset += 2
    switch type {
    case EtherType.ipv4: return IPv4Summary(frame: frame, start: offset, origin: origin).line
    case EtherType.ipv6: return IPv6Summary(frame: frame, start: offset, origin: origin).line
    case EtherType.arp: return ARPSummary(frame: frame, start: offset).line
    default: break
    }
    let ends = "\(frame.linkAddress(6, size: 6)) > \(frame.linkAddress(0, size: 6))"
    if type >= 0x600 {
      return "\(ends), ethertype Unknown (\(hexadecimal(type, digits: 4))), length \(length):"
    }
    guard let destination = frame.u8(offset), let source = frame.u8(offset + 1),
      let control = frame.u8(offset + 2)
    else { return "\(ends), 802.3, length \(type): [|llc]" }
    return "\(ends), 802.3, length \(type): LLC, dsap \(hexadecimal(destination, digits: 2)), "
      + "ssap \(hexadecimal(source, digits: 2)), ctrl \(hexadecimal(control, digits: 2))"
  }

  private static func rawIP(_ frame: FrameBytes, _ origin: SequenceOrigin) -> String? {
    switch frame.u8(0).map({ $0 >> 4 }) {
    case 4: IPv4Summary(frame: frame, start: 0, origin: origin).line
    case 6: IPv6Summary(frame: frame, start: 0, origin: origin).line
    default: nil
    }
  }

  /// `value` as `0x` and at least `digits` digits.
  static func hexadecimal(_ value: some BinaryInteger, digits: Int = 1) -> String {
    let text = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension FrameBytes {
  /// The link-layer address of `size` bytes at `offset`, as far as it is there.
  func linkAddress(_ offset: Int, size: Int) -> String {
    (0..<size).compactMap { u8(offset + $0) }
      .map { Hexadecimal.text(CollectionOfOne($0)) }.joined(separator: ":")
  }
}
