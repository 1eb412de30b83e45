import LabModel

/// Writes one JSON document (RFC 8259) as it comes, in the order in which it is told.
///
/// Strings are UTF-8; control characters, DEL to U+009F, U+2028/2029 and what turns the direction of
/// text are escaped, so a document is safe to print. Containers nested no deeper than `lineDepth` have a line for each member;
/// deeper ones stand on one line, so a list of events has an event a line. What is written goes to
/// `sink` in pieces of about 64 KiB and, when the document ends, with `finish`.
package struct JSONWriter {
  private var buffer: [UInt8] = []
  /// For each open container: whether it already has a member.
  private var hasMember: [Bool] = []
  private var followsKey = false
  private let lineDepth: Int
  private let sink: ([UInt8]) -> Void

  package init(lineDepth: Int = 2, sink: @escaping ([UInt8]) -> Void) {
    self.lineDepth = lineDepth
    self.sink = sink
  }

  /// The document that `body` writes, as text.
  package static func text(
    lineDepth: Int = 0, _ body: (inout JSONWriter) -> Void
  ) -> String {
    var written: [UInt8] = []
    var writer = JSONWriter(lineDepth: lineDepth) { written += $0 }
    body(&writer)
    writer.flush()
    return String(decoding: written, as: UTF8.self)
  }

  /// Ends the document with a line feed and hands the rest to the sink.
  package mutating func finish() {
    buffer.append(0x0A)
    flush()
  }

  // MARK: Containers

  /// An object whose members `body` writes.
  package mutating func object<Failure: Error>(
    _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    try container(open: 0x7B, close: 0x7D, body)
  }

  /// An array whose elements `body` writes.
  package mutating func array<Failure: Error>(
    _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    try container(open: 0x5B, close: 0x5D, body)
  }

  /// A member of the open object that is itself an object.
  package mutating func object<Failure: Error>(
    _ name: String, _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    key(name)
    try object(body)
  }

  /// A member of the open object that is an array.
  package mutating func array<Failure: Error>(
    _ name: String, _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    key(name)
    try array(body)
  }

  // MARK: Values

  /// An element or, after `key`, a member's value.
  package mutating func value(_ string: String) {
    begin()
    quote(string)
  }

  /// A whole number.
  package mutating func value(_ number: some BinaryInteger) {
    begin()
    buffer += String(number).utf8
  }

  /// A number with a fraction; `null` for what is none.
  package mutating func value(_ number: Double) {
    // RFC 8259, section 6: there is no infinity.
    guard number.isFinite else { return null() }
    begin()
    buffer += "\(number)".utf8
  }

  /// `true` or `false`.
  package mutating func value(_ flag: Bool) {
    begin()
    buffer += (flag ? "true" : "false").utf8
  }

  /// `null`.
  package mutating func null() {
    begin()
    buffer += "null".utf8
  }

  /// A string member; `null` for nil.
  package mutating func member(_ name: String, _ string: String?) {
    key(name)
    if let string { value(string) } else { null() }
  }

  /// A number member; `null` for nil.
  package mutating func member(_ name: String, _ number: (some BinaryInteger)?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  /// A flag; `null` for nil.
  package mutating func member(_ name: String, _ flag: Bool?) {
    key(name)
    if let flag { value(flag) } else { null() }
  }

  /// A fraction from 0 to 1 with four digits; `null` for nil.
  package mutating func member(_ name: String, fraction: Double?) {
    key(name)
    guard let fraction else {
      null()
      return
    }
    begin()
    let digits = String(Int((min(1, max(0, fraction)) * 10_000).rounded()) + 100_000)
    buffer += (digits.dropFirst().prefix(1) + "." + digits.suffix(4)).utf8
  }

  /// Nanoseconds as seconds, with as many places as are needed.
  package mutating func member(_ name: String, seconds nanoseconds: Int64) {
    key(name)
    begin()
    let magnitude = nanoseconds.magnitude
    var places = String(magnitude % 1_000_000_000 + 1_000_000_000).dropFirst()
    while places.count > 1, places.last == "0" { places.removeLast() }
    buffer += ((nanoseconds < 0 ? "-" : "") + "\(magnitude / 1_000_000_000)." + places).utf8
  }

  /// Bytes without loss: `{"text": …}`, and `"base64"` beside it where they are not UTF-8 (each
  /// stray byte is U+FFFD in the text then).
  package mutating func member(_ name: String, bytes: [UInt8]) {
    object(name) { writer in
      let (text, isExact) = Self.decoded(bytes)
      writer.member("text", text)
      if !isExact { writer.member("base64", Base64.encoded(bytes)) }
    }
  }

  /// The name of the member whose value comes next.
  package mutating func key(_ name: String) {
    begin()
    quote(name)
    buffer += ": ".utf8
    followsKey = true
  }

  // MARK: Inside

  private mutating func container<Failure: Error>(
    open: UInt8, close: UInt8, _ body: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    begin()
    buffer.append(open)
    hasMember.append(false)
    defer {
      let wasFilled = hasMember.removeLast()
      if wasFilled, hasMember.count < lineDepth { breakLine() }
      buffer.append(close)
    }
    try body(&self)
  }

  /// Puts the comma, blank or line break that belongs before the next value or key.
  private mutating func begin() {
    if followsKey {
      followsKey = false
      return
    }
    guard let isFilled = hasMember.last else { return }
    let isBroken = hasMember.count <= lineDepth
    if isFilled { buffer += (isBroken ? "," : ", ").utf8 }
    hasMember[hasMember.count - 1] = true
    if isBroken { breakLine() }
    if buffer.count > 64 << 10 { flush() }
  }

  private mutating func breakLine() {
    buffer.append(0x0A)
    buffer.append(contentsOf: repeatElement(0x20, count: 2 * hasMember.count))
  }

  private mutating func flush() {
    guard !buffer.isEmpty else { return }
    sink(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  private mutating func quote(_ string: String) {
    buffer.append(0x22)
    for scalar in string.unicodeScalars {
      switch scalar.value {
      case 0x22: buffer += "\\\"".utf8
      case 0x5C: buffer += "\\\\".utf8
      case 0x0A: buffer += "\\n".utf8
      case 0x0D: buffer += "\\r".utf8
      case 0x09: buffer += "\\t".utf8
      case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
        let digits = String(scalar.value, radix: 16)
        buffer += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
      default: buffer += UTF8.encode(scalar).map(Array.init) ?? []
      }
    }
    buffer.append(0x22)
  }

  private static func decoded(_ bytes: [UInt8]) -> (text: String, isExact: Bool) {
    if let exact = String(validating: bytes, as: UTF8.self) { return (exact, true) }
    var text = ""
    VisibleText.forEachScalar(of: bytes) { unit in
      switch unit {
      case .success(let scalar): text.unicodeScalars.append(scalar)
      case .failure(let invalid):
        text.unicodeScalars.append(
          contentsOf: repeatElement("\u{FFFD}", count: invalid.bytes.count))
      }
    }
    return (text, false)
  }
}
