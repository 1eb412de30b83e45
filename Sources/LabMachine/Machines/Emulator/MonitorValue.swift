/// A value of the monitor's JSON (RFC 8259), as far as labbook looks at it.
enum MonitorValue: Equatable {
  case object([String: MonitorValue])
  case array([MonitorValue])
  case string(String)
  /// A number, true, false or null, as it is written.
  case word(String)

  /// The member `name` of an object; nil where there is none.
  subscript(name: String) -> MonitorValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }

  /// The text of a string.
  var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// Reads one value; nil where `bytes` is not one and nothing else.
  init?(_ bytes: [UInt8]) {
    var reader = Reader(bytes: bytes)
    guard let value = reader.value(depth: 0) else { return nil }
    reader.skipBlanks()
    guard reader.position == bytes.count else { return nil }
    self = value
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    /// The deepest nesting that is followed.
    private static let depthLimit = 32

    init(bytes: [UInt8]) {
      self.bytes = bytes
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipBlanks() {
      while let byte = next, byte == 32 || (9...13).contains(byte) { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
      skipBlanks()
      guard next == UInt8(ascii: character) else { return false }
      position += 1
      return true
    }

    mutating func value(depth: Int) -> MonitorValue? {
      guard depth < Self.depthLimit else { return nil }
      skipBlanks()
      switch next {
      case UInt8(ascii: "{"): return object(depth)
      case UInt8(ascii: "["): return array(depth)
      case UInt8(ascii: "\""): return string().map(MonitorValue.string)
      default:
        let start = position
        while let byte = next, isOfWord(byte) { position += 1 }
        guard position > start else { return nil }
        return .word(String(decoding: bytes[start..<position], as: UTF8.self))
      }
    }

    private func isOfWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }

    private mutating func object(_ depth: Int) -> MonitorValue? {
      position += 1
      var members: [String: MonitorValue] = [:]
      if take("}") { return .object(members) }
      repeat {
        skipBlanks()
        guard next == UInt8(ascii: "\""), let name = string(), take(":"),
          let value = value(depth: depth + 1)
        else { return nil }
        members[name] = value
      } while take(",")
      return take("}") ? .object(members) : nil
    }

    private mutating func array(_ depth: Int) -> MonitorValue? {
      position += 1
      var elements: [MonitorValue] = []
      if take("]") { return .array(elements) }
      repeat {
        guard let value = value(depth: depth + 1) else { return nil }
        elements.append(value)
      } while take(",")
      return take("]") ? .array(elements) : nil
    }

    private mutating func string() -> String? {
      position += 1
      var text: [UInt8] = []
      while let byte = next {
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
        case UInt8(ascii: "\\"):
          guard let escaped = next else { return nil }
          position += 1
          switch escaped {
          case UInt8(ascii: "n"): text.append(10)
          case UInt8(ascii: "t"): text.append(9)
          case UInt8(ascii: "r"): text.append(13)
          case UInt8(ascii: "b"): text.append(8)
          case UInt8(ascii: "f"): text.append(12)
          case UInt8(ascii: "u"):
            guard position + 4 <= bytes.count,
              let code = UInt16(
                String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
            else { return nil }
            position += 4
            // Halves of a pair become replacement characters: nothing that is looked at has them.
            text += Array(String(Unicode.Scalar(code).map(Character.init) ?? "\u{FFFD}").utf8)
          default: text.append(escaped)
          }
        default: text.append(byte)
        }
      }
      return nil
    }
  }
}
