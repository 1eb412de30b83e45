import ArgumentParser
import Glibc
import LabEvidence
import LabModel
import LabReport

/// `labbook export`: a run's packets, output or all of it, in files that other programs read.
struct ExportCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    var run: String
    var pcapng: String?
    var folder: String?
    var sqlite: String?
    var place: String?
    var filter: String?
    var during: String?
    var replaces: Bool
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a run's packets, output or all of it to files for other programs.",
    discussion: """
      A file has its name only when all of it is written. What is there already stays, unless --force \
      is given.
      """)

  @OptionGroup var run: RunArgument

  @Option(
    help: ArgumentHelp(
      "Write its packets as pcapng, for Wireshark; - is standard output.", valueName: "file"),
    completion: .file())
  var pcapng: String?

  @Option(
    help: ArgumentHelp(
      "Write what its steps printed, byte for byte, a file for each stream.", valueName: "folder"),
    completion: .directory)
  var outputDir: String?

  @Option(
    help: ArgumentHelp("Write all of it as a database of its own.", valueName: "file"),
    completion: .file())
  var sqlite: String?

  @OptionGroup var packets: PacketOptions

  @Flag(help: "Replace files that are there.")
  var force = false

  @OptionGroup var database: DatabaseOption
  @OptionGroup var coloring: ColorOption

  var color: ColorMode { coloring.color }

  func validate() throws {
    if pcapng == nil, outputDir == nil, sqlite == nil {
      throw ValidationError("export wants --pcapng FILE, --output-dir FOLDER or --sqlite FILE")
    }
    if pcapng == nil, packets.place != nil || packets.filter != nil || packets.during != nil {
      throw ValidationError("--on, --filter and --during choose packets: they want --pcapng")
    }
    if outputDir == "-" || sqlite == "-" {
      throw ValidationError("only --pcapng can write to standard output")
    }
  }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment), run: run.id, pcapng: pcapng, folder: outputDir,
      sqlite: sqlite, place: packets.place, filter: packets.filter, during: packets.during,
      replaces: force)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let selection = try PacketSelection(
      place: options.place, filter: options.filter, during: options.during)
    let folder = options.folder.map { ExportFolder(path: $0, replaces: options.replaces) }
    let (store, run) = try Store.forCommand(options.database, .read) {
      store throws(StoreFailure) in (store, try store.resolveRun(options.run))
    }
    defer { try? store.close() }
    // Nothing is written where one of them cannot be.
    let stream = try options.pcapng.map { path throws(CommandFailure) in
      try ExportStream(path, options, stdout: context.stdout)
    }
    if let sqlite = options.sqlite { try options.checkFile(sqlite) }
    try folder?.check()

    // Standard output may be the packets', also as /dev/stdout.
    let messages = stream?.isPipe ?? false ? context.stderr : context.stdout
    let shown = context.style(color).escape
    do {
      if stream != nil || folder != nil {
        let evidence = try RunEvidence.load(run: run, from: store)
        if let stream, let path = options.pcapng {
          let export = try PcapngExport(
            evidence, try store.provenance(ofRun: run), labbook: LabbookCommand.version,
            selection: selection)
          if let problem = export.problem { throw CommandFailure(.mistake, problem) }
          let summary = try export.write(to: stream.write)
          try stream.finish()
          messages.line(
            "\(shown.line(path)): \(Self.count(summary.packets, "packet")) of "
              + Self.count(summary.interfaces, "interface"))
        }
        if let folder {
          let export = OutputExport(evidence)
          try folder.write(export)
          messages.line("\(shown.line(folder.path)): \(Self.count(export.files.count, "file"))")
        }
      }
      if let path = options.sqlite {
        try ExtractedRun.write(run, of: store, to: path, replaces: options.replaces)
        messages.line("\(shown.line(path)): run \(run)")
      }
    } catch let failure as StoreFailure {
      throw CommandFailure(failure)
    }
    return .success
  }

  private static func count(_ number: Int, _ word: String) -> String {
    "\(number) \(word)\(number == 1 ? "" : "s")"
  }
}
