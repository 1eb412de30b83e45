import ArgumentParser

/// `RUN`, for every command about one run.
struct RunArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The run: its number, a beginning of its id that no other has, or last (the newest).",
      valueName: "run"), completion: .runs)
  var id = "last"
}
