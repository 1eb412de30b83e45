package import LabEvidence

/// The paths of a run's packets for a person: for each packet its copies one below the other, with
/// the time from copy to copy and what changed.
///
///     packet 12: IP 10.88.0.2 > 192.0.2.2: ICMP echo request, id 1, seq 1, length 64
///       +0.412 s   ctr:eth0    out
///         0.009 ms veth0       in
///         0.021 ms eth0        out  TTL 64→63, src 10.88.0.2→192.0.2.1
package struct PathReport {
  private let style: TextStyle
  private let summarize: (PacketRow) -> String

  /// A report whose packets are told in the one-line form that `summarize` makes.
  package init(style: TextStyle, summarize: @escaping (PacketRow) -> String) {
    self.style = style
    self.summarize = summarize
  }

  /// The lines for each packet of which a copy is among `packets` (numbers; nil is all).
  ///
  /// - Throws: what reading packets throws.
  package func lines(for evidence: RunEvidence, packets: Set<Int>? = nil) throws -> [String] {
    var lines: [String] = []
    try write(evidence, packets: packets) {
      lines.append($0)
      return true
    }
    return lines
  }

  /// Hands the same lines to `emit` one by one, until it returns false.
  ///
  /// - Throws: what reading packets throws.
  package func write(
    _ evidence: RunEvidence, packets: Set<Int>? = nil, emit: (String) -> Bool
  ) throws {
    let names = InterfaceNames(evidence)
    try Self.forEach(of: evidence, packets: packets) { journey, packet in
      lines(journey, packet, names, start: evidence.run.start).allSatisfy(emit)
    }
  }

  /// Writes the run's id and the same packets as one object until `goesOn` says no.
  ///
  /// - Throws: what reading packets throws.
  package func write(
    _ evidence: RunEvidence, packets: Set<Int>? = nil, to writer: inout JSONWriter,
    goesOn: () -> Bool
  ) throws {
    let json = PathJSON(names: InterfaceNames(evidence), start: evidence.run.start)
    try writer.object { writer throws in
      writer.member("run", evidence.run.id)
      try writer.array("paths") { writer throws in
        try Self.forEach(of: evidence, packets: packets) { journey, packet in
          json.value(journey, summary: summarize(packet), to: &writer)
          return goesOn()
        }
      }
    }
  }

  /// Calls `body` with each packet of which a copy is wanted, and with its first copy, until it
  /// returns false.
  private static func forEach(
    of evidence: RunEvidence, packets: Set<Int>?, _ body: (PacketJourney, PacketRow) -> Bool
  ) throws {
    let paths = try PacketPaths(evidence: evidence)
    let wanted = packets.map { Set($0.compactMap { paths.journey(ofPacket: $0) }) }
    // Packets come in order of time: each is told when its first copy comes.
    try evidence.packets.forEach(in: Int64.min...Int64.max) { packet in
      guard let index = paths.journey(ofPacket: packet.number), wanted?.contains(index) ?? true
      else { return true }
      let journey = paths.journey(index)
      guard journey.hops.first?.packet == packet.number else { return true }
      return body(journey, packet)
    }
  }

  private func lines(
    _ journey: PacketJourney, _ packet: PacketRow, _ names: InterfaceNames, start: Int64
  ) -> [String] {
    let summary = style.escape.line(summarize(packet))
    return [style.tinted("packet \(packet.number)", .bold) + ": " + summary]
      + hops(journey, names, start: start)
  }

  /// A line for each copy of a packet, and one that says why they are uncertain.
  func hops(_ journey: PacketJourney, _ names: InterfaceNames, start: Int64) -> [String] {
    var lines: [String] = []
    let width = journey.hops.reduce(0) {
      max($0, TextWidth.columns(place($1, names)))
    }
    for (index, hop) in journey.hops.enumerated() {
      let before = hop.previous.first.map { journey.hops[$0] }
      let time = before.map { Self.delay(hop.time - $0.time) } ?? Elapsed.instant(hop.time - start)
      var line = "  " + TextWidth.rightAligned(time, to: 12) + "  "
      line += TextWidth.padded(place(hop, names), to: width) + "  "
      line += hop.isLeaving ? "out" : "in"
      var remarks = HopWords(style: style).changes(hop)
      if let previous = hop.previous.first, previous != index - 1 {
        remarks.insert("after \(place(journey.hops[previous], names))", at: 0)
      }
      if !remarks.isEmpty {
        line += (hop.isLeaving ? "  " : "   ") + remarks.joined(separator: ", ")
      }
      lines.append(line)
    }
    if case .uncertain(let reason) = journey.certainty {
      lines.append("  " + style.tinted("uncertain", .yellow) + ": " + style.escape.line(reason))
    }
    return lines
  }

  private func place(_ hop: PacketHop, _ names: InterfaceNames) -> String {
    style.escape.line(names.place(row: hop.interface))
  }

  /// The time between two copies in ms: `0.021 ms`.
  private static func delay(_ nanoseconds: Int64) -> String {
    let microseconds = nanoseconds.magnitude / 1000
    let rest = String(microseconds % 1000)
    let sign = nanoseconds < 0 && microseconds > 0 ? "-" : "+"
    return sign + "\(microseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
      + " ms"
  }
}
