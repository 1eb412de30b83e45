import LabModel

/// How bytes and texts from a sandbox stand in a sentence: on one line, with nothing in them that a
/// terminal obeys.
enum Quoting {
  /// The most characters of a command or an output that a sentence takes.
  static let longest = 60

  /// A command as typed, in backticks, its lines joined.
  static func command(_ text: String) -> String {
    "`" + shortened(escaped(text.split(separator: "\n").joined(separator: " ⏎ "))) + "`"
  }

  /// What was printed, in double quotes; invalid UTF-8 shows as U+FFFD.
  static func output(_ bytes: [UInt8]) -> String {
    // A prefix is enough: decoding megabytes to show sixty characters would be felt.
    text(String(decoding: bytes.prefix(longest * 4), as: UTF8.self))
  }

  /// A text in double quotes.
  static func text(_ text: String) -> String {
    var inner = ""
    for character in text {
      switch character {
      case "\"": inner += "\\\""
      case "\\": inner += "\\\\"
      default: inner.append(character)
      }
    }
    return "\"" + shortened(escaped(inner)) + "\""
  }

  /// `text` on one line, with whatever cannot be seen as an escape.
  static func escaped(_ text: String) -> String { VisibleText.of(text) }

  private static func shortened(_ text: String) -> String {
    text.count <= longest ? text : text.prefix(longest - 1) + "…"
  }
}
