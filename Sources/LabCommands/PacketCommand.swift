import ArgumentParser
import LabEvidence
import LabReport

/// `labbook packet`: one packet of a run, decoded, with its bytes and its path.
struct PacketCommand: LabCommand {
  /// What it was told, as one value.
  struct Options: Sendable, Hashable {
    var database: String
    var run: String
    var number: Int
    var json: Bool
  }

  static let configuration = CommandConfiguration(
    commandName: "packet",
    abstract: "Show one packet: its layers, its bytes, its path, and what rests on it.",
    discussion: """
      Copies of the packet are looked for among those that came during its step and a second before \
      and after, at most 20,000.
      """)

  @Argument(
    help: ArgumentHelp(
      "The run: its number, a beginning of its id that no other has, or last (the newest).",
      valueName: "run"), completion: .runs)
  var run: String

  @Argument(
    help: ArgumentHelp(
      "The packet's number, as `labbook packets --json` has it in `row`.", valueName: "number"))
  var number: Int

  @OptionGroup var database: DatabaseOption
  @OptionGroup var paging: PagerOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }
  var usesPager: Bool { paging.isOn }

  func resolved(in environment: Environment) -> Options {
    Options(
      database: database.resolved(in: environment), run: run, number: number, json: format.json)
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    let options = resolved(in: context.environment)
    let (store, run) = try Store.forCommand(options.database, .read) {
      store throws(StoreFailure) in (store, try store.resolveRun(options.run))
    }
    defer { try? store.close() }
    do {
      guard let packet = try ExaminedPacket.read(options.number, ofRun: run, from: store) else {
        let count = try RunEvidence.packetContext(run: run, from: store).packets.count
        throw CommandFailure(
          .mistake, "the run has no packet \(options.number)",
          remedy: count == 0 ? "it has none at all" : "its packets are numbered from 1 to \(count)")
      }
      if options.json {
        var writer = JSONWriter { context.stdout.write($0) }
        writer.value(packet)
        writer.finish()
      } else {
        for line in PacketReport(style: context.style(color)).lines(packet) {
          context.stdout.line(line)
        }
      }
    } catch let failure as StoreFailure {
      throw CommandFailure(failure)
    }
    return .success
  }
}
