import LabModel

/// What patterns are called in a sentence.
enum TextWords {
  /// `"GET / HTTP/1.1"` or `/ttl=\d+/i`.
  static func pattern(_ pattern: TextPattern) -> String {
    switch pattern.kind {
    case .text: return Quoting.text(pattern.text)
    case .regex(let ignoresCase):
      return "/" + Quoting.escaped(pattern.text) + "/" + (ignoresCase ? "i" : "")
    }
  }

  /// ` on stdout`; nothing where any stream will do.
  static func stream(_ stream: OutputStream?) -> String {
    stream.map { " on \($0.name)" } ?? ""
  }

  /// `64` for 64.0, `0.5` for 0.5.
  static func number(_ number: Double) -> String {
    number == number.rounded() && number.magnitude < 1e15 ? "\(Int64(number))" : "\(number)"
  }
}
