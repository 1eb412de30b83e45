package import LabReport

/// Something that can be looked at: all that is shown, read from the store and bounded in size.
///
/// It is a value: making it reads the store, showing it does not.
package protocol Page: Sendable {
  /// The status of HTTP (RFC 9110, section 15): 200, or what fits a page that asks the reader to do better.
  var status: Int { get }
  /// What the window is called; shown, so it need not be escaped.
  var title: String { get }
  /// The name of its template in Templates, without `.mustache`.
  var template: String { get }
  /// What the template shows: texts, numbers, flags, lists and further values of this kind by their names.
  ///
  /// Texts are escaped by the template, and must be made visible before (`VisibleText`). Markup stands in
  /// names that end in `Markup`, and only a `Markup` stands there.
  func values(_ links: Links) -> [String: Any]
  /// Writes the page for programs as one object, with the texts as they are.
  func write(to writer: inout JSONWriter)
}

extension Page {
  package var status: Int { 200 }
}
