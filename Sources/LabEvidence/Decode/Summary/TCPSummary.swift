import LabDigest

/// A TCP segment (RFC 9293); its numbers are told from `CarriedSummary.origin`.
struct TCPSummary {
  private let carried: CarriedSummary
  private let frame: FrameBytes
  private let start: Int

  init(_ carried: CarriedSummary) {
    self.carried = carried
    frame = carried.frame
    start = carried.start
  }

  var text: String {
    guard let sequence = frame.u32(start + 4), let acknowledged = frame.u32(start + 8),
      let offset = frame.u8(start + 12), let flags = frame.u8(start + 13),
      let window = frame.u16(start + 14), let urgent = frame.u16(start + 18)
    else { return " [|tcp]" }
    let headerSize = Int(offset >> 4) * 4
    guard headerSize >= 20 else {
      return " tcp \(carried.size - headerSize) [bad hdr length \(headerSize) - too short, < 20]"
    }
    var text = "Flags [\(Self.letters(of: flags))]"
    guard headerSize <= carried.size else {
      return text + " [bad hdr length \(headerSize) - too long, > \(carried.size)]"
    }
    let length = carried.size - headerSize
    if length > 0 || flags & 0x07 != 0 {
      let first = sequence &- carried.origin.sequence
      text += ", seq \(first)"
      if length > 0 { text += ":\(first &+ UInt32(truncatingIfNeeded: length))" }
    }
    if flags & 0x10 != 0 { text += ", ack \(acknowledged &- carried.origin.acknowledgement)" }
    text += ", win \(window)"
    if flags & 0x20 != 0 { text += ", urg \(urgent)" }
    if headerSize > 20 {
      guard let options = options(until: start + headerSize) else {
        return text + ", options [\(readableOptions(until: start + headerSize))[bad opt]]"
      }
      text += ", options [\(options.joined(separator: ","))]"
    }
    return text + ", length \(length)"
  }

  /// `S.` for SYN and ACK.
  private static func letters(of flags: UInt8) -> String {
    let letters = zip(0..., "FSRP.UEW").filter { flags & 1 << UInt8($0.0) != 0 }.map(\.1)
    return letters.isEmpty ? "none" : String(letters)
  }

  /// Each option's text; nil where one is malformed.
  private func options(until end: Int) -> [String]? {
    var reader = OptionReader(
      frame: frame.prefix(end), next: start + 20, origin: carried.origin.selective)
    var options: [String] = []
    while let option = reader.read() { options.append(option) }
    return reader.isMalformed ? nil : options
  }

  private func readableOptions(until end: Int) -> String {
    var reader = OptionReader(
      frame: frame.prefix(end), next: start + 20, origin: carried.origin.selective)
    var text = ""
    while let option = reader.read() { text += option + "," }
    return text
  }
}

/// Reads TCP options (IANA, "TCP Option Kind Numbers") one after another.
private struct OptionReader {
  let frame: FrameBytes
  var next: Int
  /// What the blocks of selective acknowledgements are told from.
  let origin: UInt32
  var isMalformed = false

  init(frame: FrameBytes, next: Int, origin: UInt32) {
    self.frame = frame
    self.next = next
    self.origin = origin
  }

  /// The next option's text; nil after the last one, or at one that is malformed.
  mutating func read() -> String? {
    guard let kind = frame.u8(next) else { return nil }
    if kind == 0 {
      next = frame.count
      return "eol"
    }
    if kind == 1 {
      next += 1
      return "nop"
    }
    guard let size = frame.u8(next + 1), size >= 2, frame.has(Int(size), at: next) else {
      isMalformed = true
      return nil
    }
    let value = next + 2
    next += Int(size)
    switch (kind, size) {
    case (2, 4): return "mss \(frame.u16(value) ?? 0)"
    case (3, 3): return "wscale \(frame.u8(value) ?? 0)"
    case (4, 2): return "sackOK"
    case (5, _) where (size - 2).isMultiple(of: 8):
      let blocks = stride(from: value, to: next, by: 8).map {
        "{\((frame.u32($0) ?? 0) &- origin):\((frame.u32($0 + 4) ?? 0) &- origin)}"
      }
      return "sack \(blocks.count) \(blocks.joined())"
    case (8, 10): return "TS val \(frame.u32(value) ?? 0) ecr \(frame.u32(value + 4) ?? 0)"
    case (34, 2): return "tfo  cookiereq"
    case (34, _): return "tfo  cookie \(digits(value))"
    default: return "unknown-\(kind)" + (size > 2 ? " 0x\(digits(value))" : "")
    }
  }

  private func digits(_ start: Int) -> String {
    Hexadecimal.text((start..<next).compactMap { frame.u8($0) })
  }
}
