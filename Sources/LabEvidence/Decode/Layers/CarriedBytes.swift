/// What an IP datagram carries.
struct CarriedBytes {
  /// Ends with the datagram, or before where it was cut short.
  var frame: FrameBytes
  var start: Int
  /// In bytes, as the IP header says.
  var size: Int
  var source: IPAddress
  var destination: IPAddress
  /// Why its checksum cannot be checked, as a clause; nil where it can.
  var hindrance: String?

  /// Checks the checksum at `place` over all of it.
  func check(at place: Int, _ ipProtocol: UInt8?) -> ChecksumCheck {
    if let hindrance { return .unknown(hindrance) }
    guard frame.has(size, at: start) else { return .unknown("bytes are missing") }
    return InternetChecksum.check(
      frame, start..<start + size, at: place,
      ipProtocol.map { .init(source, destination, $0, length: size) })
  }
}

extension LayerDecoder {
  /// What an IP protocol number names.
  mutating func readTransport(_ ipProtocol: UInt8, _ carried: CarriedBytes) {
    guard carried.start < carried.frame.count else { return }
    switch ipProtocol {
    case InternetProtocol.tcp: readTCP(carried)
    case InternetProtocol.udp: readUDP(carried)
    case InternetProtocol.icmp: readICMP(carried)
    case InternetProtocol.icmp6: readICMP6(carried)
    case InternetProtocol.igmp: readIGMP(carried)
    case InternetProtocol.gre: readGRE(carried)
    case InternetProtocol.ipip: readInner(carried) { $0.readIPv4(at: $1, $2) }
    case InternetProtocol.ipv6: readInner(carried) { $0.readIPv6(at: $1, $2) }
    case InternetProtocol.noNext: break
    default: readPayload(at: carried.start, carried.frame)
    }
  }
}
