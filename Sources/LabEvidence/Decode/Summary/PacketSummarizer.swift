package import LabModel
import Synchronization

/// The one-line forms of a run's packets, as `tcpdump -n -t` prints them: TCP's numbers are relative to
/// the beginning of their conversation, as each interface saw it.
///
/// Packets come in the run's order, each once, also those whose line nobody wants: a conversation's
/// beginning may be among them.
package final class PacketSummarizer: Sendable {
  /// By the number of the interface's row.
  private let points = Mutex<[Int: TCPConversations]>([:])

  package init() {}

  /// The line for `packet`, which comes after all packets before it; without a line feed.
  package func line(for packet: PacketRow) -> String {
    PacketSummary.line(for: packet, relativeTo: note(packet))
  }

  /// Takes note of a packet whose line is made elsewhere or by nobody.
  func note(_ packet: PacketRow) -> SequenceOrigin {
    points.withLock {
      $0[packet.interface, default: TCPConversations()]
        .origin(of: packet.bytes, hardwareType: packet.hardwareType)
    }
  }
}

extension PacketSummary {
  /// What stands before a line where packets of several interfaces are shown together: the interface
  /// and the direction, as `tcpdump -i any` has them (print-sll.c).
  package static func prefix(interface: String, direction: Packet.Direction) -> String {
    let sign =
      switch direction {
      case .toHost: "In "
      case .broadcast: "B  "
      case .multicast: "M  "
      case .otherHost: "P  "
      case .outgoing: "Out"
      }
    let padding = String(repeating: " ", count: max(0, 5 - interface.unicodeScalars.count))
    return "\(interface)\(padding) \(sign) "
  }
}
