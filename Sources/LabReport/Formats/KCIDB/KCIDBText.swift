/// Text as KCIDB's schema takes it: no NUL anywhere, narrow alphabets for names, short excerpts.
enum KCIDBText {
  /// The most characters of an excerpt (`log_excerpt`, `maxLength`); held to in bytes.
  static let excerptLimit = 16_384

  /// `text` with everything visible that is not, on one line.
  static func line(_ text: String) -> String { TerminalEscape().line(text) }

  /// The last of `lines` that fit into an excerpt, in their order; a last one that is too long alone
  /// loses its beginning.
  static func excerpt(_ lines: [String]) -> String {
    var kept: [String] = []
    var room = excerptLimit
    for line in lines.reversed() {
      let line = self.line(line)
      // Its line feed counts too.
      guard line.utf8.count < room else {
        if kept.isEmpty { return String(decoding: tail(line, room), as: UTF8.self) }
        break
      }
      room -= line.utf8.count + 1
      kept.append(line)
    }
    return kept.reversed().joined(separator: "\n")
  }

  /// The last bytes of `text`, at most `room`, that begin with a whole character.
  private static func tail(_ text: String, _ room: Int) -> [UInt8] {
    let bytes = Array(text.utf8.suffix(room))
    // What goes on with a scalar is 10xxxxxx (RFC 3629).
    return Array(bytes.drop { $0 & 0xC0 == 0x80 })
  }

  /// `text` as a part of a test's path: letters and digits of ASCII, `_` and `-`, at most 100 of them.
  static func pathPart(_ text: String) -> String {
    var part = ""
    for scalar in text.unicodeScalars {
      if isWord(scalar) || scalar == "_" {
        part.unicodeScalars.append(scalar)
      } else if !part.isEmpty, part.last != "-" {
        part.append("-")
      }
      if part.utf8.count >= 100 { break }
    }
    while part.last == "-" { part.removeLast() }
    return part.isEmpty ? "unnamed" : part
  }

  /// `text` as a part of an id: printable ASCII without blanks.
  static func idPart(_ text: String) -> String {
    var part = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      part.append((0x21...0x7E).contains(scalar.value) ? scalar : "_")
    }
    return String(part)
  }

  /// A machine's name of uname(2) as an architecture: small letters, digits and `_`.
  static func architecture(_ machine: String) -> String {
    String(machine.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    default: false
    }
  }
}
