import Glibc
package import LabReport

/// What a command finds around it: where it writes, and the variables that it reads.
package struct CommandContext {
  package let stdout: OutputFile
  package let stderr: OutputFile
  package let environment: Environment

  package init(stdout: OutputFile, stderr: OutputFile, environment: Environment) {
    self.stdout = stdout
    self.stderr = stderr
    self.environment = environment
  }

  /// How reports on standard output look, at most `widest` columns on a terminal that has them.
  package func style(_ color: ColorMode, widest: Int = 100) -> TextStyle {
    style(of: stdout, color, widest: widest)
  }

  /// How messages on standard error look.
  package func messageStyle(_ color: ColorMode) -> TextStyle {
    style(of: stderr, color)
  }

  private func style(of file: OutputFile, _ color: ColorMode, widest: Int = 100) -> TextStyle {
    TextStyle(
      width: min(widest, file.terminalWidth ?? 100),
      usesColor: color.isOn(isTerminal: file.isTerminal, environment: environment),
      usesUnicode: environment.isUTF8, cutsLines: file.isTerminal)
  }

  /// Does `body` with its standard output in a pager where that is longer than the terminal.
  ///
  /// Messages wait until the pager has ended. What ends the pager is no failure: whoever closes it has
  /// seen enough.
  func paged<Result>(_ color: ColorMode, _ body: () throws -> Result) rethrows -> Result {
    guard stdout.isTerminal, let program = PagerProgram(environment),
      let height = stdout.terminalHeight, let width = stdout.terminalWidth
    else { return try body() }
    let pager = Pager(program, environment: environment, height: height, width: width)
    stdout.page(through: pager)
    stderr.isHeld = true
    defer {
      stdout.endPaging()
      stderr.isHeld = false
      if let problem = pager.problem { warn(problem, style: messageStyle(color)) }
    }
    return try body()
  }

  /// Prints a failure and what to do about it on standard error.
  package func report(_ failure: CommandFailure, style: TextStyle) {
    stderr.line(
      "labbook: " + style.tinted("error", .red, .bold) + ": "
        + style.escape.text(failure.message))
    if let remedy = failure.remedy { stderr.line("  " + style.escape.text(remedy)) }
  }

  /// Prints a warning on standard error.
  package func warn(_ message: String, style: TextStyle) {
    stderr.line(
      "labbook: " + style.tinted("warning", .yellow, .bold) + ": " + style.escape.text(message))
  }
}

/// The process's environment variables, as far as labbook reads them.
package struct Environment: Sendable {
  private let lookUp: @Sendable (String) -> String?

  /// Reads variables with `lookUp`.
  package init(lookUp: @escaping @Sendable (String) -> String?) { self.lookUp = lookUp }

  /// The process's own.
  package static let process = Environment { name in getenv(name).map { String(cString: $0) } }

  /// A variable's value; nil where it is unset or empty.
  package subscript(name: String) -> String? {
    guard let value = lookUp(name), !value.isEmpty else { return nil }
    return value
  }

  /// Whether a variable is set, be it to nothing.
  package func isSet(_ name: String) -> Bool { lookUp(name) != nil }

  /// Whether the locale's character set is UTF-8, by locale(7)'s order of variables.
  package var isUTF8: Bool {
    let locale = self["LC_ALL"] ?? self["LC_CTYPE"] ?? self["LANG"] ?? "C"
    let name = locale.lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }
}
