package import LabEvidence
import LabModel

/// What is said of one packet, unescaped.
package enum PacketWords {
  /// A sign and a word for the direction in which its interface saw a packet.
  package static func direction(_ row: PacketRow) -> (sign: String, word: String) {
    switch row.direction {
    case .toHost: ("←", "in")
    case .broadcast: ("←", "in, broadcast")
    case .multicast: ("←", "in, multicast")
    case .otherHost: ("←", "in, for another station")
    case .outgoing: ("→", "out")
    }
  }

  /// `+0.412 s at ctr:eth0, out, 98 bytes`.
  package static func origin(_ packet: ExaminedPacket) -> String {
    let row = packet.row
    let captured =
      row.bytes.count < row.length ? ", of which \(row.bytes.count) were captured" : ""
    return "\(time(row, packet.run)) at \(packet.host):\(packet.interface), "
      + "\(direction(row).word), \(Count.of(row.length, "byte"))\(captured)"
  }

  /// The time since the run's start with microseconds: `+0.412345 s`.
  package static func time(_ row: PacketRow, _ run: RunRow) -> String {
    fine(row.time - run.start)
  }

  /// `+0.412345 s`, from ns since the run's start.
  package static func fine(_ nanoseconds: Int64) -> String {
    let micros = nanoseconds.magnitude / 1000
    let places = String(micros % 1_000_000)
    return (nanoseconds < 0 ? "-" : "+") + "\(micros / 1_000_000)."
      + String(repeating: "0", count: 6 - places.count) + places + " s"
  }

  /// The time between two copies: `+21 µs`.
  package static func delay(_ nanoseconds: Int64) -> String {
    let micros = nanoseconds.magnitude / 1000
    return (nanoseconds < 0 && micros > 0 ? "-" : "+") + "\(micros) µs"
  }

  /// `during step 3 (serve), attempt 2`.
  package static func moment(_ moment: ExaminedPacket.Moment) -> String {
    (moment.isAfter ? "after " : "during ") + "step \(moment.step.number)"
      + (moment.step.blockID.map { " (\($0))" } ?? "")
      + (moment.attempt > 1 ? ", attempt \(moment.attempt)" : "")
  }

  /// `IPv4`, `IPv4 (quoted)`.
  package static func name(_ layer: PacketLayer) -> String {
    layer.name + (layer.isQuoted ? " (quoted)" : "")
  }

  /// `bytes 14 to 33`, or `byte 20`; places in the frame, from 0.
  package static func bytes(_ range: Range<Int>) -> String {
    switch range.count {
    case 0: "no bytes"
    case 1: "byte \(range.lowerBound)"
    default: "bytes \(range.lowerBound) to \(range.upperBound - 1)"
    }
  }

  /// `b:eth0: arrived`.
  package static func end(_ end: JourneyEnd, of packet: ExaminedPacket) -> String {
    let names = InterfaceNames(packet.outline)
    return "\(names.place(row: packet.path.journey.hops[end.hop].interface)): \(end.words)"
  }

  /// Among which packets copies were looked for.
  package static func looked(_ packet: ExaminedPacket) -> String {
    let path = packet.path
    let start = packet.run.start
    let range =
      path.looked.count == 1
      ? "packet \(path.looked.lowerBound)"
      : "packets \(path.looked.lowerBound) to \(path.looked.upperBound)"
    return "copies were looked for among \(range), from \(fine(path.times.lowerBound - start)) to "
      + fine(path.times.upperBound - start)
      + (path.isCut ? "; there are more near it, which were left out for their number" : "")
  }

  /// What changed from the copy before, a clause each.
  package static func changes(_ hop: PacketHop) -> [String] {
    HopWords(style: TextStyle()).changes(hop)
  }
}
