import LabDigest

/// Reads the fields of one header in order, and notes where the frame ends too early.
struct FieldReader {
  /// How a number is written.
  enum Form {
    case decimal
    /// With `0x` and all its digits.
    case hexadecimal
  }

  let frame: FrameBytes
  private(set) var fields: [PacketField] = []
  /// Whether a field was not there, or not all of it.
  private(set) var isCut = false

  init(_ frame: FrameBytes) { self.frame = frame }

  /// The most fields of a header or of a list within it.
  static let most = 128

  /// Reads a number of `size` bytes (1 to 4) at `offset`, or `bits` of it, counted from the lowest.
  @discardableResult
  mutating func number(
    _ name: String, at offset: Int, _ size: Int = 1, bits: Range<Int>? = nil,
    _ form: Form = .decimal, meaning: (Int) -> String? = { _ in nil }
  ) -> Int? {
    guard frame.has(size, at: offset) else {
      isCut = true
      return nil
    }
    var number = (0..<size).reduce(0) { $0 << 8 | Int(frame.u8(offset + $1) ?? 0) }
    if let bits { number = number >> bits.lowerBound & (1 << bits.count - 1) }
    let digits = ((bits?.count ?? size * 8) + 3) / 4
    fields.append(
      PacketField(
        name: name,
        value: form == .decimal
          ? "\(number)" : PacketSummary.hexadecimal(number, digits: digits),
        meaning: meaning(number), range: offset..<offset + size))
    return number
  }

  /// Reads one bit of the byte at `offset`, 0 being the lowest: `set` or `not set`.
  @discardableResult
  mutating func flag(_ name: String, at offset: Int, bit: Int) -> Bool? {
    guard let byte = frame.u8(offset) else {
      isCut = true
      return nil
    }
    let isSet = byte >> UInt8(bit) & 1 == 1
    fields.append(
      PacketField(name: name, value: isSet ? "set" : "not set", range: offset..<offset + 1))
    return isSet
  }

  @discardableResult
  mutating func ipv4(_ name: String, at offset: Int) -> IPAddress? {
    let address = frame.ipv4(offset)
    text(name, address.map { "\($0)" } ?? "", offset..<offset + 4)
    return address
  }

  @discardableResult
  mutating func ipv6(_ name: String, at offset: Int) -> IPAddress? {
    let address = frame.ipv6(offset)
    text(name, address.map { "\($0)" } ?? "", offset..<offset + 16)
    return address
  }

  /// A link-layer address of `size` bytes.
  mutating func linkAddress(_ name: String, at offset: Int, size: Int = 6) {
    let bytes = (0..<size).compactMap { frame.u8(offset + $0) }
    let isGroup = size == 6 && bytes.first.map { $0 & 1 == 1 } == true
    let isBroadcast = size == 6 && bytes.allSatisfy { $0 == 0xff }
    text(
      name, frame.linkAddress(offset, size: size), offset..<offset + size,
      meaning: isBroadcast ? "broadcast" : isGroup ? "multicast" : nil)
  }

  /// Bytes as hexadecimal digits, at most 32 of them.
  mutating func bytes(_ name: String, _ range: Range<Int>, meaning: String? = nil) {
    guard !range.isEmpty else { return }
    let shown = range.prefix(32).compactMap { frame.u8($0) }
    text(
      name, Hexadecimal.text(shown) + (range.count > 32 ? "…" : ""), range, meaning: meaning)
  }

  /// A text that stands for `range`; left out where not all of it is there.
  mutating func text(_ name: String, _ value: String, _ range: Range<Int>, meaning: String? = nil) {
    guard frame.has(range.count, at: range.lowerBound) else {
      isCut = true
      return
    }
    fields.append(PacketField(name: name, value: value, meaning: meaning, range: range))
  }

  /// A field that consists of what `body` reads.
  mutating func group(
    _ name: String, _ value: String = "", _ range: Range<Int>, meaning: String? = nil,
    _ body: (inout FieldReader) -> Void = { _ in }
  ) {
    var reader = FieldReader(frame)
    body(&reader)
    isCut = isCut || reader.isCut
    fields.append(
      PacketField(
        name: name, value: value, meaning: meaning, range: frame.clamped(range),
        fields: reader.fields))
  }

  /// A checksum of two bytes.
  mutating func checksum(at offset: Int, _ check: () -> ChecksumCheck) {
    guard number("checksum", at: offset, 2, .hexadecimal) != nil else { return }
    let check = check()
    fields[fields.count - 1].checksum = check
    fields[fields.count - 1].meaning = check.words
  }

  /// Says what the last field means.
  mutating func explain(_ meaning: String) {
    guard !fields.isEmpty else { return }
    fields[fields.count - 1].meaning = meaning
  }
}

extension FrameBytes {
  /// The part of `range` that is there.
  func clamped(_ range: Range<Int>) -> Range<Int> {
    range.clamped(to: 0..<count)
  }
}
