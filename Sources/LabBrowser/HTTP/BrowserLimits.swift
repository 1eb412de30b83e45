/// What the server takes from those who connect to it.
package struct BrowserLimits: Sendable {
  /// The longest target of a request, in bytes.
  package var target = 8 << 10
  /// How long all headers of a request may be together, in bytes.
  package var headers = 32 << 10
  /// How many connections there are at a time; more wait to be accepted.
  package var connections = 128
  /// How long a connection may be open without a request.
  package var idle: Duration = .seconds(15)
  /// How long a request may take to come, once it has begun.
  package var head: Duration = .seconds(10)
  /// How long an answer may take to go.
  package var answer: Duration = .seconds(30)

  package init() {}
}
