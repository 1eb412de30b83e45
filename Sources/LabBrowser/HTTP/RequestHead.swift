/// The first line and the headers of a request (RFC 9112, sections 3 and 5).
struct RequestHead: Sendable, Hashable {
  private(set) var method = ""
  private(set) var target = ""
  private var isHTTP11 = true
  /// Names in lower case, in order.
  private var headers: [Header] = []

  private struct Header: Hashable {
    var name: String
    var value: String
  }

  private static let mostHeaders = 100

  /// Reads the bytes before the empty line.
  ///
  /// - Throws: `RequestMistake` where they are no request: what two readers could understand in two ways is
  ///   refused.
  init(_ bytes: ArraySlice<UInt8>) throws(RequestMistake) {
    var lines = Self.lines(bytes)
    guard let first = lines.popFirst() else { throw RequestMistake(400, "that is no request") }
    let words = first.split(separator: 0x20, omittingEmptySubsequences: false)
    guard words.count == 3, !words[0].isEmpty, words[0].allSatisfy(Self.isOfToken),
      !words[1].isEmpty, words[1].allSatisfy({ (0x21...0x7e).contains($0) })
    else { throw RequestMistake(400, "the first line is no request") }
    method = Self.text(words[0])
    target = Self.text(words[1])
    switch Self.text(words[2]) {
    case "HTTP/1.1": isHTTP11 = true
    case "HTTP/1.0": isHTTP11 = false
    default: throw RequestMistake(505, "HTTP/1.1 is spoken here")
    }
    guard lines.count <= Self.mostHeaders else {
      throw RequestMistake(431, "a request may have \(Self.mostHeaders) headers")
    }
    for line in lines { headers.append(try Self.header(line)) }
  }

  /// The values of `name`, which is in lower case.
  func values(_ name: String) -> [String] {
    headers.filter { $0.name == name }.map(\.value)
  }

  /// Whether a body follows, which no request that is answered here has.
  var hasBody: Bool {
    !values("transfer-encoding").isEmpty || values("content-length").contains { $0 != "0" }
  }

  /// Whether the sender wants to ask more on the same connection (RFC 9112, section 9.3).
  var keepsOpen: Bool {
    let words = values("connection").flatMap { $0.lowercased().split(separator: ",") }
    return isHTTP11 && !words.contains { $0.filter { $0 != " " && $0 != "\t" } == "close" }
  }

  private static func header(_ line: ArraySlice<UInt8>) throws(RequestMistake) -> Header {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
      line[..<colon].allSatisfy(isOfToken)
    else { throw RequestMistake(400, "a header is none") }
    let value = line[(colon + 1)...]
    guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
      throw RequestMistake(400, "a header has a control character")
    }
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    let start = value.firstIndex { !isBlank($0) } ?? value.endIndex
    let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
    return Header(name: text(line[..<colon]).lowercased(), value: text(value[start..<end]))
  }

  /// The lines of `bytes`, which end in CR LF; a CR or LF by itself stays in its line and is refused there.
  private static func lines(_ bytes: ArraySlice<UInt8>) -> ArraySlice<ArraySlice<UInt8>> {
    var lines: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    while let end = bytes[start...].firstCRLF {
      lines.append(bytes[start..<end])
      start = end + 2
    }
    lines.append(bytes[start...])
    return lines[...]
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// Whether a byte may stand in a name (RFC 9110, section 5.6.2).
  private static func isOfToken(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}

extension ArraySlice<UInt8> {
  /// Where the first CR LF stands.
  var firstCRLF: Int? {
    var place = startIndex
    while let found = self[place...].firstIndex(of: 0x0d), found + 1 < endIndex {
      if self[found + 1] == 0x0a { return found }
      place = found + 1
    }
    return nil
  }
}
