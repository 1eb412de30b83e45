/// An IPv6 datagram (RFC 8200), its extension headers and what it carries.
struct IPv6Summary {
  let frame: FrameBytes
  let start: Int
  /// What the numbers of a TCP segment in it are told from.
  let origin: SequenceOrigin

  var line: String {
    guard let first = frame.u8(start) else { return "[|ip6]" }
    guard first >> 4 == 6 else { return "IP\(first >> 4) (invalid)" }
    guard let length = frame.u16(start + 4), let number = frame.u8(start + 6),
      let source = frame.ipv6(start + 8), let destination = frame.ipv6(start + 24)
    else { return "[|ip6]" }
    // A segment longer than 64 KiB that the card cuts up later has length 0.
    let size = length == 0 ? frame.count - start - 40 : Int(length)
    let missing = max(0, size - (frame.count - start - 40))
    let prefix = "IP6 " + (missing > 0 ? "truncated-ip6 - \(missing) bytes missing!" : "")
    let end = start + 40 + size
    var walk = HeaderWalk(frame: frame.prefix(end), next: start + 40, number: number)
    walk.run()
    let carried = CarriedSummary(
      frame: walk.frame, start: walk.next, size: end - walk.next, source: source,
      destination: destination, isFragment: walk.isFragment, origin: origin)
    let ends = "\(source) > \(destination): "
    guard !walk.isLaterFragment else { return prefix + ends + walk.text }
    let text =
      switch walk.number {
      case InternetProtocol.tcp: TCPSummary(carried).text
      case InternetProtocol.udp: UDPSummary(carried).text
      case InternetProtocol.icmp6: ICMP6Summary(carried).text
      case InternetProtocol.noNext: "no next header"
      default: " ip-proto-\(walk.number) \(max(0, carried.size))"
      }
    let hasPorts = [InternetProtocol.tcp, InternetProtocol.udp].contains(walk.number)
    guard hasPorts else { return prefix + ends + walk.spacedText + text }
    return walk.text.isEmpty
      ? prefix + carried.portEnds + text
      : prefix + ends + walk.spacedText + carried.ports + text
  }
}

/// The way through extension headers, and what is said of each.
private struct HeaderWalk {
  let frame: FrameBytes
  var next: Int
  /// Of the header at `next`.
  var number: UInt8
  var texts: [String] = []
  var isFragment = false
  var isLaterFragment = false

  init(frame: FrameBytes, next: Int, number: UInt8) {
    self.frame = frame
    self.next = next
    self.number = number
  }

  var text: String { texts.joined(separator: " ") }

  /// `text` with a blank after it if there is any.
  var spacedText: String { texts.isEmpty ? "" : text + " " }

  mutating func run() {
    while let following = frame.u8(next), let size = frame.u8(next + 1) {
      let units = Int(size)
      switch number {
      case InternetProtocol.hopByHop:
        texts.append("HBH")
        next += 8 * (units + 1)
      case InternetProtocol.destination:
        texts.append("DSTOPT")
        next += 8 * (units + 1)
      case InternetProtocol.routing:
        guard let type = frame.u8(next + 2), let left = frame.u8(next + 3) else { return }
        texts.append("RT6 (len=\(size), type=\(type), segleft=\(left))")
        next += 8 * (units + 1)
      case InternetProtocol.mobility:
        texts.append("mobility")
        next += 8 * (units + 1)
      case InternetProtocol.authentication:
        texts.append("AH")
        next += 4 * (units + 2)
      case InternetProtocol.fragment:
        guard let place = frame.u16(next + 2) else { return }
        next += 8
        texts.append("frag (\(place & 0xfff8)|\(max(0, frame.count - next)))")
        isFragment = true
        isLaterFragment = place & 0xfff8 != 0
        if isLaterFragment { return }
      default: return
      }
      number = following
    }
  }
}
