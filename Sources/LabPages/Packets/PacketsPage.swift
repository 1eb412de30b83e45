import LabClaims
import LabEvidence
import LabModel
import LabReport

/// The list of a run's packets: `/run/ID/packets`.
struct PacketsPage: Page {
  private let query: PacketsQuery
  private let run: RunEvidence
  /// nil where the filter is none.
  private let slice: PacketSlice?
  private let mistake: Diagnostic?

  init(of id: String, _ query: PageQuery, _ store: Store) throws {
    var asked = try PacketsQuery(query)
    let reader = try PacketSliceReader(run: try store.number(ofRun: id), from: store)
    run = reader.outline
    try asked.resolve(in: run)
    self.query = asked
    do {
      slice = try reader.slice(asked.request)
      mistake = nil
    } catch let failure as FilterFailure {
      slice = nil
      mistake = failure.diagnostic
    }
  }

  var status: Int { mistake == nil ? 200 : 400 }
  var title: String { "Packets of \(VisibleText.of(run.run.title))" }
  let template = "packets"

  func values(_ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "runTitle": VisibleText.of(run.run.title), "filter": VisibleText.of(filter),
      "hasForm": links.hasForms, "hosts": hosts, "interfaces": interfaces, "steps": steps,
      "manyHosts": query.request.hosts.count > 1,
      "manyInterfaces": query.request.interfaces.count > 1,
      "manySteps": query.request.steps.count > 1,
    ]
    values["run"] = links.href(.run(run.run.id))
    values["all"] = query.query.isEmpty ? nil : links.href(.packets(run.run.id))
    values["action"] = PageAddress(.packets(run.run.id)).target
    if let mistake { values["mistake"] = DiagnosticText(mistake).plain }
    guard let slice else { return values }
    values["looked"] = lookedWords(slice)
    values["rows"] = slice.packets.map { row($0, links) }
    values["hasRows"] = !slice.packets.isEmpty
    let isForwards = if case .from = query.request.place { true } else { false }
    values["next"] = slice.next.flatMap {
      links.href(.packets(run.run.id), query.turned(from: $0))
    }
    values["previous"] = slice.previous.flatMap {
      links.href(.packets(run.run.id), query.turned(before: $0))
    }
    values["goOn"] = slice.isCut ? values[isForwards ? "next" : "previous"] : nil
    return values
  }

  private var filter: String { query.request.filter ?? "" }

  private func row(_ packet: ListedPacket, _ links: Links) -> [String: Any] {
    let (sign, word) = PacketWords.direction(packet.row)
    var values: [String: Any] = [
      "number": packet.row.number, "time": PacketWords.time(packet.row, run.run),
      "place": VisibleText.of("\(packet.host):\(packet.interface)"), "sign": sign, "word": word,
      "length": packet.row.length, "line": VisibleText.of(packet.line),
    ]
    values["href"] = links.href(.packet(run: run.run.id, number: packet.row.number))
    return values
  }

  /// What was looked at, in a sentence without its end.
  private func lookedWords(_ slice: PacketSlice) -> String {
    guard let looked = slice.looked else {
      return slice.total == 0
        ? "The run has no packets" : "None of the run's \(slice.total) packets is there"
    }
    let range = "packets \(looked.lowerBound) to \(looked.upperBound) of \(slice.total)"
    guard isFiltered else { return range.prefix(1).uppercased() + range.dropFirst() }
    if slice.packets.isEmpty {
      return "Looked at \(range): none of them matches" + (slice.isCut ? " so far" : "")
    }
    return "Looked at \(range): \(slice.packets.count) of them match"
  }

  private var isFiltered: Bool {
    query.request.filter != nil || !query.request.hosts.isEmpty
      || !query.request.interfaces.isEmpty || !query.request.steps.isEmpty
  }

  // MARK: - The form

  /// The most entries of a list to choose from.
  private static let mostChoices = 200

  private static func choices(
    _ names: [(value: String, text: String)], selected: [String]
  ) -> [[String: Any]] {
    let shown = names.enumerated().filter { index, name in
      index < mostChoices || selected.contains(name.value)
    }
    return shown.map { _, name in
      [
        "value": VisibleText.of(name.value), "text": VisibleText.of(name.text),
        "isSelected": selected.contains(name.value),
      ]
    }
  }

  private static func once(_ names: [String]) -> [(value: String, text: String)] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }.map { ($0, $0) }
  }

  private var hosts: [[String: Any]] {
    Self.choices(Self.once(run.hosts.map(\.name)), selected: query.request.hosts)
  }

  private var interfaces: [[String: Any]] {
    Self.choices(
      Self.once(run.interfaces.map(\.name).sorted()), selected: query.request.interfaces)
  }

  private var steps: [[String: Any]] {
    let steps = run.steps.map { step in
      let command = step.command.prefix(36)
      return (
        value: "\(step.number)",
        text: "\(step.number)" + (step.blockID.map { " (\($0))" } ?? "") + ": "
          + (command.split(whereSeparator: \.isNewline).first ?? "")
      )
    }
    return Self.choices(steps, selected: query.request.steps.map(String.init))
  }

  // MARK: - JSON

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("run", run.run.id)
      if let mistake {
        writer.member("status", status)
        writer.key("error")
        writer.value(mistake)
      }
      guard let slice else { return }
      writer.member("total", slice.total)
      writer.member("first_looked_at", slice.looked?.lowerBound)
      writer.member("last_looked_at", slice.looked?.upperBound)
      writer.member("cut", slice.isCut)
      writer.member("next", slice.next)
      writer.member("previous", slice.previous)
      writer.array("packets") { writer in
        for packet in slice.packets { writer.value(packet, of: run.run) }
      }
    }
  }
}
