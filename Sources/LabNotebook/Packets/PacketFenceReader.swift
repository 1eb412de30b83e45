import LabClaims
import LabModel

/// Reads fences of language `packets`.
struct PacketFenceReader {
  private let text: NotebookText
  /// nil where the hosts are not known.
  private let hosts: Set<String>?
  private let findings: Findings
  private(set) var transcripts: [PacketTranscript] = []
  /// The number of the last block that a transcript's time has reached.
  private var covered = 0

  init(text: NotebookText, hosts: Set<String>?, findings: Findings) {
    self.text = text
    self.hosts = hosts
    self.findings = findings
  }

  /// Reads one fence, which stands after block number `block`.
  mutating func read(_ fence: Fence, _ attributes: CheckedAttributes, afterBlock block: Int) {
    let conditions = attributes.conditions()
    let during = readDuring(attributes)
    // Transcripts with no step between them are about the same time, as of two interfaces.
    let first = block > covered ? covered + 1 : transcripts.last?.blocks.lowerBound ?? 1
    covered = block
    let place = readPlace(fence, attributes)
    let reader = ExpectedLineReader(captured: [], findings)
    let start = fence.position.line + 1
    var transcript = PacketTranscript(
      number: transcripts.count + 1, position: fence.position,
      place: place ?? Place(host: HostPlan.lab, interface: nil), blocks: first..<block + 1,
      lines: fence.content.map(reader.read), expectedLines: start..<start + fence.content.count)
    transcript.filter = attributes.value(.filter).map { PacketFilter($0.text) }
    transcript.during = during?.selector
    transcript.duringText = during?.text
    transcript.conditions = conditions
    transcript.expectedFailure = attributes.value(.expectedFailure)?.text
    transcripts.append(transcript)
  }

  private func readPlace(_ fence: Fence, _ attributes: CheckedAttributes) -> Place? {
    guard attributes.has(.on) else {
      findings.add(
        "a packet transcript needs a place", about: fence.opening,
        remedy: "write `{on=HOST:INTERFACE}`, or `{on=HOST:*}` for every interface of a host")
      return nil
    }
    guard let on = attributes.value(.on) else { return nil }
    let scalars = on.text.unicodeScalars
    var host = Substring(HostPlan.lab)
    var interface = Substring(on.text)
    if let colon = scalars.firstIndex(of: ":") {
      host = on.text[..<colon]
      interface = on.text[scalars.index(after: colon)...]
    }
    guard !host.isEmpty, !interface.isEmpty, !interface.contains(where: \.isWhitespace) else {
      findings.add(
        "`\(on.text)` is no place", about: on,
        remedy: "write `on=HOST:INTERFACE`, `on=HOST:*`, or `on=INTERFACE` for one of lab")
      return nil
    }
    if let hosts, !hosts.contains(String(host)) {
      findings.reportUnknownHost(on.part(String(host), at: 0), among: hosts)
    }
    return Place(host: String(host), interface: interface == "*" ? nil : String(interface))
  }

  private func readDuring(
    _ attributes: CheckedAttributes
  ) -> (selector: StepSelector, text: String)? {
    guard let value = attributes.value(.during) else { return nil }
    let parsed = ClaimParser.moment(
      SourceText(
        value.text, position: value.position, path: text.path,
        sourceLine: text.line(value.position.line)))
    findings.add(parsed.diagnostics)
    guard let moment = parsed.value else { return nil }
    guard case .steps(let selector) = moment else {
      findings.add(
        "`\(value.text)` is no step", about: value,
        remedy: "name a block by its id, or the program that a step runs")
      return nil
    }
    return (selector, value.text)
  }
}
