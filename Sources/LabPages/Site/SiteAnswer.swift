/// What the site sends for an address.
package struct SiteAnswer: Sendable {
  /// The status of HTTP (RFC 9110, section 15).
  package var status: Int
  /// The media type with its character set.
  package var type: String
  package var body: [UInt8]

  package init(status: Int = 200, type: String, body: [UInt8]) {
    self.status = status
    self.type = type
    self.body = body
  }

  static let html = "text/html; charset=utf-8"
  static let json = "application/json"
}
