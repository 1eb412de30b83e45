extension LayerDecoder {
  /// A DNS message (RFC 1035) in `frame`, which ends with it.
  mutating func readDNS(at start: Int, _ frame: FrameBytes, isMulticast: Bool) {
    var reader = FieldReader(frame)
    let name = isMulticast ? "Multicast DNS" : "DNS"
    reader.number("identifier", at: start, 2, .hexadecimal)
    reader.flag("response", at: start + 2, bit: 7)
    reader.number("operation", at: start + 2, bits: 3..<7) {
      [0: "query", 1: "inverse query", 2: "status", 4: "notify", 5: "update"][$0]
    }
    reader.flag("authoritative answer", at: start + 2, bit: 2)
    reader.flag("truncated", at: start + 2, bit: 1)
    reader.flag("recursion desired", at: start + 2, bit: 0)
    reader.flag("recursion available", at: start + 3, bit: 7)
    reader.flag("authentic data", at: start + 3, bit: 5)
    reader.flag("checking disabled", at: start + 3, bit: 4)
    reader.number("response code", at: start + 3, bits: 0..<4, meaning: DNSReader.responseCode)
    let questions = reader.number("questions", at: start + 4, 2)
    let answers = reader.number("answers", at: start + 6, 2)
    let authorities = reader.number("authority records", at: start + 8, 2)
    let additional = reader.number("additional records", at: start + 10, 2)
    guard let questions, let answers, let authorities, let additional else {
      return add(name, start..<frame.count, reader)
    }
    var message = DNSReader(frame, start: start, isMulticast: isMulticast)
    for _ in 0..<questions { message.question(&reader) }
    for _ in 0..<answers { message.record("answer", &reader) }
    for _ in 0..<authorities { message.record("authority record", &reader) }
    for _ in 0..<additional { message.record("additional record", &reader) }
    add(name, start..<message.next, reader, note: message.note)
    readPayload(at: message.next, frame)
  }
}
