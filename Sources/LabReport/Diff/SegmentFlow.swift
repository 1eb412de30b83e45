import LabEvidence

/// One TCP connection as one interface saw it.
///
/// How bytes are cut into segments, and which of them acknowledge what, hangs on timing: compared is what
/// each side did.
struct SegmentFlow {
  private static let (fin, syn, rst, ack): (UInt8, UInt8, UInt8, UInt8) = (1, 2, 4, 16)

  /// One direction of it.
  private struct Side {
    var opened: String?
    /// How many SYNs there were.
    var openings = 0
    var hasAcknowledged = false
    var hasFinished = false
    var hasReset = false
    var first: UInt32?
    /// Bytes beyond `first` that were seen, retransmitted ones once.
    var bytes = 0

    mutating func take(_ sequence: UInt32, _ length: Int) {
      let base = first ?? sequence
      first = base
      let offset = Int(Int32(bitPattern: sequence &- base))
      bytes = max(bytes, offset + length)
    }

    /// What it did; SYNs are only counted where nobody answered: else it is chance whether one was lost.
    func words(isAnswered: Bool) -> String {
      var words: [String] = []
      if let opened {
        let isCounted = !isAnswered && openings > 1
        words.append(
          (isCounted ? "\(openings) × " : "") + opened
            + (!isAnswered ? " unanswered" : openings > 1 ? " retransmitted" : ""))
      }
      if bytes > 0 { words.append("\(bytes) bytes") }
      if hasFinished { words.append("FIN") }
      if hasReset { words.append("RST") }
      if words.isEmpty { words.append("ACK") }
      return words.joined(separator: ", ")
    }
  }

  /// Its step.
  let step: Int
  /// `Out` or `In` of its first packet, with a blank behind; empty on loopback.
  let direction: String
  let client: IPAddress
  let clientPort: UInt16
  let server: IPAddress
  let serverPort: UInt16
  private var sides: (client: Side, server: Side) = (Side(), Side())

  /// A connection whose first packet is this.
  init(
    step: Int, direction: String, _ packet: DecodedPacket, from source: IPAddress,
    to destination: IPAddress
  ) {
    self.step = step
    self.direction = direction
    client = source
    clientPort = packet.sourcePort ?? 0
    server = destination
    serverPort = packet.destinationPort ?? 0
  }

  /// Whether a SYN of it must belong to a new connection between the same ends.
  func isOver(before flags: UInt8) -> Bool {
    flags & (Self.syn | Self.ack) == Self.syn
      && (sides.client.hasReset || sides.server.hasReset
        || sides.client.hasFinished && sides.server.hasFinished)
  }

  mutating func take(_ packet: DecodedPacket, _ bytes: [UInt8], summary: () -> String) {
    let isClient = packet.source == client && packet.sourcePort == clientPort
    var side = isClient ? sides.client : sides.server
    let flags = packet.tcpFlags ?? 0
    if let start = packet.transportOffset, start + 8 <= bytes.count, flags & Self.rst == 0 {
      let sequence = bytes[(start + 4)..<(start + 8)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      side.take(flags & Self.syn != 0 ? sequence &+ 1 : sequence, packet.payload.count)
    }
    if flags & Self.syn != 0 {
      side.openings += 1
      side.opened = (flags & Self.ack != 0 ? "SYN-ACK" : "SYN") + Self.segmentSize(summary())
    }
    side.hasFinished = side.hasFinished || flags & Self.fin != 0
    side.hasReset = side.hasReset || flags & Self.rst != 0
    if isClient { sides.client = side } else { sides.server = side }
  }

  /// ` (mss 1460)`, from the line of a SYN.
  private static func segmentSize(_ line: String) -> String {
    for option in line.split(whereSeparator: { "[],".contains($0) }) where option.hasPrefix("mss ")
    {
      return " (\(option))"
    }
    return ""
  }

  /// Both directions, each a line.
  func lines(_ names: inout NormalNames) -> [String] {
    let port = names.port(Int(clientPort)) ?? String(clientPort)
    let other = names.port(Int(serverPort)) ?? String(serverPort)
    let ends = (Self.end(client, port), Self.end(server, other))
    let isAnswered = sides.server.first != nil || sides.server.hasReset
    let asked = sides.client.words(isAnswered: isAnswered)
    var lines = ["\(direction)TCP \(ends.0) > \(ends.1): \(asked)"]
    if isAnswered {
      let answer = sides.server.words(isAnswered: true)
      lines.append("\(direction)TCP answer \(ends.1) > \(ends.0): \(answer)")
    }
    return lines
  }

  private static func end(_ address: IPAddress, _ port: String) -> String { "\(address).\(port)" }
}
