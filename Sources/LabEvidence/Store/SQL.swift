/// One statement's text; its identity is the key of the statement prepared from it.
///
/// Kept in static constants, so that looking a prepared statement up costs no hash of its text.
final class SQL: Sendable {
  let text: String

  init(_ text: String) {
    self.text = text
  }
}
