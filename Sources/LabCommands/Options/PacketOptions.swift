import ArgumentParser
import LabClaims
import LabEvidence
import LabModel

/// `--on`, `--filter` and `--during`, for every command about some of a run's packets.
struct PacketOptions: ParsableArguments {
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
}

extension PacketSelection {
  /// What the options ask for.
  ///
  /// - Throws: `CommandFailure` (status 2) where a place or a step cannot be one.
  init(place: String?, filter: String?, during: String?) throws(CommandFailure) {
    var time: Time?
    if let text = during {
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
      place: try place.map(Self.place), filter: filter.map { PacketFilter($0) }, time: time)
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
