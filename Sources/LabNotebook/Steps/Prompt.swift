/// The beginning of a transcript's line that says on which host the rest of the line is typed.
struct Prompt {
  /// The name before the prompt's character; nil where there is none.
  var host: String?
  /// `$` or `#`.
  var character: Unicode.Scalar
  /// How many scalars the prompt has, its blank included.
  var length: Int
  /// What follows it.
  var command: String

  /// Reads `$ …`, `# …`, `NAME$ …` and `NAME# …`; a prompt without its blank counts where the line
  /// ends with it.
  init?(_ line: String) {
    let scalars = Array(line.unicodeScalars)
    guard let place = scalars.firstIndex(where: { $0 == "$" || $0 == "#" }),
      place + 1 == scalars.count || scalars[place + 1] == " "
    else { return nil }
    let name = String(String.UnicodeScalarView(scalars[..<place]))
    guard name.isEmpty || FrontMatterReader.isHostName(name) else { return nil }
    host = name.isEmpty ? nil : name
    character = scalars[place]
    length = min(place + 2, scalars.count)
    command = String(String.UnicodeScalarView(scalars[length...]))
  }

  /// What a line that continues a command holds; nil where it continues none.
  static func continuation(_ line: String) -> String? {
    let scalars = line.unicodeScalars
    guard scalars.first == ">" else { return nil }
    let rest = scalars.dropFirst()
    guard let blank = rest.first else { return "" }
    return blank == " " ? String(rest.dropFirst()) : nil
  }
}
