import LabModel

/// The interfaces of a run as a pcapng file describes them.
struct PcapngInterfaces {
  /// The rows in the order of their blocks.
  let rows: [InterfaceRow]
  /// By an interface's number: where its block stands among the others, from 0.
  let places: [Int: Int]
  private let evidence: RunEvidence
  private let hosts: [Int: HostRow]

  /// Those of `place`; all where it is nil.
  init(_ evidence: RunEvidence, at place: Place?) {
    self.evidence = evidence
    hosts = Dictionary(evidence.hosts.map { ($0.number, $0) }) { first, _ in first }
    let hosts = hosts
    rows = evidence.interfaces.sorted { $0.number < $1.number }.filter { row in
      guard let place else { return true }
      return hosts[row.host]?.name == place.host ?? HostPlan.lab
        && (place.interface == nil || place.interface == row.name)
    }
    places = Dictionary(rows.enumerated().map { ($1.number, $0) }) { first, _ in first }
  }

  /// Interface Description Blocks (section 4.2 of the draft), in order.
  func blocks() -> [[UInt8]] {
    rows.map { row in
      let link = link(of: row)
      var block = PcapngBlock(.interface)
      block.append(PcapngLinkType.number(hardwareType: row.hardwareType))
      block.append(UInt16(0))
      // No limit to a packet's captured length.
      block.append(UInt32(0))
      // if_name, if_description, if_MACaddr, if_tsresol, if_filter, if_os
      block.option(2, text: name(of: row))
      block.option(3, text: description(of: row, link))
      if let address = link?.address, address.count == 6, address.contains(where: { $0 != 0 }) {
        block.option(6, address)
      }
      block.option(9, UInt8(9))
      if let filter = evidence.run.captureFilter {
        // 0: in libpcap's words.
        block.option(11, [0] + Array(PcapngBlock.shown(filter).utf8))
      }
      block.option(12, text: "Linux \(evidence.run.kernelRelease)")
      return block.finished()
    }
  }

  /// Its name with its host: `a:eth0`.
  func name(of row: InterfaceRow) -> String {
    "\(hosts[row.host]?.name ?? "?"):\(row.name)"
  }

  /// What it is and, where it was not there all the time, when: `veth, index 2, from +0.401 s`.
  private func description(of row: InterfaceRow, _ link: Link?) -> String {
    var parts: [String] = []
    if row.hardwareType == 772 {
      parts.append("loopback")
    } else if let kind = link?.kind, !kind.isEmpty {
      parts.append(kind)
    }
    if PcapngLinkType.number(hardwareType: row.hardwareType) == PcapngLinkType.unknown {
      parts.append("hardware type \(row.hardwareType)")
    }
    parts.append("index \(row.index)")
    let isNameTwice = rows.contains { $0.number != row.number && name(of: $0) == name(of: row) }
    if isNameTwice || row.from > evidence.run.start { parts.append("from \(elapsed(row.from))") }
    if let to = row.to { parts.append("until \(elapsed(to))") }
    return parts.joined(separator: ", ")
  }

  /// `+0.401 s` on the run's own clock.
  private func elapsed(_ time: Int64) -> String {
    let milliseconds = (time - evidence.run.start) / 1_000_000
    let places = String(milliseconds.magnitude % 1000 + 1000).dropFirst()
    return "\(milliseconds < 0 ? "-" : "+")\(milliseconds.magnitude / 1000).\(places) s"
  }

  /// The link as it was last while it had this name.
  private func link(of row: InterfaceRow) -> Link? {
    evidence.links.last { change in
      guard let new = change.change.new, change.change.host == row.host else { return false }
      return new.index == row.index && new.name == row.name
        && change.time >= row.from && change.change.earliest <= row.to ?? Int64.max
    }?.change.new
  }
}
