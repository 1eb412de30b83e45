import LabModel

/// Reads `params`: a map from names to lists of values.
struct ParameterReader {
  private let findings: Findings
  /// More runs than this are taken for a mistake.
  private static let mostCombinations = 1000

  init(_ findings: Findings) { self.findings = findings }

  func read(_ value: YAMLValue) -> [ParameterList] {
    guard let pairs = value.pairs, !pairs.isEmpty else {
      findings.reportType(
        "params", "a map of names with lists of values", value, FrontMatterKey.params.example)
      return []
    }
    let lists = pairs.compactMap { read($0.key.shown, $0.value) }
    var combinations = 1
    for list in lists where combinations <= Self.mostCombinations {
      combinations *= list.values.count
    }
    if combinations > Self.mostCombinations {
      findings.add(
        "`params` asks for more than \(Self.mostCombinations) runs", at: value.position,
        remedy: "give fewer values, or write several notebooks")
      return []
    }
    return lists
  }

  private func read(_ name: Excerpt, _ value: YAMLValue) -> ParameterList? {
    guard VariableReferences.isName(name.text) else {
      findings.add(
        "`\(name.text)` cannot be a parameter's name", about: name,
        remedy: "steps have it as a variable: use letters, digits and `_`, no digit first")
      return nil
    }
    guard let items = value.items ?? (value.text == nil ? nil : [value]) else {
      findings.reportType(name.text, "a list of values", value, FrontMatterKey.params.example)
      return nil
    }
    if items.isEmpty {
      findings.add(
        "the parameter `\(name.text)` has no values", about: name,
        remedy: "write `\(FrontMatterKey.params.example)`")
    }
    var list = ParameterList(name: name.text, values: [])
    for item in items {
      guard let text = item.text else {
        findings.add(
          "a value of `\(name.text)` is text, not \(item.kindName)", about: item.shown,
          remedy: "write `\(FrontMatterKey.params.example)`")
        continue
      }
      if list.values.contains(text.text) {
        findings.add(
          "`\(text.text)` stands twice among the values of `\(name.text)`", about: text,
          remedy: "keep one of them")
      } else {
        list.values.append(text.text)
      }
    }
    return list.values.isEmpty ? nil : list
  }
}
