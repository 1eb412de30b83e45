/// A DNS message (RFC 1035) carried by UDP: `1+ A? example.org. (29)`, `1 1/0/0 A 192.0.2.1 (45)`.
///
/// As print-domain.c of tcpdump has it without `-v`: of a query its questions, of a response the
/// numbers of its records and its answers, without the records' names.
struct DNSSummary {
  /// Ends with the datagram.
  let frame: FrameBytes
  let start: Int
  /// In bytes, as UDP says.
  let size: Int
  /// Multicast DNS (RFC 6762) has a bit of its own in a record's class.
  let isMulticast: Bool

  private static let truncated = " [|domain]"

  var text: String {
    guard size >= 12 else { return "domain [length \(size) < 12] (invalid)" }
    guard let id = frame.u16(start), let flags = frame.u16(start + 2),
      let questions = frame.u16(start + 4), let answers = frame.u16(start + 6),
      let authorities = frame.u16(start + 8), let additional = frame.u16(start + 10)
    else { return Self.truncated }
    let head = "\(id)" + Self.operation(flags >> 11 & 15)
    return flags & 0x8000 != 0
      ? head + response(flags, questions, [answers, authorities, additional])
      : head + query(flags, questions, [answers, authorities, additional])
  }

  // MARK: Queries

  private func query(_ flags: UInt16, _ questions: UInt16, _ records: [UInt16]) -> String {
    var text = (flags & 0x0100 != 0 ? "+" : "") + (flags & 0x0010 != 0 ? "%" : "")
    // Bits that a query should not have.
    if flags & 0x06cf != 0 { text += " [b2&3=\(PacketSummary.hexadecimal(flags))]" }
    if flags >> 11 & 15 == 1 {
      if questions > 0 { text += " [\(questions)q]" }
      if records[0] != 1 { text += " [\(records[0])a]" }
    } else {
      if records[0] > 0 { text += " [\(records[0])a]" }
      if questions != 1 { text += " [\(questions)q]" }
    }
    if records[1] > 0 { text += " [\(records[1])n]" }
    if records[2] > 0 { text += " [\(records[2])au]" }
    var next = start + 12
    for _ in 0..<questions {
      guard let end = endOfName(next), let type = frame.u16(end),
        let kind = frame.u16(end + 2)
      else { return text + Self.truncated }
      text += " \(Self.type(type))\(recordClass(kind))"
      if isMulticast { text += kind & 0x8000 != 0 ? " (QU)" : " (QM)" }
      text += "? \(name(next))"
      next = end + 4
    }
    return text + " (\(size))"
  }

  // MARK: Responses

  private func response(_ flags: UInt16, _ questions: UInt16, _ records: [UInt16]) -> String {
    var text = Self.result(flags & 15)
    text += (flags & 0x0400 != 0 ? "*" : "") + (flags & 0x0080 != 0 ? "" : "-")
    text += (flags & 0x0200 != 0 ? "|" : "") + (flags & 0x0020 != 0 ? "$" : "")
    if questions != 1 { text += " [\(questions)q]" }
    var next = start + 12
    for _ in 0..<questions {
      guard let end = endOfName(next) else { return text + Self.truncated }
      next = end + 4
    }
    text += " " + records.map { "\($0)" }.joined(separator: "/")
    for index in 0..<records[0] {
      guard index == 0 || frame.has(1, at: next) else { return text + Self.truncated }
      text += index == 0 ? "" : ","
      guard let record = record(at: next) else { return text + Self.truncated }
      text += record.text
      guard let end = record.end else { return text + Self.truncated }
      next = end
    }
    return text + " (\(size))"
  }

  /// The text of the record at `offset` and where it ends; no end where its data are cut short, nothing
  /// where its head is.
  private func record(at offset: Int) -> (text: String, end: Int?)? {
    guard let head = endOfName(offset), let type = frame.u16(head),
      let kind = frame.u16(head + 2), let length = frame.u16(head + 8)
    else { return nil }
    var text = type == 41 ? "" : recordClass(kind)
    if isMulticast, kind & 0x8000 != 0 { text += " (Cache flush)" }
    text += " \(Self.type(type))"
    let data = head + 10
    let end = data + Int(length)
    guard end <= frame.count else { return (text, nil) }
    switch type {
    case 1:
      guard let address = frame.ipv4(data) else { return (text, nil) }
      text += " \(address)"
    case 28:
      guard length >= 16, let address = frame.ipv6(data) else { return (text, nil) }
      text += " \(address)"
    case 2, 5, 12, 39: text += " \(name(data))"
    case 15: text += " \(name(data + 2)) \(frame.u16(data) ?? 0)"
    case 16: text += strings(data..<end)
    case 33:
      text += " \(name(data + 6)):\(frame.u16(data + 4) ?? 0)"
      text += " \(frame.u16(data) ?? 0) \(frame.u16(data + 2) ?? 0)"
    default: break
    }
    return (text, end)
  }

  /// The strings of a TXT record.
  private func strings(_ range: Range<Int>) -> String {
    var text = ""
    var next = range.lowerBound
    while next < range.upperBound, let size = frame.u8(next) {
      let end = min(next + 1 + Int(size), range.upperBound)
      text += " \"\(visible(next + 1..<end))\""
      next = end
    }
    return text
  }

  // MARK: Names

  /// Where the name at `offset` ends; nil where it is cut short.
  private func endOfName(_ offset: Int) -> Int? {
    var next = offset
    while let size = frame.u8(next) {
      if size & 0xc0 == 0xc0 { return frame.has(2, at: next) ? next + 2 : nil }
      if size == 0 { return next + 1 }
      next += 1 + Int(size)
    }
    return nil
  }

  /// The name at `offset`, pointers followed; they must lead backwards, so it ends.
  private func name(_ offset: Int) -> String {
    var text = ""
    var next = offset
    var limit = offset - start
    while let size = frame.u8(next) {
      if size & 0xc0 == 0xc0 {
        guard let pointer = frame.u16(next) else { return text + Self.truncated }
        let target = Int(pointer & 0x3fff)
        guard target < limit else { return text + "<BAD PTR>" }
        limit = target
        next = start + target
      } else if size == 0 {
        return text.isEmpty ? "." : text
      } else {
        let end = next + 1 + Int(size)
        guard end <= frame.count else { return text + Self.truncated }
        text += visible(next + 1..<end) + "."
        next = end
      }
    }
    return text + Self.truncated
  }

  /// Bytes as tcpdump shows them: `^A` for a control character, `M-` before one above 127.
  private func visible(_ range: Range<Int>) -> String {
    var text = ""
    for offset in range {
      guard var byte = frame.u8(offset) else { break }
      if byte > 0x7f {
        text += "M-"
        byte &= 0x7f
      }
      if byte < 0x20 || byte == 0x7f {
        text += "^"
        byte ^= 0x40
      }
      text.unicodeScalars.append(Unicode.Scalar(byte))
    }
    return text
  }

  // MARK: Numbers

  private func recordClass(_ number: UInt16) -> String {
    switch isMulticast ? number & 0x7fff : number {
    case 1: ""
    case 3: " CHAOS"
    case 4: " HS"
    case 255: " ANY"
    case let other: " (Class \(other))"
    }
  }

  private static func operation(_ number: UInt16) -> String {
    let names = [
      "", " inv_q", " stat", " op3", " notify", " update", " op6", " op7", " op8", " updateA",
      " updateD", " updateDA", " updateM", " updateMA", " zoneInit", " zoneRef",
    ]
    return names[Int(number & 15)]
  }

  private static func result(_ number: UInt16) -> String {
    let names = [
      "", " FormErr", " ServFail", " NXDomain", " NotImp", " Refused", " YXDomain", " YXRRSet",
      " NXRRSet", " NotAuth", " NotZone", " Resp11", " Resp12", " Resp13", " Resp14", " NoChange",
    ]
    return names[Int(number & 15)]
  }

  /// Record types (IANA, "Domain Name System Parameters") as tcpdump names them.
  static func type(_ number: UInt16) -> String {
    let low = [
      "A", "NS", "MD", "MF", "CNAME", "SOA", "MB", "MG", "MR", "NULL", "WKS", "PTR", "HINFO",
      "MINFO", "MX", "TXT", "RP", "AFSDB", "X25", "ISDN", "RT", "NSAP", "NSAP_PTR", "SIG", "KEY",
      "PX", "GPOS", "AAAA", "LOC", "NXT", "EID", "NIMLOC", "SRV", "ATMA", "NAPTR", "KX", "CERT",
      "A6", "DNAME", "SINK", "OPT", "APL", "DS", "SSHFP", "IPSECKEY", "RRSIG", "NSEC", "DNSKEY",
    ]
    let middle = ["SPF", "UINFO", "UID", "GID", "UNSPEC", "UNSPECA"]
    let high = ["TKEY", "TSIG", "IXFR", "AXFR", "MAILB", "MAILA", "ANY", "URI"]
    switch Int(number) {
    case 1...48: return low[Int(number) - 1]
    case 99...104: return middle[Int(number) - 99]
    case 249...256: return high[Int(number) - 249]
    default: return "Type\(number)"
    }
  }
}
