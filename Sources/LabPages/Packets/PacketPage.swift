import LabEvidence
import LabModel
import LabReport

/// One packet, decoded, with its bytes and its path: `/run/ID/packet/N`.
struct PacketPage: Page {
  private let packet: ExaminedPacket
  /// The bytes that are shown.
  private let shown: Range<Int>

  init(_ number: Int, of id: String, _ query: PageQuery, _ store: Store) throws {
    let run = try store.number(ofRun: id)
    guard let packet = try ExaminedPacket.read(number, ofRun: run, from: store) else {
      let count = try RunEvidence.packetContext(run: run, from: store).packets.count
      throw SiteFailure.missing(
        "the run has no packet \(number): "
          + (count == 0 ? "it has none at all" : "its packets are numbered from 1 to \(count)"))
    }
    self.packet = packet
    let count = packet.row.bytes.count
    var start = 0
    if let text = query.first("bytes") {
      guard text.utf8.count < 10, let number = Int(text), number >= 0, number < max(1, count) else {
        throw SiteFailure.mistake(
          "`bytes` wants the place of a byte, from 0 to \(max(0, count - 1))")
      }
      start = number / BytesMarkup.most * BytesMarkup.most
    }
    shown = start..<min(count, start + BytesMarkup.most)
  }

  var title: String {
    "Packet \(packet.row.number) of \(VisibleText.of(packet.run.title))"
  }
  let template = "packet"

  func values(_ links: Links) -> [String: Any] {
    let row = packet.row
    let id = packet.run.id
    func address(_ number: Int?) -> String? {
      number.flatMap { links.href(.packet(run: id, number: $0)) }
    }
    var values: [String: Any] = [
      "number": row.number, "total": packet.total, "runTitle": VisibleText.of(packet.run.title),
      "line": VisibleText.of(packet.line), "time": PacketWords.time(row, packet.run),
      "place": VisibleText.of("\(packet.host):\(packet.interface)"),
      "sign": PacketWords.direction(row).sign, "word": PacketWords.direction(row).word,
      "length": row.length, "captured": row.bytes.count,
      "isTruncated": row.bytes.count < row.length,
      "claims": packet.claims.map { claim($0, links) }, "hasClaims": !packet.claims.isEmpty,
      "layersMarkup": LayersMarkup(shown: shown).sections(packet.layers),
      "bytesMarkup": BytesMarkup(row.bytes, packet.layers).rows(shown),
      "hasBytes": !row.bytes.isEmpty,
    ]
    values["run"] = links.href(.run(id))
    values["list"] = links.href(
      .packets(id), PageQuery([.init("from", "\((row.number - 1) / 100 * 100 + 1)")]))
    values["previous"] = address(row.number > 1 ? row.number - 1 : nil)
    values["next"] = address(row.number < packet.total ? row.number + 1 : nil)
    values["flowPrevious"] = address(packet.flowPrevious)
    values["flowNext"] = address(packet.flowNext)
    if let moment = packet.moment {
      values["moment"] = VisibleText.of(PacketWords.moment(moment))
      values["step"] = links.href(
        PageAddress(.run(id), fragment: "step-\(moment.step.number)"))
    }
    addBytes(to: &values, links)
    addPath(to: &values, links)
    return values
  }

  private func claim(_ claim: ExaminedPacket.RestingClaim, _ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "number": claim.number, "text": VisibleText.of(claim.text),
      "answer": claim.answer.rawValue,
      "kind": claim.answer == .notApplicable ? "not-applicable" : claim.answer.rawValue,
      "sign": Self.sign(claim.answer),
    ]
    values["href"] = links.href(
      PageAddress(.run(packet.run.id), fragment: "claim-\(claim.number)"))
    return values
  }

  private static func sign(_ answer: Verdict.Answer) -> String {
    switch answer {
    case .holds: "✓"
    case .refuted: "✗"
    case .inconclusive: "?"
    case .notApplicable: "–"
    }
  }

  private func addBytes(to values: inout [String: Any], _ links: Links) {
    let count = packet.row.bytes.count
    guard shown.count < count else { return }
    func address(_ start: Int) -> String? {
      links.href(
        PageAddress(
          .packet(run: packet.run.id, number: packet.row.number),
          PageQuery([.init("bytes", "\(start)")]), fragment: "bytes"))
    }
    values["cut"] = "bytes \(shown.lowerBound) to \(shown.upperBound - 1) of \(count)"
    values["bytesBefore"] = shown.lowerBound > 0 ? address(shown.lowerBound - 1) : nil
    values["bytesAfter"] = shown.upperBound < count ? address(shown.upperBound) : nil
  }

  private func addPath(to values: inout [String: Any], _ links: Links) {
    let path = packet.path
    values["diagramMarkup"] = PathDiagram(packet).markup
    values["hops"] = PathRows.values(packet, links)
    values["hasHops"] = !path.journey.hops.isEmpty
    let looked = PacketWords.looked(packet)
    values["pathLooked"] = looked.prefix(1).uppercased() + looked.dropFirst()
    if case .uncertain(let reason) = path.journey.certainty {
      values["uncertain"] = VisibleText.of(reason)
    }
    let count = path.journey.hops.count
    if count > PathDiagram.mostRows {
      values["pathCut"] =
        "The packet has \(count) copies: the diagram has the first \(PathDiagram.mostRows), "
        + "the table the first \(min(count, PathRows.most))."
    }
  }

  func write(to writer: inout JSONWriter) { writer.value(packet) }
}
