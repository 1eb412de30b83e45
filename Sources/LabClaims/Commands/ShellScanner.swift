/// Reads a shell's grammar as far as finding its simple commands needs.
///
/// Follows POSIX "Shell Command Language" and bash(1) in what ends a word and where a command may
/// begin. It never fails: of what no shell would take it makes what it can.
struct ShellScanner {
  /// What the scanner is in the middle of, where that changes how words are read.
  private enum Mode {
    /// Words are a simple command's.
    case command
    /// `for NAME in …`: words up to the next separator are no command's.
    case passOver
    /// `case WORD in`: words up to `in`.
    case caseWord
    /// The patterns of a `case`, up to `)`.
    case pattern
    /// `[[ … ]]`.
    case test
  }

  private(set) var programs: [RunProgram] = []
  private let bytes: [UInt8]
  private var index: Int
  private let host: String?
  private let depth: Int
  private var mode = Mode.command
  private var words: [ShellWord] = []
  /// How many `case`s are open.
  private var openCases = 0
  /// Delimiters of here-documents that begin after the next line feed.
  private var hereDocuments: [(delimiter: [UInt8], stripsTabs: Bool)] = []

  init(_ bytes: [UInt8], from start: Int = 0, host: String?, depth: Int) {
    self.bytes = bytes
    self.index = start
    self.host = host
    self.depth = depth
  }

  /// Reads commands to the end or, in a substitution, up to the `)` that closes it.
  mutating func readList(isNested: Bool) {
    var openGroups = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        index += 1
      case UInt8(ascii: "\n"):
        index += 1
        endCommand()
        passOverHereDocuments()
      case UInt8(ascii: "#"):
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
      case UInt8(ascii: "<"), UInt8(ascii: ">"):
        readRedirection()
      case UInt8(ascii: "&") where isNext(">", after: 1):
        index += 1
        readRedirection()
      case UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: ";"):
        readSeparator()
      case UInt8(ascii: "("):
        index += 1
        openParenthesis(&openGroups)
      case UInt8(ascii: ")"):
        index += 1
        if mode == .pattern {
          mode = .command
          words = []
        } else if mode != .test {
          endCommand()
          if openGroups == 0, isNested { return }
          openGroups = max(0, openGroups - 1)
        }
      default:
        take(readWord())
      }
    }
    endCommand()
  }

  // MARK: Separators

  private func isNext(_ character: Unicode.Scalar, after offset: Int) -> Bool {
    index + offset < bytes.count && bytes[index + offset] == UInt8(ascii: character)
  }

  private mutating func readSeparator() {
    let isCaseEnd =
      bytes[index] == UInt8(ascii: ";") && (isNext(";", after: 1) || isNext("&", after: 1))
    while index < bytes.count,
      [UInt8(ascii: "|"), UInt8(ascii: "&"), UInt8(ascii: ";")].contains(bytes[index]),
      // `&>` begins a redirection of the next command.
      !(bytes[index] == UInt8(ascii: "&") && isNext(">", after: 1))
    {
      index += 1
    }
    // In `[[ … ]]` and in patterns these signs separate no commands.
    if mode == .test || mode == .pattern { return }
    endCommand()
    if isCaseEnd, openCases > 0 { mode = .pattern }
  }

  private mutating func openParenthesis(_ openGroups: inout Int) {
    switch mode {
    case .pattern, .test: return
    case .caseWord, .passOver, .command: break
    }
    if words.isEmpty, isNext("(", after: 0) {
      passOverParentheses()
    } else if words.count == 1, let close = closeOfEmptyParentheses() {
      // `name()` defines a function: its body are commands like any other.
      words = []
      index = close
    } else {
      endCommand()
      openGroups += 1
    }
  }

  /// Behind the `)` of `( )`, nil where anything stands between.
  private func closeOfEmptyParentheses() -> Int? {
    let close = bytes[index...].firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    guard let close, bytes[close] == UInt8(ascii: ")") else { return nil }
    return close + 1
  }

  /// From behind a `(` to behind the `)` that closes it: arithmetic, or an array's values.
  private mutating func passOverParentheses() {
    var open = 1
    while index < bytes.count, open > 0 {
      if bytes[index] == UInt8(ascii: "(") { open += 1 }
      if bytes[index] == UInt8(ascii: ")") { open -= 1 }
      index += 1
    }
  }

  private mutating func endCommand() {
    if mode == .command, !words.isEmpty {
      programs += SimpleCommand(words: words, host: host, depth: depth).programs
    }
    words = []
    if mode == .passOver { mode = .command }
  }

  // MARK: Words in their place

  private mutating func take(_ word: ShellWord) {
    switch mode {
    case .passOver:
      // `for x do`: the list of words may be left out.
      if word.isKeyword("do") { mode = .command }
    case .caseWord:
      if word.isKeyword("in") { mode = .pattern }
    case .pattern:
      if word.isKeyword("esac") { endCase() }
    case .test:
      if word.isKeyword("]]") { mode = .command }
    case .command:
      if !words.isEmpty || !takeKeyword(word) { words.append(word) }
    }
  }

  /// Takes `word` where it is a keyword and no program; it is the first of a command.
  private mutating func takeKeyword(_ word: ShellWord) -> Bool {
    guard word.isPlain else { return false }
    switch word.text {
    case "!", "{", "}", "if", "then", "elif", "else", "fi", "while", "until", "do", "done",
      "coproc":
      break
    case "for", "select": mode = .passOver
    case "function": passOverFunctionName()
    case "case":
      openCases += 1
      mode = .caseWord
    case "esac": endCase()
    case "[[": mode = .test
    default: return false
    }
    return true
  }

  private mutating func endCase() {
    openCases = max(0, openCases - 1)
    mode = .command
  }

  private mutating func passOverFunctionName() {
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
    if index < bytes.count, !Self.endsWord(bytes[index]) { _ = readWord() }
    if index < bytes.count, bytes[index] == UInt8(ascii: "("), isNext(")", after: 1) { index += 2 }
  }

  // MARK: Redirections

  /// From `<` or `>` to behind its target.
  private mutating func readRedirection() {
    // `2>`: what stands right before it is a descriptor's number.
    if let last = words.last, last.isPlain, last.end == index, ClaimReader.isDigits(last.text) {
      words.removeLast()
    }
    let start = index
    while index < bytes.count, "<>&|".utf8.contains(bytes[index]) { index += 1 }
    let sign = bytes[start..<index]
    if index < bytes.count, bytes[index] == UInt8(ascii: "("), sign.count == 1 {
      readSubstitution()
      return
    }
    let isHereDocument = sign.elementsEqual("<<".utf8)
    let stripsTabs = isHereDocument && isNext("-", after: 0)
    if stripsTabs { index += 1 }
    while index < bytes.count, [UInt8(ascii: " "), UInt8(ascii: "\t")].contains(bytes[index]) {
      index += 1
    }
    guard index < bytes.count, !Self.endsWord(bytes[index]) else { return }
    let target = readWord()
    if isHereDocument { hereDocuments.append((Array(target.text.utf8), stripsTabs)) }
  }

  private mutating func passOverHereDocuments() {
    for document in hereDocuments {
      while index < bytes.count {
        let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        var line = bytes[index..<end]
        index = min(end + 1, bytes.count)
        if document.stripsTabs { line = line.drop { $0 == UInt8(ascii: "\t") } }
        if line.elementsEqual(document.delimiter) { break }
      }
    }
    hereDocuments = []
  }

  // MARK: Words

  static func endsWord(_ byte: UInt8) -> Bool { " \t\n\r|&;()<>".utf8.contains(byte) }

  /// Reads one word, taking its quotes away; what it substitutes is read as commands.
  private mutating func readWord() -> ShellWord {
    var word = ShellWordBuilder()
    while index < bytes.count, !Self.endsWord(bytes[index]) {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\\"): readEscape(into: &word)
      case UInt8(ascii: "'"): readSingleQuotes(into: &word)
      case UInt8(ascii: "\""): readDoubleQuotes(into: &word)
      case UInt8(ascii: "`"): readBackticks(into: &word)
      case UInt8(ascii: "$"): readExpansion(into: &word)
      default: word.append(byte)
      }
      // `a=(x y)`: an array's values are no commands.
      if byte == UInt8(ascii: "="), index < bytes.count, bytes[index] == UInt8(ascii: "(") {
        index += 1
        passOverParentheses()
      }
    }
    return word.word(end: index)
  }

  private mutating func readEscape(into word: inout ShellWordBuilder) {
    guard index < bytes.count else { return }
    // A backslash before a line feed joins the lines.
    if bytes[index] != UInt8(ascii: "\n") { word.appendQuoted(bytes[index]) }
    index += 1
  }

  private mutating func readSingleQuotes(into word: inout ShellWordBuilder) {
    word.isPlain = false
    while index < bytes.count, bytes[index] != UInt8(ascii: "'") {
      word.appendQuoted(bytes[index])
      index += 1
    }
    index = min(index + 1, bytes.count)
  }

  private mutating func readDoubleQuotes(into word: inout ShellWordBuilder) {
    word.isPlain = false
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\\"):
        guard index < bytes.count else { return }
        if !"\\\"$`\n".utf8.contains(bytes[index]) { word.appendQuoted(byte) }
        if bytes[index] != UInt8(ascii: "\n") { word.appendQuoted(bytes[index]) }
        index += 1
      case UInt8(ascii: "`"): readBackticks(into: &word)
      case UInt8(ascii: "$"): readExpansion(into: &word)
      default: word.appendQuoted(byte)
      }
    }
    index = min(index + 1, bytes.count)
  }

  private mutating func readBackticks(into word: inout ShellWordBuilder) {
    word.hasExpansion = true
    var command: [UInt8] = []
    while index < bytes.count, bytes[index] != UInt8(ascii: "`") {
      if bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count { index += 1 }
      command.append(bytes[index])
      index += 1
    }
    index = min(index + 1, bytes.count)
    programs += CommandWords.programs(in: command, host: host, depth: depth + 1)
  }

  /// From behind `$`.
  private mutating func readExpansion(into word: inout ShellWordBuilder) {
    guard index < bytes.count else {
      word.append(UInt8(ascii: "$"))
      return
    }
    switch bytes[index] {
    case UInt8(ascii: "("):
      word.hasExpansion = true
      if isNext("(", after: 1) {
        index += 1
        passOverParentheses()
      } else {
        readSubstitution()
      }
    case UInt8(ascii: "{"):
      word.hasExpansion = true
      word.append(UInt8(ascii: "$"))
      passOverBraces()
    default:
      // `$'…'` and `$"…"` are quotes, anything else a variable.
      guard bytes[index] != UInt8(ascii: "'"), bytes[index] != UInt8(ascii: "\"") else { return }
      word.hasExpansion = true
      word.append(UInt8(ascii: "$"))
    }
  }

  /// From `{` to behind the `}` that closes it.
  private mutating func passOverBraces() {
    var open = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "{") { open += 1 }
      if bytes[index] == UInt8(ascii: "}") { open -= 1 }
      index += 1
      if open == 0 { return }
    }
  }

  /// From `(` to behind the `)` that closes it: commands of their own.
  private mutating func readSubstitution() {
    index += 1
    guard depth + 1 < CommandWords.maximumDepth else {
      index = bytes.count
      return
    }
    var inner = ShellScanner(bytes, from: index, host: host, depth: depth + 1)
    inner.readList(isNested: true)
    programs += inner.programs
    index = inner.index
  }
}
