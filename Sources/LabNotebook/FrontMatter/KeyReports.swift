import LabModel

extension Findings {
  /// Reports a name that is not known, with the nearest one that is.
  ///
  /// - Parameters:
  ///   - kind: What the name is: `key`.
  ///   - name: The name as it stands in the notebook.
  ///   - known: The names that are known, as they are written.
  ///   - suffix: What follows a name where it is written, for the remedy.
  func reportUnknown(
    _ kind: String, _ name: Excerpt, among known: [String], suffix: String = ""
  ) {
    let remedy =
      NearestName.of(name.text, among: known).map { "write `\($0)\(suffix)`" }
      ?? (known.count == 1
        ? "`\(known[0])` is the only one" : "known are " + Self.enumeration(known))
    add("unknown \(kind) `\(name.text)`", about: name, remedy: remedy)
  }

  /// Reports a value of the wrong type.
  func reportType(_ key: String, _ wanted: String, _ value: YAMLValue, _ example: String) {
    add(
      "`\(key)` takes \(wanted), not \(value.kindName)", about: value.shown,
      remedy: "write `\(example)`")
  }

  private static func enumeration(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }
}
