/// Puts what the kernel chooses anew in every run behind `*` in the line of a packet.
///
/// That is: a TCP connection's first numbers, time stamps, ports of the ephemeral range (ip(7),
/// `ip_local_port_range`), the id of an echo request, the id of a DNS message, and link-layer addresses
/// that nobody was assigned (IEEE 802, "locally administered"), as those of veths and bridges.
enum PacketPattern {
  /// The line as a glob pattern, without its suffix; nil where nothing in it varies.
  static func glob(for line: String) -> String? {
    guard !line.contains(where: { $0 == "*" || $0 == "\\" }) else { return nil }
    var pattern = line
    if line.contains(": Flags [") {
      pattern.replace(#/TS val \d+ ecr \d+/#, with: "TS val * ecr *")
      // A reset of a connection that never was acknowledges the SYN's own number.
      if line.contains(#/: Flags \[[A-Z.]*S|\[R\.\], seq 0, ack \d{6}/#) {
        pattern.replace(#/, seq [1-9]\d*/#, with: ", seq *")
        pattern.replace(#/, ack \d+/#, with: ", ack *")
      }
    }
    if line.contains(#/: ICMP6?,? echo re/#) {
      pattern.replace(#/, id \d+, seq /#, with: ", id *, seq ")
    }
    if line.contains(#/\.53(?:: | > )/#) {
      pattern.replace(#/: \d+/#, with: ": *", maxReplacements: 1)
    }
    pattern.replace(#/is-at [0-9a-f][26ae](?::[0-9a-f]{2}){5}/#, with: "is-at *")
    let whole = pattern
    pattern = whole.replacing(#/\.(\d+)(: | > )/#) { match in
      let address = whole[..<match.range.lowerBound].split(separator: " ").last ?? ""
      let hasPort = address.contains(":") || address.count { $0 == "." } == 3
      guard hasPort, let port = Int(match.1), (32768...60999).contains(port) else {
        return String(match.0)
      }
      return ".*\(match.2)"
    }
    return pattern == line ? nil : pattern
  }
}
