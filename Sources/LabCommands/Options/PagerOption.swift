import ArgumentParser

/// `--no-pager`, for every command whose text may be longer than a screen.
struct PagerOption: ParsableArguments {
  @Flag(help: "Print long text as it is, without a pager.")
  var noPager = false

  /// Whether a pager is wanted where there is a terminal.
  var isOn: Bool { !noPager }
}
