import LabModel

/// Writes a line that was printed as an expected line that reads back as exactly that.
struct ExpectedLineWriter {
  /// The character of the transcript's prompts.
  var prompt: Unicode.Scalar
  var hosts: Set<String>
  /// Names whose `${name}` would be replaced.
  var variables: Set<String>
  var foldsBlanks: Bool
  /// Where blanks at the beginning of a line might be taken for indentation.
  var escapesLeadingBlanks: Bool

  /// The expected line for `line`.
  ///
  /// - Parameters:
  ///   - line: What was printed.
  ///   - isFirst: Whether it stands directly under the command.
  /// - Returns: The line with its suffix.
  func text(for line: PrintedLine, isFirst: Bool) -> String {
    let suffix = line.hasNewline ? "" : " (no-eol)"
    guard let text = plainText(of: line.bytes), !needsEscapes(text, line.hasNewline) else {
      return escaped(line.bytes, isFirst: isFirst) + suffix
    }
    let plain = text + suffix
    return reads(plain, as: text, isFirst: isFirst)
      ? plain : Self.expression(for: foldsBlanks ? folded(text) : text) + " (re)" + suffix
  }

  /// Whether blanks at the beginning of the line could be lost.
  private func needsEscapes(_ text: String, _ hasNewline: Bool) -> Bool {
    escapesLeadingBlanks
      && (text.unicodeScalars.first == " " || (text.isEmpty && !hasNewline))
  }

  /// Whether `text` would be taken for a status, a prompt or the continuation of a command.
  func isTakenForSyntax(_ text: String, isFirst: Bool) -> Bool {
    if isFirst, Prompt.continuation(text) != nil { return true }
    if let found = Prompt(text), found.character == prompt {
      return found.host.map { hosts.contains($0) } ?? true
    }
    return ExpectedStatus.bracketed(in: text) != nil || mayCloseFence(text)
  }

  private func mayCloseFence(_ text: String) -> Bool {
    let line = text.unicodeScalars.drop { $0 == " " || $0 == "\t" }
    return line.count >= 3 && [["`"], ["~"]].contains(Set(line))
  }

  private func reads(_ line: String, as text: String, isFirst: Bool) -> Bool {
    let read = ExpectedLine(reading: line, at: SourcePosition(line: 1, column: 1))
    return read.kind == .exact && read.text == text
      && !isTakenForSyntax(line, isFirst: isFirst)
      && !VariableReferences.names(in: text).contains { variables.contains($0) }
  }

  /// The bytes as text, if all of it can be seen; a tab inside can.
  private func plainText(of bytes: [UInt8]) -> String? {
    var text = String.UnicodeScalarView()
    var isPlain = true
    VisibleText.forEachScalar(of: bytes) { part in
      switch part {
      case .success("\t") where !text.isEmpty: text.append("\t")
      case .success(let scalar):
        text.append(scalar)
        if !VisibleText.isVisible(scalar) { isPlain = false }
      case .failure: isPlain = false
      }
    }
    return isPlain ? String(text) : nil
  }

  /// The bytes as a line of escapes that begins with nothing that has a meaning of its own.
  private func escaped(_ bytes: [UInt8], isFirst: Bool) -> String {
    let text = ByteEscapes.text(for: bytes).escapingReferences()
    guard let first = text.unicodeScalars.first, first.isASCII else {
      // A line of nothing but blanks: the escape is one of them.
      return (text.isEmpty ? "\\x20" : text) + " (esc)"
    }
    let isSafe =
      !isTakenForSyntax(text, isFirst: isFirst) && !(first == " " && escapesLeadingBlanks)
    let head = isSafe ? String(first) : VisibleText.hexadecimal(UInt8(first.value))
    return head + String(text.unicodeScalars.dropFirst()) + " (esc)"
  }

  private func folded(_ text: String) -> String {
    text.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
  }

  /// A regular expression for `text` that is no prompt and no continuation.
  static func expression(for text: String) -> String {
    var expression = ""
    for scalar in LineExpression.quoted(text).unicodeScalars {
      switch scalar {
      case "#": expression += "[#]"
      case ">": expression += "[>]"
      case "\t": expression += "\\t"
      default: expression.unicodeScalars.append(scalar)
      }
    }
    return expression
  }
}

extension String {
  /// With `$` before a brace as an escape, so that nothing is replaced in a line of escapes.
  fileprivate func escapingReferences() -> String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar == "{", result.last == "$" {
        result.removeLast()
        result.append(contentsOf: "\\x24".unicodeScalars)
      }
      result.append(scalar)
    }
    return String(result)
  }
}
