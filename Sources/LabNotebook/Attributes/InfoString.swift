import LabModel

/// A fence's info string, read from the source line: CommonMark would resolve escapes and entities.
struct InfoString {
  /// The first word.
  private(set) var language: Excerpt
  private(set) var attributes: [WrittenAttribute] = []
  /// What is wrong with the braces.
  private(set) var problems: [Problem] = []

  /// Something wrong with an info string.
  struct Problem {
    var message: String
    var place: Excerpt
    var remedy: String?
  }

  init(_ info: Excerpt) {
    let scalars = Array(info.text.unicodeScalars)
    let end = scalars.firstIndex { $0 == " " || $0 == "\t" || $0 == "{" } ?? scalars.count
    language = info.part(Self.string(scalars[..<end]), at: 0)
    var reader = Reader(info: info, scalars: scalars, position: end)
    reader.read(afterLanguage: end > 0)
    attributes = reader.attributes
    problems = reader.problems
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  private struct Reader {
    let info: Excerpt
    let scalars: [Unicode.Scalar]
    var position: Int
    var attributes: [WrittenAttribute] = []
    var problems: [Problem] = []

    private var current: Unicode.Scalar? {
      position < scalars.count ? scalars[position] : nil
    }

    private func excerpt(_ range: Range<Int>) -> Excerpt {
      info.part(InfoString.string(scalars[range]), at: range.lowerBound)
    }

    private mutating func skipBlanks() {
      while let scalar = current, scalar == " " || scalar == "\t" { position += 1 }
    }

    private mutating func fail(_ message: String, _ range: Range<Int>, remedy: String?) {
      problems.append(Problem(message: message, place: excerpt(range), remedy: remedy))
    }

    mutating func read(afterLanguage hasLanguage: Bool) {
      if hasLanguage, current == "{" {
        let language = InfoString.string(scalars[..<position])
        fail(
          "a blank is missing between the language and its attributes", position..<position + 1,
          remedy: "write `\(language) {…}`: highlighters take `\(language){` for the language")
      }
      skipBlanks()
      guard let scalar = current else { return }
      guard scalar == "{" else {
        fail(
          "attributes of a fence stand in braces", position..<scalars.count,
          remedy: "write `{…}` after the language, as in `console {#id host=ns1}`")
        return
      }
      let open = position
      position += 1
      while true {
        skipBlanks()
        guard let scalar = current else {
          fail("the braces are not closed", open..<scalars.count, remedy: "end them with `}`")
          return
        }
        if scalar == "}" { break }
        guard readAttribute() else { return }
      }
      position += 1
      skipBlanks()
      if position < scalars.count {
        fail(
          "text after the attributes", position..<scalars.count,
          remedy: "the braces end the line")
      }
    }

    /// Reads one attribute; false where it makes no sense to go on.
    private mutating func readAttribute() -> Bool {
      let start = position
      let form: WrittenAttribute.Form
      switch scalars[start] {
      case "#": form = .identifier
      case ".": form = .flag
      default: form = .value
      }
      if form != .value { position += 1 }
      let nameStart = position
      while let scalar = current, scalar != " ", scalar != "\t", scalar != "}",
        form != .value || scalar != "="
      {
        position += 1
      }
      let name = excerpt(nameStart..<position)
      var value = excerpt(position..<position)
      if form == .value {
        guard current == "=" else {
          fail(
            "`\(name.text)` is no attribute", start..<position,
            remedy: "write `#\(name.text)`, `.\(name.text)` or `\(name.text)=VALUE`")
          return false
        }
        position += 1
        guard let read = readValue() else { return false }
        value = read
      }
      if name.text.isEmpty {
        fail("an attribute without a name", start..<position, remedy: nil)
        return false
      }
      attributes.append(
        WrittenAttribute(form: form, name: name, whole: excerpt(start..<position), value: value))
      return true
    }

    private mutating func readValue() -> Excerpt? {
      guard current == "\"" else {
        let start = position
        while let scalar = current, scalar != " ", scalar != "\t", scalar != "}" { position += 1 }
        return excerpt(start..<position)
      }
      let start = position
      position += 1
      var value = String.UnicodeScalarView()
      var isVerbatim = true
      while let scalar = current {
        position += 1
        if scalar == "\"" {
          var read = info.part(String(value), at: start + 1)
          read.isVerbatim = isVerbatim
          return read
        }
        if scalar == "\\", let next = current, next == "\"" || next == "\\" {
          isVerbatim = false
          value.append(next)
          position += 1
        } else {
          value.append(scalar)
        }
      }
      fail("the quotes are not closed", start..<scalars.count, remedy: "end the value with `\"`")
      return nil
    }
  }
}
