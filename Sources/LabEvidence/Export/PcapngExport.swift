import LabModel

/// Writes packets of a run as a pcapng file (draft-ietf-opsawg-pcapng).
///
/// A packet at a time is in memory. Loopback shows each packet once, without a direction, as all lists
/// of packets do.
package struct PcapngExport {
  private let evidence: RunEvidence
  private let provenance: Provenance
  private let labbook: String
  private let listing: PacketListing
  private let interfaces: PcapngInterfaces
  private let steps: PacketSteps

  /// How many packets went into the file, and how many interfaces it describes.
  package struct Summary: Sendable, Hashable {
    package var packets = 0
    package var interfaces = 0
  }

  /// Prepares an export.
  ///
  /// - Parameters:
  ///   - evidence: the run.
  ///   - provenance: on what it ran.
  ///   - labbook: the version of the labbook that writes.
  ///   - selection: which of its packets.
  /// - Throws: what reading packets throws.
  package init(
    _ evidence: RunEvidence, _ provenance: Provenance, labbook: String,
    selection: PacketSelection = PacketSelection()
  ) throws {
    self.evidence = evidence
    self.provenance = provenance
    self.labbook = labbook
    listing = try PacketListing(evidence, selection, makesLines: false)
    interfaces = PcapngInterfaces(evidence, at: selection.place)
    steps = PacketSteps(evidence)
  }

  /// Why there is nothing to write, if the run has no such host, interface or step, or no interface can
  /// take the filter.
  package var problem: String? { listing.problem }

  /// Hands the file's bytes to `sink`, a block at a time, until that returns false.
  ///
  /// - Throws: what reading packets or `sink` throws.
  package func write(to sink: ([UInt8]) throws -> Bool) throws -> Summary {
    var summary = Summary(interfaces: interfaces.rows.count)
    let head = [section()] + interfaces.blocks() + [PcapngNames.block(evidence)].compactMap(\.self)
    for block in head {
      guard try sink(block) else { return summary }
    }
    var counts = [UInt64](repeating: 0, count: interfaces.rows.count)
    var goesOn = true
    var last: Int64 = evidence.run.startWall
    try listing.forEachPacket { packet in
      guard let place = interfaces.places[packet.interface] else { return true }
      counts[place] += 1
      summary.packets += 1
      last = max(last, packet.wall)
      goesOn = try sink(block(packet, place))
      return goesOn
    }
    let end = evidence.run.end.map { evidence.run.startWall + $0 - evidence.run.start } ?? last
    for (place, count) in counts.enumerated() where goesOn {
      goesOn = try sink(statistics(place, delivered: count, end: max(end, last)))
    }
    return summary
  }

  /// The Section Header Block (section 4.1).
  private func section() -> [UInt8] {
    var block = PcapngBlock(.section)
    block.append(UInt32(0x1a2b_3c4d))
    block.append(UInt16(1))
    block.append(UInt16(0))
    // Its length is not known before all of it is written.
    block.append(Int64(-1))
    // opt_comment, shb_hardware, shb_os, shb_userappl
    block.option(1, text: "\(evidence.run.title): run \(evidence.run.id) of \(evidence.run.path)")
    var hardware = "\(provenance.kernel.machine), \(provenance.processors) processors"
    if let machine = evidence.machine { hardware += "; \(machine.emulator)" }
    block.option(2, text: hardware)
    block.option(3, text: "Linux \(provenance.kernel.release) \(provenance.kernel.version)")
    block.option(4, text: "labbook \(labbook)")
    return block.finished()
  }

  /// An Enhanced Packet Block (section 4.3).
  private func block(_ packet: PacketRow, _ place: Int) -> [UInt8] {
    var block = PcapngBlock(.packet)
    block.append(UInt32(place))
    block.append(halves: UInt64(max(0, packet.wall)))
    block.append(UInt32(packet.bytes.count))
    block.append(UInt32(clamping: max(packet.length, packet.bytes.count)))
    block.append(padded: packet.bytes)
    block.option(1, Array(steps.words(for: packet).utf8))
    // epb_flags, epb_packetid
    if !packet.isLoopback { block.option(2, packet.direction.pcapngFlags) }
    block.option(5, UInt64(packet.number))
    return block.finished()
  }

  /// An Interface Statistics Block (section 4.6).
  ///
  /// One capture sees all interfaces of a host, so what it lost is said of each of them.
  private func statistics(_ place: Int, delivered: UInt64, end: Int64) -> [UInt8] {
    let losses = evidence.losses.filter {
      $0.source == .capture && $0.host == interfaces.rows[place].host
    }
    var block = PcapngBlock(.statistics)
    block.append(UInt32(place))
    block.append(halves: UInt64(max(0, end)))
    let lost = losses.reduce(UInt64(0)) { $0 + UInt64(max(0, $1.count)) }
    if losses.contains(where: { $0.count <= 0 }) {
      block.option(1, text: "the host's capture lost packets; nobody knows how many")
    } else if !losses.isEmpty {
      block.option(1, text: "the host's capture, of all its interfaces, lost \(lost) packets")
    }
    // isb_starttime, isb_endtime, isb_ifdrop, isb_usrdeliv
    block.option(2, halves: UInt64(max(0, evidence.run.startWall)))
    block.option(3, halves: UInt64(max(0, end)))
    if lost > 0 || losses.isEmpty { block.option(5, lost) }
    block.option(8, delivered)
    return block.finished()
  }
}

extension Packet.Direction {
  /// epb_flags: bits 0 and 1 are the direction (1 inbound, 2 outbound), bits 2 to 4 how it was received
  /// (1 unicast, 2 multicast, 3 broadcast, 4 promiscuous).
  fileprivate var pcapngFlags: UInt32 {
    switch self {
    case .toHost: 1 | 1 << 2
    case .multicast: 1 | 2 << 2
    case .broadcast: 1 | 3 << 2
    case .otherHost: 1 | 4 << 2
    case .outgoing: 2
    }
  }
}
