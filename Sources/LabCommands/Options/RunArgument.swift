import ArgumentParser

/// `RUN`, for every command about one run.
struct RunArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The run: its id, the beginning of it that no other run has, or last (the newest).",
      valueName: "run"))
  var id = "last"
}
