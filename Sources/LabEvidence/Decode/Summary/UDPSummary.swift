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
    return length > room && !carried.isFragment
      ? "UDP, bad length \(length) > \(room)" : "UDP, length \(length)"
  }
}
