extension LayerDecoder {
  /// RFC 768.
  mutating func readUDP(_ carried: CarriedBytes) {
    let (frame, start) = (carried.frame, carried.start)
    var reader = FieldReader(frame)
    let source = reader.number("source port", at: start, 2)
    let destination = reader.number("destination port", at: start + 2, 2)
    let length = reader.number("length", at: start + 4, 2)
    reader.checksum(at: start + 6) {
      if frame.u16(start + 6) == 0 { return .absent }
      var carried = carried
      // What IP carries beyond the datagram is not in its sum.
      if let length, length >= 8, length < carried.size { carried.size = length }
      return carried.check(at: start + 6, InternetProtocol.udp)
    }
    guard let source, let destination, let length, !reader.isCut else {
      return add("UDP", start..<frame.count, reader)
    }
    // A datagram that the card cuts up later has length 0.
    let isOdd = length != 0 && length < 8 || length > carried.size
    add(
      "UDP", start..<start + 8, reader,
      note: isOdd && carried.hindrance == nil ? "its length does not fit that of IP" : nil)
    let rest = length >= 8 ? frame.prefix(min(frame.count, start + length)) : frame
    let ports = [source, destination]
    if ports.contains(53) || ports.contains(5353), rest.has(12, at: start + 8) {
      readDNS(at: start + 8, rest, isMulticast: !ports.contains(53))
    } else if knowsVXLAN, destination == 4789 || destination == 8472 {
      readVXLAN(at: start + 8, rest)
    } else {
      readPayload(at: start + 8, rest)
    }
  }
}
