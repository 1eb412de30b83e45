import LabModel

/// Reads the questions and records of a DNS message (RFC 1035, section 4) one after another.
struct DNSReader {
  private let frame: FrameBytes
  private let start: Int
  /// Multicast DNS (RFC 6762) has a bit of its own in a record's class.
  private let isMulticast: Bool
  /// Where the next one begins.
  private(set) var next: Int
  private var count = 0
  /// Why there is no reading on; nil where there is.
  private(set) var note: String?

  init(_ frame: FrameBytes, start: Int, isMulticast: Bool) {
    self.frame = frame
    self.start = start
    self.isMulticast = isMulticast
    next = start + 12
  }

  mutating func question(_ reader: inout FieldReader) {
    guard goesOn() else { return }
    let from = next
    guard let end = endOfName(from), let type = frame.u16(end), frame.has(4, at: end) else {
      return stop()
    }
    reader.group(
      "question", name(from), from..<end + 4, meaning: DNSSummary.type(type)
    ) { reader in
      reader.text("name", name(from), from..<end)
      reader.number("type", at: end, 2) { DNSSummary.type(UInt16(truncatingIfNeeded: $0)) }
      recordClass(at: end + 2, "unicast response wanted", &reader)
    }
    next = end + 4
  }

  mutating func record(_ what: String, _ reader: inout FieldReader) {
    guard goesOn() else { return }
    let from = next
    guard let head = endOfName(from), let type = frame.u16(head),
      let length = frame.u16(head + 8), frame.has(10 + Int(length), at: head)
    else { return stop() }
    let data = head + 10..<head + 10 + Int(length)
    reader.group(
      what, name(from), from..<data.upperBound, meaning: DNSSummary.type(type)
    ) { reader in
      reader.text("name", name(from), from..<head)
      reader.number("type", at: head, 2) { DNSSummary.type(UInt16(truncatingIfNeeded: $0)) }
      if type == 41 {
        // EDNS (RFC 6891) has other things in the places of class and time to live.
        reader.number("payload size", at: head + 2, 2)
        reader.number("extended response code", at: head + 4)
        reader.number("version", at: head + 5)
        reader.flag("DNSSEC wanted", at: head + 6, bit: 7)
      } else {
        recordClass(at: head + 2, "flushes the cache", &reader)
        reader.number("time to live", at: head + 4, 4) { "\($0) s" }
      }
      reader.number("data length", at: head + 8, 2)
      readData(type, data, &reader)
    }
    next = data.upperBound
  }

  private mutating func goesOn() -> Bool {
    guard note == nil else { return false }
    count += 1
    if count > FieldReader.most { note = "it has more records than are shown" }
    return note == nil
  }

  private mutating func stop() {
    note = "it is cut short"
    next = max(next, frame.count)
  }

  private func recordClass(at offset: Int, _ bit: String, _ reader: inout FieldReader) {
    if isMulticast { reader.flag(bit, at: offset, bit: 7) }
    reader.number("class", at: offset, 2, bits: isMulticast ? 0..<15 : nil) {
      [1: "IN", 3: "CHAOS", 4: "HESIOD", 254: "none", 255: "any"][$0]
    }
  }

  private func readData(_ type: UInt16, _ data: Range<Int>, _ reader: inout FieldReader) {
    let place = data.lowerBound
    switch (type, data.count) {
    case (1, 4): reader.ipv4("address", at: place)
    case (28, 16): reader.ipv6("address", at: place)
    case (2, _), (5, _), (12, _), (39, _): reader.text("host", name(place), data)
    case (15, 3...):
      reader.number("preference", at: place, 2)
      reader.text("host", name(place + 2), place + 2..<data.upperBound)
    case (16, _): strings(data, &reader)
    case (33, 7...):
      reader.number("priority", at: place, 2)
      reader.number("weight", at: place + 2, 2)
      reader.number("port", at: place + 4, 2)
      reader.text("host", name(place + 6), place + 6..<data.upperBound)
    case (6, _): startOfAuthority(data, &reader)
    default: reader.bytes("data", data)
    }
  }

  private func startOfAuthority(_ data: Range<Int>, _ reader: inout FieldReader) {
    guard let mailbox = endOfName(data.lowerBound), let numbers = endOfName(mailbox),
      numbers + 20 <= data.upperBound
    else { return reader.bytes("data", data) }
    reader.text("primary server", name(data.lowerBound), data.lowerBound..<mailbox)
    reader.text("mailbox", name(mailbox), mailbox..<numbers)
    for (place, name) in ["serial", "refresh", "retry", "expire", "minimum"].enumerated() {
      reader.number(name, at: numbers + 4 * place, 4)
    }
  }

  private func strings(_ data: Range<Int>, _ reader: inout FieldReader) {
    var next = data.lowerBound
    while next < data.upperBound, let size = frame.u8(next),
      reader.fields.count < FieldReader.most
    {
      let end = min(next + 1 + Int(size), data.upperBound)
      reader.text("text", visible(next + 1..<end), next..<end)
      next = end
    }
  }

  // MARK: - Names

  /// The most labels of a name; one of 255 bytes has fewer.
  private static let mostLabels = 128

  /// Where the name at `offset` ends; nil where it is cut short.
  private func endOfName(_ offset: Int) -> Int? {
    var next = offset
    for _ in 0..<Self.mostLabels {
      guard let size = frame.u8(next) else { return nil }
      if size & 0xc0 == 0xc0 { return frame.has(2, at: next) ? next + 2 : nil }
      if size == 0 { return next + 1 }
      next += 1 + Int(size)
    }
    return nil
  }

  /// The name at `offset`, pointers followed; they must lead backwards, so it ends.
  private func name(_ offset: Int) -> String {
    var labels: [String] = []
    var next = offset
    var limit = offset - start
    while let size = frame.u8(next), labels.count < Self.mostLabels {
      if size & 0xc0 == 0xc0 {
        let target = Int(frame.u16(next) ?? 0) & 0x3fff
        guard target < limit else { return (labels + ["(bad pointer)"]).joined(separator: ".") }
        limit = target
        next = start + target
      } else if size == 0 {
        return labels.isEmpty ? "." : labels.joined(separator: ".")
      } else {
        labels.append(visible(next + 1..<next + 1 + Int(size)))
        next += 1 + Int(size)
      }
    }
    return (labels + ["(cut short)"]).joined(separator: ".")
  }

  private func visible(_ range: Range<Int>) -> String {
    VisibleText.of(bytes: range.compactMap { frame.u8($0) })
  }

  /// RFC 1035, 4.1.1, and IANA's "DNS RCODEs".
  static func responseCode(_ number: Int) -> String? {
    let names = [
      "no error", "format error", "server failure", "no such name", "not implemented", "refused",
      "name exists", "records exist", "records missing", "not authoritative", "not in zone",
    ]
    return names.indices.contains(number) ? names[number] : nil
  }
}
