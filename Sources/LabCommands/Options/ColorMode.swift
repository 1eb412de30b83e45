import ArgumentParser

/// When reports are coloured.
package enum ColorMode: String, Sendable, CaseIterable, ExpressibleByArgument {
  case auto
  case always
  case never

  /// Whether output is coloured: `auto` wants a terminal that is not `dumb` and no NO_COLOR
  /// (no-color.org); the other two are the user's word.
  package func isOn(isTerminal: Bool, environment: Environment) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      isTerminal && environment["NO_COLOR"] == nil && environment["TERM"] != nil
        && environment["TERM"] != "dumb"
    }
  }
}

/// `--color`, which every command has.
struct ColorOption: ParsableArguments {
  @Option(help: "When to use colours: auto, always or never.")
  var color = ColorMode.auto
}

/// `--json` and `--color`, for every command that lists or shows.
struct FormatOptions: ParsableArguments {
  @Flag(help: "Print one JSON document instead of text.")
  var json = false

  @OptionGroup var coloring: ColorOption
}
