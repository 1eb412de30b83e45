extension ExpectedLine {
  /// Reads one expected line, suffixes included; blanks at its end do not count.
  package init(reading line: String, at position: SourcePosition) {
    // By bytes: a mark on a blank must not hide a suffix.
    var text = Self.trimmed(Array(line.utf8)[...])
    var endsWithoutNewline = false
    if let rest = Self.removing(" (no-eol)", from: text) {
      endsWithoutNewline = true
      text = Self.trimmed(rest)
    }
    for (suffix, kind, quantity) in Self.suffixes {
      guard let rest = Self.removing(suffix, from: text) else { continue }
      self.init(
        kind: kind, quantity: quantity, text: String(decoding: rest, as: UTF8.self),
        endsWithoutNewline: endsWithoutNewline, position: position)
      return
    }
    let isAnything = !endsWithoutNewline && text.elementsEqual("...".utf8)
    self.init(
      kind: isAnything ? .anything : .exact, text: String(decoding: text, as: UTF8.self),
      endsWithoutNewline: endsWithoutNewline, position: position)
  }

  private static let suffixes: [(String, Kind, Quantity)] =
    [(" (esc)", .escaped, .one)]
    + [Quantity.one, .any, .some, .optional].flatMap { quantity in
      [
        (" (glob\(quantity.rawValue))", Kind.glob, quantity),
        (" (re\(quantity.rawValue))", Kind.regex, quantity),
      ]
    }

  private static func removing(
    _ suffix: String, from text: ArraySlice<UInt8>
  ) -> ArraySlice<UInt8>? {
    text.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
      ? text.dropLast(suffix.utf8.count) : nil
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let last = text.last, OutputLines.isBlank(last) { text.removeLast() }
    return text
  }

  /// The line as a notebook holds it, suffixes included.
  package var sourceText: String {
    let suffix =
      switch kind {
      case .exact: ""
      case .glob: " (glob\(quantity.rawValue))"
      case .regex: " (re\(quantity.rawValue))"
      case .escaped: " (esc)"
      case .anything: ""
      }
    return (kind == .anything ? "..." : text) + suffix + (endsWithoutNewline ? " (no-eol)" : "")
  }
}

extension ExpectedStatus {
  /// Reads `N`, `!0` or `any`; nil where `text` is none of them or N is over 255.
  package init?(reading text: some StringProtocol) {
    switch text {
    case "any": self = .any
    case "!0": self = .failure
    default:
      guard Self.isNumber(text), let status = Int32(text), status <= 255 else { return nil }
      self = .exactly(status)
    }
  }

  /// What stands between the brackets of a line that reads as a status: `[7]`, `[!0]`, `[any]`.
  package static func bracketed(in line: String) -> Substring? {
    let end = line.lastIndex { $0 != " " && $0 != "\t" }.map(line.index(after:))
    let text = line[..<(end ?? line.startIndex)]
    guard text.first == "[", text.last == "]", text.count > 2 else { return nil }
    let inner = text.dropFirst().dropLast()
    return inner == "any" || inner == "!0" || isNumber(inner) ? inner : nil
  }

  private static func isNumber(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
