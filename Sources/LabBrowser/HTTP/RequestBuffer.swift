/// The bytes of a connection that have come and are not answered yet; never many more than one request may
/// have.
struct RequestBuffer {
  private var bytes: [UInt8] = []
  /// Where the search for the end goes on.
  private var searched = 0
  private let limits: BrowserLimits

  /// What the first line has besides the target: a method and a version.
  private static let restOfLine = 64

  init(_ limits: BrowserLimits) { self.limits = limits }

  var isEmpty: Bool { bytes.isEmpty }

  /// Adds what has come.
  mutating func append(_ more: [UInt8]) { bytes += more }

  /// Takes the next request, if all of it is there.
  ///
  /// - Throws: `RequestMistake` where it is none, or is longer than allowed.
  mutating func next() throws(RequestMistake) -> RequestHead? {
    guard let line = bytes[...].firstCRLF else {
      guard bytes.count <= limits.target + Self.restOfLine else { throw Self.longTarget }
      return nil
    }
    guard line <= limits.target + Self.restOfLine else { throw Self.longTarget }
    guard let end = end(from: line) else {
      guard bytes.count - line <= limits.headers else { throw Self.longHeaders }
      return nil
    }
    guard end - line <= limits.headers else { throw Self.longHeaders }
    let head = try RequestHead(bytes[..<end])
    guard head.target.utf8.count <= limits.target else { throw Self.longTarget }
    bytes.removeFirst(end + 4)
    searched = 0
    return head
  }

  /// Where the empty line begins, with the CR LF before it.
  private mutating func end(from line: Int) -> Int? {
    var place = max(line, searched - 3)
    while place + 4 <= bytes.count {
      if bytes[place] == 0x0d, bytes[place...].starts(with: [0x0d, 0x0a, 0x0d, 0x0a]) {
        return place
      }
      place += 1
    }
    searched = bytes.count
    return nil
  }

  private static let longTarget = RequestMistake(414, "the address is too long")
  private static let longHeaders = RequestMistake(431, "the headers are too long")
}
