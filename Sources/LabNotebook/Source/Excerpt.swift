import LabModel

/// A stretch of one line of a notebook that knows where it stands.
struct Excerpt {
  var text: String
  var position: SourcePosition
  /// False where `text` is not what the source holds letter by letter (escapes, folded lines): every
  /// offset then stands for the beginning.
  var isVerbatim = true

  /// Where the scalar at `offset` stands.
  func position(at offset: Int) -> SourcePosition {
    SourcePosition(line: position.line, column: position.column + (isVerbatim ? offset : 0))
  }

  /// How many scalars the text has.
  var length: Int { text.unicodeScalars.count }

  /// The words between blanks, each with its place.
  var words: [Excerpt] {
    var words: [Excerpt] = []
    var word = ""
    var start = 0
    for (offset, scalar) in text.unicodeScalars.enumerated() {
      if scalar == " " || scalar == "\t" || scalar == "\n" {
        if !word.isEmpty { words.append(part(word, at: start)) }
        word = ""
      } else {
        if word.isEmpty { start = offset }
        word.unicodeScalars.append(scalar)
      }
    }
    if !word.isEmpty { words.append(part(word, at: start)) }
    return words
  }

  /// A part of the text that begins `offset` scalars in.
  func part(_ text: String, at offset: Int) -> Excerpt {
    Excerpt(text: text, position: position(at: offset), isVerbatim: isVerbatim)
  }
}

extension Findings {
  /// Reports something wrong with a whole excerpt.
  func add(
    _ message: String, about excerpt: Excerpt, remedy: String? = nil,
    severity: Diagnostic.Severity = .error
  ) {
    add(
      message, at: excerpt.position, length: excerpt.isVerbatim ? excerpt.length : 1,
      remedy: remedy, severity: severity)
  }
}
