import LabClaims
import LabModel

/// Decodes a frame layer by layer.
struct LayerDecoder {
  /// The captured frame.
  let frame: FrameBytes
  /// Its length on the wire, in bytes.
  let length: Int
  /// What the numbers of a TCP segment outside of any tunnel are told from.
  let origin: SequenceOrigin
  let knowsVXLAN: Bool
  private(set) var layers: [PacketLayer] = []
  /// How many tunnels have been opened.
  var depth = 0
  /// Whether what is read is what an ICMP error quotes.
  var isQuoted = false
  /// Where the outermost datagram ends: what follows is padding.
  var end: Int?

  init(_ frame: FrameBytes, length: Int, origin: SequenceOrigin, knowsVXLAN: Bool) {
    self.frame = frame
    self.length = length
    self.origin = origin
    self.knowsVXLAN = knowsVXLAN
  }

  /// Reads the whole frame of an interface of type `hardwareType` (ARPHRD_*).
  mutating func read(hardwareType: UInt16) {
    switch LinkType(hardwareType: hardwareType) {
    case .some(.ethernet): readEthernet(at: 0, frame)
    case .some(.rawIP): readRawIP(at: 0, frame)
    default: readPayload(at: 0, frame, note: "hardware type \(hardwareType) is not decoded")
    }
    if let end, end < frame.count {
      var reader = FieldReader(frame)
      reader.bytes("bytes", end..<frame.count)
      add("Padding", end..<frame.count, reader)
    }
    if length > frame.count, !layers.isEmpty {
      let missing = "\(length - frame.count) of the packet's bytes were not captured"
      layers[layers.count - 1].note = layers[layers.count - 1].note ?? missing
    }
  }

  /// Adds a layer; one whose fields were not all there says so.
  mutating func add(_ name: String, _ range: Range<Int>, _ reader: FieldReader, note: String? = nil)
  {
    layers.append(
      PacketLayer(
        name: name, range: frame.clamped(range), fields: reader.fields,
        note: note ?? (reader.isCut ? "it is cut short" : nil), isQuoted: isQuoted))
  }

  // MARK: - Link layer

  /// Tags and layers beyond this many are not opened.
  static let mostTags = 8

  /// IEEE 802.3 with 802.1Q and 802.1ad tags.
  mutating func readEthernet(at start: Int, _ frame: FrameBytes) {
    var reader = FieldReader(frame)
    reader.linkAddress("destination", at: start)
    reader.linkAddress("source", at: start + 6)
    guard var type = readType(at: start + 12, &reader) else {
      return add("Ethernet", start..<start + 14, reader)
    }
    add("Ethernet", start..<start + 14, reader)
    var next = start + 14
    for _ in 0..<Self.mostTags where EtherType.isTag(UInt16(truncatingIfNeeded: type)) {
      var reader = FieldReader(frame)
      reader.number("priority", at: next, bits: 5..<8)
      reader.flag("drop eligible", at: next, bit: 4)
      reader.number("VLAN id", at: next, 2, bits: 0..<12)
      let following = readType(at: next + 2, &reader)
      add("VLAN", next..<next + 4, reader)
      guard let following else { return }
      type = following
      next += 4
    }
    if type < 0x600 {
      // A frame of IEEE 802.2, whose length stands in the type's place.
      return readPayload(at: next, frame.prefix(next + type), name: "LLC")
    }
    readNetwork(UInt16(truncatingIfNeeded: type), at: next, frame)
  }

  private func readType(at offset: Int, _ reader: inout FieldReader) -> Int? {
    if let type = reader.frame.u16(offset), type < 0x600 {
      return reader.number("length", at: offset, 2)
    }
    return reader.number("type", at: offset, 2, .hexadecimal) {
      EtherType.name(UInt16(truncatingIfNeeded: $0))
    }
  }

  /// Interfaces without a link header: the version tells which IP it is.
  mutating func readRawIP(at start: Int, _ frame: FrameBytes) {
    switch frame.u8(start).map({ $0 >> 4 }) {
    case 4: readIPv4(at: start, frame)
    case 6: readIPv6(at: start, frame)
    default: readPayload(at: start, frame)
    }
  }

  /// What an EtherType names.
  mutating func readNetwork(_ type: UInt16, at start: Int, _ frame: FrameBytes) {
    switch type {
    case EtherType.ipv4: readIPv4(at: start, frame)
    case EtherType.ipv6: readIPv6(at: start, frame)
    case EtherType.arp: readARP(at: start, frame)
    default: readPayload(at: start, frame)
    }
  }

  /// What is carried and not understood, to the end of `frame`; nothing where that is nothing.
  mutating func readPayload(
    at start: Int, _ frame: FrameBytes, name: String = "Payload", note: String? = nil
  ) {
    guard start < frame.count else { return }
    let range = start..<frame.count
    var reader = FieldReader(frame)
    reader.text("length", "\(range.count)", range)
    let shown = range.prefix(64).compactMap { frame.u8($0) }
    reader.text("text", VisibleText.of(bytes: shown) + (range.count > 64 ? "…" : ""), range)
    add(name, range, reader, note: note)
  }
}
