/// A UDP datagram (RFC 768).
struct UDPSummary {
  private let carried: CarriedSummary

  init(_ carried: CarriedSummary) {
    self.carried = carried
  }

  var text: String {
    guard let size = carried.frame.u16(carried.start + 4),
      carried.frame.has(8, at: carried.start)
    else { return " [|udp]" }
    guard size >= 8 else { return "truncated-udplength \(size)" }
    let length = Int(size) - 8
    let room = carried.size - 8
    if length <= room, let isMulticast = isMulticastDNS {
      return DNSSummary(
        frame: carried.frame.prefix(carried.start + Int(size)), start: carried.start + 8,
        size: length, isMulticast: isMulticast
      ).text
    }
    return length > room && !carried.isFragment
      ? "UDP, bad length \(length) > \(room)" : "UDP, length \(length)"
  }

  /// Whether the datagram carries multicast DNS, nil where it carries no DNS; the ports tell (IANA).
  private var isMulticastDNS: Bool? {
    let ports = [carried.frame.u16(carried.start), carried.frame.u16(carried.start + 2)]
    if ports.contains(53) { return false }
    return ports.contains(5353) ? true : nil
  }
}
