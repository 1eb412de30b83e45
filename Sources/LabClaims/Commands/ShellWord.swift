/// One word of a command, its quotes taken away.
struct ShellWord {
  var text: String
  /// Without quotes and escapes, so that it may be a keyword or a descriptor's number.
  var isPlain: Bool
  /// Whether a variable or substitution was in it, so that only the shell knows the word.
  var hasExpansion: Bool
  /// Where it ends in the command.
  var end: Int

  /// Whether it is the keyword `text`.
  func isKeyword(_ text: String) -> Bool { isPlain && self.text == text }

  /// Whether it is `NAME=…` or `NAME+=…`.
  var isAssignment: Bool {
    guard let sign = text.firstIndex(of: "=") else { return false }
    var name = text[..<sign]
    if name.last == "+" { name = name.dropLast() }
    if let bracket = name.firstIndex(of: "["), name.last == "]" { name = name[..<bracket] }
    guard let first = name.utf8.first, !ClaimReader.isDigit(first) else { return false }
    return name.utf8.allSatisfy {
      (0x41...0x5a).contains($0 & ~0x20) || ClaimReader.isDigit($0) || $0 == UInt8(ascii: "_")
    }
  }
}

/// Gathers the bytes of a word.
struct ShellWordBuilder {
  var isPlain = true
  var hasExpansion = false
  private var bytes: [UInt8] = []

  mutating func append(_ byte: UInt8) { bytes.append(byte) }

  mutating func appendQuoted(_ byte: UInt8) {
    isPlain = false
    bytes.append(byte)
  }

  func word(end: Int) -> ShellWord {
    ShellWord(
      text: String(decoding: bytes, as: UTF8.self), isPlain: isPlain, hasExpansion: hasExpansion,
      end: end)
  }
}
