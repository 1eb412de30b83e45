import ArgumentParser
import LabEvidence
import LabPages
import LabReport

/// `labbook report`: runs as pages that can be published.
struct ReportCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    /// Empty for all.
    var runs: [String]
    var output: String
    var replaces: Bool
    var json: Bool

    /// Whether one file is wanted.
    var isDocument: Bool { output.hasSuffix(".html") || output.hasSuffix(".htm") }
  }

  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write runs as pages that can be read and published without labbook.",
    discussion: """
      A folder opens in a browser from the disk, and can be published as it is. Where the name ends in \
      .html, one run becomes one file with all that it needs in it. The same runs give the same files.
      """)

  @Argument(
    help: ArgumentHelp(
      "The runs: numbers, beginnings of ids, or last (default: last).", valueName: "run"))
  var runs: [String] = []

  @Flag(help: "Write all runs, with their list and histories.")
  var all = false

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("The folder, or a file whose name ends in .html.", valueName: "path"))
  var output: String

  @Flag(help: "Write into a folder that has other files, or replace a file.")
  var force = false

  @OptionGroup var database: DatabaseOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func validate() throws {
    if all, !runs.isEmpty { throw ValidationError("--all wants no runs by name") }
    if output.isEmpty { throw ValidationError("-o wants a name") }
    if resolved(in: Environment { _ in nil }).isDocument, all || runs.count > 1 {
      throw ValidationError("one file holds one run: name a folder for more")
    }
  }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment),
      runs: all ? [] : runs.isEmpty ? ["last"] : runs, output: output, replaces: force,
      json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let (store, chosen) = try Store.forCommand(options.database, .read) {
      store throws(StoreFailure) in (store, try Self.chosen(options.runs, of: store))
    }
    defer { try? store.close() }
    let count =
      options.isDocument
      ? try writeDocument(chosen, Site(store), options)
      : try writeFolder(chosen, Site(store), options)
    if options.json {
      var writer = JSONWriter { context.stdout.write($0) }
      writer.object { writer in
        writer.member("path", options.output)
        writer.member("runs", chosen.count)
        writer.member("files", count)
      }
      writer.finish()
    } else {
      let (runs, files) = (chosen.count == 1 ? "run" : "runs", count == 1 ? "file" : "files")
      context.stdout.line(
        "\(context.style(color).escape.line(options.output)): \(chosen.count) \(runs), "
          + "\(count) \(files)")
    }
    return .success
  }

  /// The runs of these names, newest first; all where there are no names.
  private static func chosen(
    _ names: [String], of store: Store
  ) throws(StoreFailure) -> [RunSummary] {
    var numbers: Set<Int> = []
    for name in names { numbers.insert(try store.resolveRun(name)) }
    let runs = try store.runs(RunFilter(includesControls: true))
    return names.isEmpty ? runs : runs.filter { numbers.contains($0.number) }
  }

  private func writeFolder(
    _ runs: [RunSummary], _ site: Site, _ options: Options
  ) throws(CommandFailure) -> Int {
    let folder = ReportFolder(path: options.output, replaces: options.replaces)
    let old = try folder.begin()
    var names: Set<String> = []
    do {
      try FolderSite(site, runs: runs, isWhole: options.runs.isEmpty).forEachFile { file in
        try folder.write(file)
        names.insert(file.path)
      }
    } catch let failure as FolderSite.Failure {
      throw CommandFailure(
        .failed, "make the page \(failure.target): the database cannot be read",
        remedy: "`labbook db check` says what is wrong with it")
    } catch {
      throw error as? CommandFailure ?? CommandFailure(.failed, "\(error)")
    }
    try folder.finish(names, instead: old)
    return names.count
  }

  private func writeDocument(
    _ runs: [RunSummary], _ site: Site, _ options: Options
  ) throws(CommandFailure) -> Int {
    guard let run = runs.first else { throw CommandFailure(.mistake, "there is no run") }
    let answer = SingleDocument.of(run.id, site)
    guard answer.status == 200 else {
      throw CommandFailure(
        .failed, "make the page of run \(run.id): the database cannot be read",
        remedy: "`labbook db check` says what is wrong with it")
    }
    guard answer.body.count <= SingleDocument.most else {
      throw CommandFailure(
        .failed,
        "write \(options.output): the page has \(ByteCount(answer.body.count).words), and one file may have "
          + ByteCount(SingleDocument.most).words,
        remedy: "name a folder, whose pages have parts")
    }
    let file = try ExportFile(options.output, replaces: options.replaces)
    file.output.write(answer.body)
    try file.finish()
    return 1
  }
}
