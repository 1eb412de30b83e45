/// What is sent for a request.
struct Reply: Sendable {
  /// The status of HTTP (RFC 9110, section 15).
  var status: Int
  /// The media type with its character set.
  var type: String
  var body: [UInt8]
  /// Headers of this reply besides those that every one has.
  var headers: [(name: String, value: String)] = []
  /// Whether copies may be kept for a while.
  var maybeCached = false
  /// Whether nothing more is read from the connection.
  var ends = false

  /// A refusal: a sentence or two of plain text.
  static func refusal(_ status: Int, _ message: String) -> Reply {
    Reply(status: status, type: "text/plain; charset=utf-8", body: Array((message + "\n").utf8))
  }

  /// Scripts and styles are ours alone, and nothing may be loaded from elsewhere or framed.
  private static let policy = """
    default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'
    """

  /// The reply as it is sent; to HEAD without its body.
  func bytes(toHead: Bool, keepsOpen: Bool) -> [UInt8] {
    var lines = ["HTTP/1.1 \(status) \(Self.phrases[status] ?? "")"]
    let common: [(name: String, value: String)] = [
      ("Content-Type", type), ("Content-Length", String(body.count)),
      ("Content-Security-Policy", Self.policy), ("X-Content-Type-Options", "nosniff"),
      ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Cross-Origin-Opener-Policy", "same-origin"),
      ("Cache-Control", maybeCached ? "private, max-age=60" : "no-store"),
      ("Connection", keepsOpen ? "keep-alive" : "close"),
    ]
    for header in common + headers {
      // No value of ours has one, and none that comes from elsewhere can split the answer.
      lines.append("\(header.name): \(header.value.filter { !$0.isNewline })")
    }
    let head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    return toHead ? head : head + body
  }

  private static let phrases: [Int: String] = [
    200: "OK", 303: "See Other", 400: "Bad Request", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 413: "Content Too Large", 414: "URI Too Long",
    431: "Request Header Fields Too Large", 500: "Internal Server Error",
    505: "HTTP Version Not Supported",
  ]
}
