import LabEvidence

/// The path of a packet in JSON.
struct PathJSON {
  let names: InterfaceNames
  let start: Int64

  /// Writes one packet with its copies; `summary` is the first one's line.
  func value(_ journey: PacketJourney, summary: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("summary", summary)
      members(journey, to: &writer)
    }
  }

  /// Writes how certain a packet's copies are, and the copies, as members of an object.
  func members(_ journey: PacketJourney, to writer: inout JSONWriter) {
    if case .uncertain(let reason) = journey.certainty {
      writer.member("certain", false)
      writer.member("reason", reason)
    } else {
      writer.member("certain", true)
    }
    writer.array("hops") { writer in
      for hop in journey.hops { value(hop, of: journey, to: &writer) }
    }
  }

  private func value(_ hop: PacketHop, of journey: PacketJourney, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("row", hop.packet)
      writer.member("time_ns", hop.time - start)
      writer.member("host", names.host(hop.host))
      writer.member("interface", names.interface(row: hop.interface))
      writer.member("direction", hop.isLeaving ? "leaving" : "entering")
      writer.array("from") { writer in
        for place in hop.previous { writer.value(journey.hops[place].packet) }
      }
      writer.array("changes") { writer in
        for change in hop.changes { value(change, to: &writer) }
      }
    }
  }

  private func value(_ change: HopChange, to writer: inout JSONWriter) {
    switch change {
    case .ttl(let old, let new): number("ttl", Int(old), Int(new), to: &writer)
    case .source(let old, let new): text("source", "\(old)", "\(new)", to: &writer)
    case .destination(let old, let new): text("destination", "\(old)", "\(new)", to: &writer)
    case .sourcePort(let old, let new):
      number("source_port", Int(old), Int(new), to: &writer)
    case .destinationPort(let old, let new):
      number("destination_port", Int(old), Int(new), to: &writer)
    case .identifier(let old, let new):
      number("identifier", Int(old), Int(new), to: &writer)
    case .sourceMAC(let old, let new):
      text("source_mac", old.map(HopWords.address), new.map(HopWords.address), to: &writer)
    case .destinationMAC(let old, let new):
      text("destination_mac", old.map(HopWords.address), new.map(HopWords.address), to: &writer)
    case .vlan(let old, let new): number("vlan", old.map(Int.init), new.map(Int.init), to: &writer)
    case .headerChecksum(let old, let new):
      number("header_checksum", Int(old), Int(new), to: &writer)
    case .checksum(let old, let new): number("checksum", Int(old), Int(new), to: &writer)
    case .tunnels(let old, let new): number("tunnels", old, new, to: &writer)
    case .cut: number("parts", nil, nil, to: &writer)
    case .joined(let count): number("joined", nil, count, to: &writer)
    }
  }

  private func number(_ what: String, _ old: Int?, _ new: Int?, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("what", what)
      writer.member("old", old)
      writer.member("new", new)
    }
  }

  private func text(_ what: String, _ old: String?, _ new: String?, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("what", what)
      writer.member("old", old)
      writer.member("new", new)
    }
  }
}
