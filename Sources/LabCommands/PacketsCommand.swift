import ArgumentParser
import LabClaims
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

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp(
      "Only packets there: HOST:INTERFACE, HOST:*, or INTERFACE for one of lab.",
      valueName: "place"))
  var place: String?

  @Option(help: ArgumentHelp("Only packets that this pcap filter takes.", valueName: "filter"))
  var filter: String?

  @Option(
    help: ArgumentHelp(
      "Only packets that came while this step ran: its number, its block's id, or its program.",
      valueName: "step"))
  var during: String?

  @Flag(help: "Print the whole path of each packet: every copy of it, and what changed on the way.")
  var path = false

  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment), run: run.id, place: place, filter: filter,
      during: during, json: format.json, path: path)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let selection = try PacketSelection(options)
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
          listing, of: evidence, to: &writer, goesOn: { !context.stdout.isClosed })
        writer.finish()
      } else {
        try PacketList(style: context.style(color)).write(
          listing, of: evidence, at: selection.place
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

extension PacketSelection {
  /// What the options ask for.
  ///
  /// - Throws: `CommandFailure` (status 2) where a place or a step cannot be one.
  fileprivate init(_ options: PacketsCommand.Options) throws(CommandFailure) {
    var time: Time?
    if let text = options.during {
      if let number = Int(text) {
        time = .step(number)
      } else {
        let parsed = ClaimParser.moment(
          SourceText(text, position: SourcePosition(line: 1, column: 1)))
        guard case .steps(let selector)? = parsed.value else {
          throw CommandFailure(
            .mistake, "`\(text)` is no step",
            remedy: "name its number, the id of its block, `id.N`, or the program that it runs")
        }
        time = .steps(selector)
      }
    }
    self.init(
      place: try options.place.map(Self.place), filter: options.filter.map { PacketFilter($0) },
      time: time)
  }

  private static func place(_ text: String) throws(CommandFailure) -> Place {
    var host = HostPlan.lab
    var interface = text
    if let colon = text.firstIndex(of: ":") {
      host = String(text[..<colon])
      interface = String(text[text.index(after: colon)...])
    }
    guard !host.isEmpty, !interface.isEmpty else {
      throw CommandFailure(
        .mistake, "`\(text)` is no place", remedy: "write HOST:INTERFACE, HOST:* or INTERFACE")
    }
    return Place(host: host, interface: interface == "*" ? nil : interface)
  }
}
