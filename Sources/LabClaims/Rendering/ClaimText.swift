package import LabModel

extension Moment {
  /// The moment in the language's own words: `lo is up`.
  package var text: String { "" }
}

extension StepSelector {
  /// The selector in the language's own words: `curl on ns1`.
  package var text: String { "" }
}

extension Place {
  /// The place in the language's own words: `ns1:eth0`.
  package var text: String { "" }
}
