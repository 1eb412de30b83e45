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

  /// Draws `text` where the line before stood.
  mutating func draw(_ text: String) {
    guard isShown else { return }
    let width = min(style.width, file.terminalWidth ?? style.width) - 1
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
