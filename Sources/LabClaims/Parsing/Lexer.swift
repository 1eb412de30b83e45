import LabModel

/// Cuts a text into tokens.
struct Lexer {
  private(set) var tokens: [Token] = []
  private(set) var diagnostics: [Diagnostic] = []
  private let source: SourceText
  private let scalars: [Unicode.Scalar]
  private var index = 0

  /// Reads all of `source`; a mistake in one token leaves the rest to be read.
  init(_ source: SourceText) {
    self.source = source
    scalars = Array(source.text.unicodeScalars)
    while index < scalars.count { readToken() }
  }

  private mutating func readToken() {
    let scalar = scalars[index]
    switch scalar {
    case _ where scalar.properties.isWhitespace: index += 1
    case "\"": readText()
    case "/": readRegex()
    case "`": readQuoted(until: "`") { .ticked($0) }
    case "'": readQuoted(until: "'") { .quoted($0) }
    case "\u{201c}", "\u{201d}", "\u{201e}", "\u{2018}", "\u{2019}":
      report(
        index..<index + 1, "a typographic quotation mark quotes nothing here",
        remedy: "a text stands in \"…\", a filter or command in `…`")
      index += 1
    default:
      if let length = signLength(at: index) {
        append(.sign(string(index..<index + length)), index..<index + length)
        index += length
      } else {
        readWord()
      }
    }
  }

  private mutating func readWord() {
    let start = index
    while index < scalars.count, !endsWord(at: index) { index += 1 }
    append(.word(string(start..<index)), start..<index)
  }

  private func endsWord(at index: Int) -> Bool {
    let scalar = scalars[index]
    return scalar.properties.isWhitespace || scalar == "\"" || scalar == "`"
      || signLength(at: index) != nil
  }

  /// How many scalars the sign at `index` has, nil where there is none.
  private func signLength(at index: Int) -> Int? {
    let next = index + 1 < scalars.count ? scalars[index + 1] : " "
    switch scalars[index] {
    case ",", "=": return 1
    case "<", ">": return next == "=" ? 2 : 1
    case "!": return next == "=" ? 2 : nil
    default: return nil
    }
  }

  private mutating func readText() {
    let start = index
    var text = String.UnicodeScalarView()
    index += 1
    while index < scalars.count {
      let scalar = scalars[index]
      if scalar == "\"" {
        index += 1
        if text.isEmpty {
          report(start..<index, "an empty text is found in every output")
        }
        append(.text(String(text)), start..<index)
        return
      }
      if scalar == "\\", index + 1 < scalars.count {
        let next = scalars[index + 1]
        if next != "\"" && next != "\\" {
          report(
            index..<index + 2, "`\\\(next)` is no escape of a text",
            remedy: "write `\\\\` for a backslash; line ends and the like need a regular expression"
          )
        }
        text.append(next)
        index += 2
      } else {
        text.append(scalar)
        index += 1
      }
    }
    reportUnclosed(from: start, "\"")
  }

  private mutating func readRegex() {
    let start = index
    var expression = String.UnicodeScalarView()
    index += 1
    while index < scalars.count, scalars[index] != "/" {
      if scalars[index] == "\\", index + 1 < scalars.count {
        if scalars[index + 1] != "/" { expression.append("\\") }
        expression.append(scalars[index + 1])
        index += 2
      } else {
        expression.append(scalars[index])
        index += 1
      }
    }
    guard index < scalars.count else {
      reportUnclosed(from: start, "/")
      return
    }
    index += 1
    let flags = index
    while index < scalars.count, !endsWord(at: index) { index += 1 }
    let flag = string(flags..<index)
    if flag != "" && flag != "i" {
      report(
        flags..<index, "`\(flag)` is no flag of a regular expression",
        remedy: "the only flag is `i`; a slash within the expression is written `\\/`")
    }
    if expression.isEmpty {
      report(start..<index, "an empty regular expression is found in every output")
    }
    append(.regex(String(expression), ignoresCase: flag == "i"), start..<index)
  }

  private mutating func readQuoted(until end: Unicode.Scalar, _ kind: (String) -> Token.Kind) {
    let start = index
    guard let close = scalars[(start + 1)...].firstIndex(of: end) else {
      reportUnclosed(from: start, String(end))
      return
    }
    index = close + 1
    append(kind(string(start + 1..<close)), start..<index)
  }

  private mutating func reportUnclosed(from start: Int, _ quote: String) {
    index = scalars.count
    report(start..<index, "the \(quote) that opens here is never closed")
  }

  private mutating func append(_ kind: Token.Kind, _ range: Range<Int>) {
    tokens.append(Token(kind: kind, range: range))
  }

  private mutating func report(_ range: Range<Int>, _ message: String, remedy: String? = nil) {
    diagnostics.append(source.diagnostic(at: range, message, remedy: remedy))
  }

  private func string(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }
}
