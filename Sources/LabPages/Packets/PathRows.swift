import LabEvidence
import LabModel
import LabReport

/// The copies of a packet in words, a row each.
enum PathRows {
  /// The most rows of a page.
  static let most = 200

  /// The time since the copy before it; of a first one, since the run's start.
  static func time(_ hop: PacketHop, in packet: ExaminedPacket) -> String {
    guard let before = hop.previous.first.map({ packet.path.journey.hops[$0] }) else {
      return PacketWords.fine(hop.time - packet.run.start)
    }
    return PacketWords.delay(hop.time - before.time)
  }

  /// What is told of the copy at `place` of the journey: direction, what changed, how it ended; `short`
  /// without link-layer addresses, which every hop has of its own, and without checksums.
  static func words(
    _ place: Int, in packet: ExaminedPacket, short: Bool = false
  ) -> [String] {
    var hop = packet.path.journey.hops[place]
    if short {
      hop.changes.removeAll { change in
        switch change {
        case .sourceMAC, .destinationMAC, .checksum, .headerChecksum: true
        default: false
        }
      }
    }
    var words = [hop.isLeaving ? "out" : "in"] + PacketWords.changes(hop)
    if let end = packet.path.ends.first(where: { $0.hop == place }) {
      words.append((end.kind == .arrived ? "✓ " : "✗ ") + end.words)
    }
    return words
  }

  static func values(_ packet: ExaminedPacket, _ links: Links) -> [[String: Any]] {
    let run = packet.outline
    let names = Dictionary(run.interfaces.map { ($0.number, $0.name) }) { first, _ in first }
    let hosts = Dictionary(run.hosts.map { ($0.number, $0.name) }) { first, _ in first }
    func place(_ hop: PacketHop) -> String {
      VisibleText.of("\(hosts[hop.host] ?? "?"):\(names[hop.interface] ?? "?")")
    }
    let hops = packet.path.journey.hops
    return hops.prefix(most).enumerated().map { index, hop in
      let words = words(index, in: packet)
      var values: [String: Any] = [
        "number": hop.packet, "time": time(hop, in: packet), "place": place(hop),
        "word": words[0], "sign": hop.isLeaving ? "→" : "←",
        "changes": VisibleText.of(words.dropFirst().joined(separator: ", ")),
        "isThis": hop.packet == packet.row.number,
        "after": hop.previous.map { "\(hops[$0].packet)" }.joined(separator: ", "),
      ]
      values["href"] = links.href(.packet(run: packet.run.id, number: hop.packet))
      return values
    }
  }
}
