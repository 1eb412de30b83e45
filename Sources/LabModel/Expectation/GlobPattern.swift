/// A pattern as in cram: `*` is any text, `?` one character, a backslash makes the next one plain.
package struct GlobPattern: Sendable, Hashable {
  private enum Element: Sendable, Hashable {
    case byte(UInt8)
    case character
    case anything
  }

  private var elements: [Element] = []

  package init(_ text: [UInt8]) {
    var isEscaped = false
    for byte in text {
      if isEscaped {
        elements.append(.byte(byte))
        isEscaped = false
        continue
      }
      switch byte {
      case UInt8(ascii: "\\"): isEscaped = true
      case UInt8(ascii: "?"): elements.append(.character)
      case UInt8(ascii: "*"):
        if elements.last != .anything { elements.append(.anything) }
      default: elements.append(.byte(byte))
      }
    }
    if isEscaped { elements.append(.byte(UInt8(ascii: "\\"))) }
  }

  /// Whether the pattern covers the whole of `line`; `?` takes a whole UTF-8 sequence.
  ///
  /// Goes back to the last `*` only, so its time is at most the product of both lengths.
  package func matches(_ line: ArraySlice<UInt8>) -> Bool {
    var element = 0
    var position = line.startIndex
    var retry: (element: Int, position: Int)?
    while true {
      if element < elements.count {
        switch elements[element] {
        case .anything:
          retry = (element + 1, position)
          element += 1
          continue
        case .character where position < line.endIndex:
          element += 1
          position = Self.end(ofCharacterAt: position, in: line)
          continue
        case .byte(let byte) where position < line.endIndex && line[position] == byte:
          element += 1
          position += 1
          continue
        default: break
        }
      } else if position == line.endIndex {
        return true
      }
      guard let last = retry, last.position < line.endIndex else { return false }
      retry = (last.element, last.position + 1)
      element = last.element
      position = last.position + 1
    }
  }

  private static func end(ofCharacterAt start: Int, in line: ArraySlice<UInt8>) -> Int {
    var iterator = line[start...].makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    guard case .valid(let scalar) = parser.parseScalar(from: &iterator) else { return start + 1 }
    return start + scalar.count
  }
}
