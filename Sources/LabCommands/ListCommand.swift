import ArgumentParser
import LabEvidence
import LabReport

/// `labbook list`: the runs of a database, newest first.
struct ListCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    var filter: RunFilter
    /// The run after which the list goes on.
    var after: String?
    var json: Bool
  }

  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the runs in the database, newest first.",
    discussion: """
      Values of one option are alternatives, and options are conditions that all hold:
        labbook list --status crashed --status blocked --kernel 6.1
      """)

  @OptionGroup var database: DatabaseOption

  @OptionGroup(title: "Which runs") var conditions: RunFilterOptions

  @Option(
    parsing: .unconditional, help: "At most this many runs (default: \(standardLimit)).")
  var limit: Int?

  @Flag(help: "All runs, however many.")
  var all = false

  @Option(
    help: ArgumentHelp("Runs that come after this one in the list.", valueName: "run"),
    completion: .runs)
  var after: String?

  @OptionGroup var paging: PagerOption
  @OptionGroup var format: FormatOptions

  /// How many runs are shown unless somebody says otherwise.
  static let standardLimit = 100

  var color: ColorMode { format.coloring.color }
  var usesPager: Bool { paging.isOn }

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit wants a number above 0") }
    if limit != nil, all { throw ValidationError("--limit and --all exclude each other") }
  }

  func resolved(in environment: Environment) -> Options {
    // They have been validated.
    var filter = (try? conditions.filter()) ?? RunFilter()
    filter.limit = all ? nil : limit ?? Self.standardLimit
    return Options(
      database: database.resolved(in: environment), filter: filter, after: after,
      json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    if options.filter.words != nil { Store.indexSteps(path: options.database) }
    let listing = try Store.forCommand(options.database, .read) { store throws(StoreFailure) in
      var after: Int?
      if let text = options.after { after = try store.resolveRun(text) }
      return try store.listing(options.filter, after: after)
    }
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { $0.members(listing) }
      writer.finish()
      return .success
    }
    if listing.runs.isEmpty {
      let isAsked =
        options.filter != RunFilter(limit: options.filter.limit) || options.after != nil
      context.stderr.line(
        context.messageStyle(color).escape.line(
          "no \(isAsked ? "such " : "")runs in \(options.database)"))
    } else {
      context.stdout.lines(RunList(style: context.style(color, widest: 160)).lines(listing))
    }
    if let next = listing.next {
      context.stderr.line("there may be more runs: --after \(next), --limit N or --all")
    }
    return .success
  }
}
