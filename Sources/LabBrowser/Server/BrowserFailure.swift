/// Why the server cannot serve: what was being done, to what, why it failed, and what to do.
package struct BrowserFailure: Error, Sendable, Hashable {
  /// Whether another port would do.
  package var isPortTaken: Bool
  /// Lower case, no full stop.
  package var message: String
  package var remedy: String?

  init(isPortTaken: Bool = false, _ message: String, remedy: String? = nil) {
    self.isPortTaken = isPortTaken
    self.message = message
    self.remedy = remedy
  }
}
