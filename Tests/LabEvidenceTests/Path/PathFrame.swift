/// Frames with the fields that matter to paths; checksums are whatever a test says.
struct PathFrame {
  enum Content {
    case udp(from: UInt16, to: UInt16)
    case tcp(from: UInt16, to: UInt16, sequence: UInt32)
    case echo(request: Bool, identifier: UInt16, sequence: UInt16)
    /// IPPROTO_* with the payload as it is.
    case other(UInt8)
  }

  var source: [UInt8]
  var destination: [UInt8]
  var content: Content
  var payload: [UInt8] = []
  var id: UInt16 = 0
  var ttl: UInt8 = 64
  var fragment: UInt16 = 0x4000
  var vlan: UInt16?
  var mac: UInt8 = 1
  var checksum: UInt16 = 0

  func with(_ change: (inout PathFrame) -> Void) -> PathFrame {
    var frame = self
    change(&frame)
    return frame
  }

  /// One router further on.
  var routed: PathFrame { with { ($0.ttl, $0.mac) = ($0.ttl - 1, $0.mac + 1) } }

  /// The frame with its Ethernet header.
  var bytes: [UInt8] {
    var header: [UInt8] = [2, 0, 0, 0, 0, mac &+ 100, 2, 0, 0, 0, 0, mac]
    if let vlan { header += [0x81, 0] + Self.two(vlan) }
    return header + (source.count == 4 ? [8, 0] : [0x86, 0xdd]) + packet
  }

  /// The IP packet.
  var packet: [UInt8] {
    let content = transport
    if source.count == 4 {
      return [0x45, 0] + Self.two(UInt16(20 + content.count)) + Self.two(id) + Self.two(fragment)
        + [ttl, number, 0, 0] + source + destination + content
    }
    return [0x60, 0, 0, 7] + Self.two(UInt16(content.count)) + [number, ttl] + source
      + destination + content
  }

  private var number: UInt8 {
    switch content {
    case .udp: 17
    case .tcp: 6
    case .echo: source.count == 4 ? 1 : 58
    case .other(let number): number
    }
  }

  private var transport: [UInt8] {
    switch content {
    case .udp(let from, let to):
      return Self.two(from) + Self.two(to) + Self.two(UInt16(8 + payload.count))
        + Self.two(checksum) + payload
    case .tcp(let from, let to, let sequence):
      return Self.two(from) + Self.two(to) + Self.two(UInt16(sequence >> 16))
        + Self.two(UInt16(truncatingIfNeeded: sequence)) + [0, 0, 0, 1, 0x50, 0x18, 1, 0]
        + Self.two(checksum) + [0, 0] + payload
    case .echo(let request, let identifier, let sequence):
      let types: (UInt8, UInt8) = source.count == 4 ? (8, 0) : (128, 129)
      return [request ? types.0 : types.1, 0] + Self.two(checksum) + Self.two(identifier)
        + Self.two(sequence) + payload
    case .other: return payload
    }
  }

  private static func two(_ number: UInt16) -> [UInt8] {
    [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
  }
}
