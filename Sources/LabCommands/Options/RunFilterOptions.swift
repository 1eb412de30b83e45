import ArgumentParser
import LabEvidence

/// Which runs a list shows: `RunFilter`'s conditions, by the names that they have in a page's address.
struct RunFilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Runs of notebooks whose path or title contains this.", valueName: "text"))
  var notebook: [String] = []

  @Option(
    help: ArgumentHelp(
      "Runs that are running, finished, interrupted, blocked or crashed.", valueName: "status"),
    completion: .list(["running", "finished", "interrupted", "blocked", "crashed"]))
  var status: [String] = []

  @Option(
    help: ArgumentHelp(
      "Runs on the kernel with this label, this release, or one that begins so.",
      valueName: "kernel"), completion: .recordedReleases)
  var kernel: [String] = []

  @Option(help: ArgumentHelp("Runs on the machine of this name.", valueName: "name"))
  var machine: [String] = []

  @Option(
    help: ArgumentHelp("Runs in namespaces, qemu or uml.", valueName: "backend"),
    completion: .list(["namespaces", "qemu", "uml"]))
  var backend: [String] = []

  @Option(
    help: ArgumentHelp(
      "Runs with a claim that holds, is refuted, inconclusive or not-applicable, or with a step or packet transcript that missed.",
      valueName: "answer"),
    completion: .list(["holds", "refuted", "inconclusive", "not-applicable", "missed"]))
  var answer: [String] = []

  @Option(help: ArgumentHelp("Runs with this value of a parameter.", valueName: "name=value"))
  var param: [String] = []

  @Option(help: ArgumentHelp("Runs from this date on, in UTC.", valueName: "date"))
  var since: String?

  @Option(help: ArgumentHelp("Runs up to this date, that included.", valueName: "date"))
  var until: String?

  @Option(
    help: ArgumentHelp(
      "Runs with a step whose command and output have these words.", valueName: "words"))
  var search: String?

  @Flag(help: "Also the control runs of `labbook run --control`.")
  var controls = false

  func validate() throws {
    do throws(RunFilterMistake) {
      _ = try filter()
    } catch {
      throw ValidationError(error.message)
    }
  }

  /// A condition with a value that it cannot have.
  struct RunFilterMistake: Error {
    var message: String
  }

  /// The conditions.
  func filter() throws(RunFilterMistake) -> RunFilter {
    var filter = RunFilter()
    let values: [(RunFilter.Field, [String])] = [
      (.notebook, notebook), (.status, status), (.kernel, kernel), (.machine, machine),
      (.backend, backend), (.answer, answer), (.param, param), (.since, since.map { [$0] } ?? []),
      (.until, until.map { [$0] } ?? []), (.search, search.map { [$0] } ?? []),
      (.controls, controls ? ["1"] : []),
    ]
    for (field, values) in values {
      for value in values {
        do throws(RunFilter.Mistake) {
          try filter.add(value, to: field)
        } catch {
          throw RunFilterMistake(message: "--\(field.rawValue) \(error.message)")
        }
      }
    }
    return filter
  }
}
