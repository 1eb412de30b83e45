import LabReport

/// One line on standard error that says what runs now; it is rewritten in place, and only shown on
/// a terminal.
struct ProgressLine {
  private let file: OutputFile
  private let isShown: Bool
  private let style: TextStyle
  private var isDrawn = false

  init(file: OutputFile, style: TextStyle, environment: Environment) {
    self.file = file
    self.style = style
    isShown = file.isTerminal && environment["TERM"] != nil && environment["TERM"] != "dumb"
  }

  /// Whether redrawing is of any use.
  var isActive: Bool { isShown }

  /// Columns that the line may take; the last one stays free, so that no terminal wraps.
  var width: Int { min(style.width, file.terminalWidth ?? style.width) - 1 }

  /// Draws what several things do, each in its share of the line.
  mutating func draw(_ head: String, _ parts: [(name: String, state: String)]) {
    let separator = " | "
    let room = (width - head.count - 1 - separator.count * (parts.count - 1)) / max(1, parts.count)
    let shown = parts.map { name, state in
      // What happens matters more than the name of it, but a name must be recognised.
      let nameRoom = max(16, room - TextWidth.columns(style.escape.line(state)) - 2)
      let name = TextWidth.cut(
        style.escape.line(name), to: min(nameRoom, room), mark: style.ellipsis)
      return TextWidth.cut(
        "\(name), \(style.escape.line(state))", to: room, mark: style.ellipsis)
    }
    draw(head + " " + shown.joined(separator: separator))
  }

  /// Draws `text` where the line before stood.
  mutating func draw(_ text: String) {
    guard isShown else { return }
    let line = TextWidth.cut(style.escape.line(text), to: width, mark: style.ellipsis)
    file.write("\r\u{1B}[K" + style.tinted(line, .dim))
    isDrawn = true
  }

  /// Removes the line, so that something else can be printed.
  mutating func clear() {
    guard isDrawn else { return }
    file.write("\r\u{1B}[K")
    isDrawn = false
  }
}
