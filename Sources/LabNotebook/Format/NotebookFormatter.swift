import LabModel

/// Writes the fences of a notebook in one form; everything but the lines that open them stays byte
/// for byte.
///
/// The form: the language in small letters, directly after the fence; then `{#id .flags key=value}`,
/// flags and keys in the order of docs/notebook.md; values in quotes only where they need them.
/// Formatting twice changes nothing more.
package enum NotebookFormatter {
  /// The notebook with its fences in that form.
  ///
  /// Fences that are prose stay as they are, and so does one whose attributes cannot be read.
  package static func formatted(path: String, bytes: [UInt8]) -> [UInt8] {
    let findings = Findings(path: path)
    let text = NotebookText(path: path, bytes: bytes, findings: findings)
    // Only how many lines the front matter takes is of interest here.
    var frontMatter = FrontMatterReader(text, title: path, findings: findings)
    let document = MarkdownDocument(text, skippingLines: frontMatter.read())
    var result: [UInt8] = []
    var position = 0
    for fence in document.fences {
      guard let line = openingLine(of: fence, in: text) else { continue }
      let place = text.lines[fence.position.line - 1].bytes
      result += bytes[position..<place.lowerBound]
      result += line.utf8
      position = place.upperBound
    }
    return result + bytes[position...]
  }

  /// The line that opens a fence, in its new form; nil where it stays as it is.
  private static func openingLine(of fence: Fence, in text: NotebookText) -> String? {
    let info = InfoString(fence.info)
    guard info.problems.isEmpty, FenceKind(of: info) != .prose else { return nil }
    let known = info.attributes.map { ($0, FenceAttribute.known($0)) }
    guard known.allSatisfy({ $0.1 != nil }) else { return nil }
    let order = FenceAttribute.allCases
    let sorted = known.enumerated().sorted { left, right in
      func key(_ entry: (offset: Int, element: (WrittenAttribute, FenceAttribute?))) -> [Int] {
        let place = entry.element.1.flatMap(order.firstIndex) ?? order.count
        return [rank(entry.element.0.form), place, entry.offset]
      }
      return key(left).lexicographicallyPrecedes(key(right))
    }.map(\.element.0)
    let line = text.line(fence.position.line)
    let before = line.unicodeScalars.prefix(fence.position.column - 1)
    var opening = String(String.UnicodeScalarView(before))
    opening += String(repeating: String(fence.character), count: fence.length)
    opening += info.language.text.lowercased()
    if !sorted.isEmpty {
      // Without a language the braces stand apart from the fence, as Pandoc writes them.
      opening += " {" + sorted.map(written).joined(separator: " ") + "}"
    }
    return opening
  }

  private static func rank(_ form: WrittenAttribute.Form) -> Int {
    switch form {
    case .identifier: 0
    case .flag: 1
    case .value: 2
    }
  }

  private static func written(_ attribute: WrittenAttribute) -> String {
    switch attribute.form {
    case .identifier: "#" + attribute.name.text
    case .flag: "." + attribute.name.text
    case .value: attribute.name.text + "=" + value(attribute.value.text)
    }
  }

  private static func value(_ text: String) -> String {
    let isBare =
      !text.isEmpty
      && text.unicodeScalars.allSatisfy { scalar in
        VisibleText.isVisible(scalar) && ![" ", "\"", "\\", "{", "}", "=", "'"].contains(scalar)
      }
    if isBare { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
