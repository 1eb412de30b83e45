/// What is wrong with a request that is none, or that asks too much: its connection ends with the answer.
struct RequestMistake: Error, Hashable {
  /// The status of HTTP (RFC 9110, section 15).
  var status: Int
  var message: String

  init(_ status: Int, _ message: String) {
    self.status = status
    self.message = message
  }
}
