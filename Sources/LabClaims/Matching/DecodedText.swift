/// Bytes read as UTF-8, with the way back from a place in the text to the byte it came from.
struct DecodedText {
  let string: String
  /// For each byte of the text's UTF-8, and its end, the index of the byte it came from; nil where
  /// the bytes were well-formed and both count alike.
  private let origins: [Int]?

  init(_ bytes: [UInt8]) {
    if let valid = String(validating: bytes, as: UTF8.self) {
      string = valid
      origins = nil
      return
    }
    var text = ""
    var origins: [Int] = []
    origins.reserveCapacity(bytes.count + 1)
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    // The parser takes a malformed sequence in its maximal valid parts (Unicode, chapter 3.9).
    parsing: while true {
      let scalar: Unicode.Scalar
      let taken: Int
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded):
        scalar = Unicode.UTF8.decode(encoded)
        taken = encoded.count
      case .error(let length):
        scalar = "\u{fffd}"
        taken = length
      case .emptyInput:
        break parsing
      }
      let first = text.utf8.count
      text.unicodeScalars.append(scalar)
      for index in 0..<text.utf8.count - first {
        origins.append(offset + min(index, taken - 1))
      }
      offset += taken
    }
    origins.append(offset)
    string = text
    self.origins = origins
  }

  /// Whether the last line has its line feed.
  var endsInNewline: Bool { string.utf8.last == UInt8(ascii: "\n") }

  /// The bytes that `range` of the text came from.
  func bytes(of range: Range<String.Index>) -> Range<Int> {
    let utf8 = string.utf8
    let lower = utf8.distance(from: utf8.startIndex, to: range.lowerBound)
    let upper = utf8.distance(from: utf8.startIndex, to: range.upperBound)
    guard let origins else { return lower..<upper }
    return origins[lower]..<origins[upper]
  }
}
