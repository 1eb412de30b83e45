import ArgumentParser
import LabEvidence
import LabModel
import LabReport

/// `labbook packets`: the packets of a run, one a line, in tcpdump's form.
struct PacketsCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    var run: String
    var place: String?
    var filter: String?
    var during: String?
    var json: Bool
    var path = false
    var part = PacketPart()
  }

  static let configuration = CommandConfiguration(
    commandName: "packets",
    abstract: "Print the packets of a run, one a line, as tcpdump -n -t does.",
    discussion: """
      With --on HOST:INTERFACE the lines are those of a packet transcript. Otherwise each line begins \
      with its interface and direction.
      """)

  @OptionGroup var run: RunArgument
  @OptionGroup var database: DatabaseOption

  @OptionGroup var packets: PacketOptions

  @Flag(help: "Print the whole path of each packet: every copy of it, and what changed on the way.")
  var path = false

  @Option(help: ArgumentHelp("Only packets with this number or a later one.", valueName: "number"))
  var from: Int = 1

  @Option(help: ArgumentHelp("At most this many packets.", valueName: "count"))
  var limit: Int?

  @Flag(help: "Begin each line with the packet's number, which `labbook packet` takes.")
  var numbers = false

  @OptionGroup var paging: PagerOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }
  var usesPager: Bool { paging.isOn }

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit wants a number from 1 on") }
    if from < 1 { throw ValidationError("--from wants a number from 1 on") }
  }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment), run: run.id, place: packets.place,
      filter: packets.filter, during: packets.during, json: format.json, path: path,
      part: PacketPart(from: from, most: limit, showsNumbers: numbers))
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let selection = try PacketSelection(
      place: options.place, filter: options.filter, during: options.during)
    // The packets are read while they are listed, so the store stays open until the end.
    let (store, evidence) = try Store.forCommand(options.database, .read) {
      store throws(StoreFailure) in
      let number = try store.resolveRun(options.run)
      return (store, try RunEvidence.load(run: number, from: store))
    }
    defer { try? store.close() }
    do {
      let listing = try PacketListing(evidence, selection)
      if let problem = listing.problem { throw CommandFailure(.mistake, problem) }
      if options.path {
        try printPaths(of: listing, evidence, options, in: context)
      } else if options.json {
        var writer = JSONWriter { context.stdout.write($0) }
        try PacketList(style: context.style(color)).write(
          listing, of: evidence, options.part, to: &writer, goesOn: { !context.stdout.isClosed })
        writer.finish()
      } else {
        try PacketList(style: context.style(color)).write(
          listing, of: evidence, at: selection.place, options.part
        ) { line in
          context.stdout.line(line)
          return !context.stdout.isClosed
        }
      }
    } catch let failure as StoreFailure {
      throw CommandFailure(failure)
    }
    return .success
  }
}
