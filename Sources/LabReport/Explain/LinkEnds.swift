import LabEvidence
import LabModel

/// Which interface is the other end of which, and packets told once for both ends.
struct LinkEnds: Sendable {
  private struct Key: Hashable {
    var host: Int
    var index: Int32
  }

  private var peers: [Key: Key] = [:]
  private let interfaces: [Int: InterfaceRow]

  init(_ evidence: RunEvidence) {
    interfaces = Dictionary(
      evidence.interfaces.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    for row in evidence.links {
      guard let link = row.change.new, link.kind == "veth", link.link != 0 else { continue }
      let host = link.linkNamespace == -1 ? row.change.host : link.linkHost
      let key = Key(host: row.change.host, index: link.index)
      peers[key] = host == 0 ? nil : Key(host: host, index: link.link)
    }
  }

  /// How long a packet takes from one end to the other at most, in ns, to be told as one arrow.
  private static let longest: Int64 = 10_000_000
  /// How many rows further down its arrival is looked for.
  static let reach = 8

  /// The first of `rows`, which is taken out; where it is a packet that left one end of a link and
  /// another of `rows` is the same one, byte for byte, entering the other end, that one with it.
  func takeFirst(of rows: inout [LadderRow]) -> LadderRow {
    var row = rows.removeFirst()
    guard case .packet(let sent, _) = row.body, sent.direction.isLeaving else { return row }
    for index in rows.indices {
      guard case .packet(let received, _) = rows[index].body, isArrival(received, of: sent)
      else { continue }
      row.body = .packet(sent, peer: received)
      rows.remove(at: index)
      break
    }
    return row
  }

  private func isArrival(_ received: PacketRow, of sent: PacketRow) -> Bool {
    guard !received.direction.isLeaving, received.time - sent.time <= Self.longest,
      let from = interfaces[sent.interface], let to = interfaces[received.interface],
      peers[Key(host: from.host, index: from.index)] == Key(host: to.host, index: to.index)
    else { return false }
    return received.bytes == sent.bytes
  }
}
