/// An ICMPv6 message (RFC 4443), neighbour discovery (RFC 4861) and multicast listeners (RFC 3810).
struct ICMP6Summary {
  private let carried: CarriedSummary
  private let frame: FrameBytes
  private let start: Int

  init(_ carried: CarriedSummary) {
    self.carried = carried
    frame = carried.frame
    start = carried.start
  }

  var text: String {
    guard let type = frame.u8(start), let code = frame.u8(start + 1) else { return "[|icmp6]" }
    return "ICMP6, \(message(type: type, code: code)), length \(carried.size)"
  }

  private func message(type: UInt8, code: UInt8) -> String {
    switch type {
    case 1: "destination unreachable, \(unreachable(code))"
    case 2: "packet too big, mtu \(frame.u32(start + 4) ?? 0)"
    case 3:
      switch code {
      case 0: "time exceeded in-transit for \(inner(24))"
      case 1: "time exceeded in-transit (reassembly)"
      default: "time exceeded in-transit, unknown code (\(code))"
      }
    case 4: "parameter problem, \(problem(code))"
    case 128: "echo request, \(echo)"
    case 129: "echo reply, \(echo)"
    case 130:
      carried.size >= 28
        ? "multicast listener query v2 [gaddr \(address(8))]"
        : "multicast listener query\(listener)"
    case 131: "multicast listener report\(listener)"
    case 132: "multicast listener done\(listener)"
    case 133: "router solicitation"
    case 134: "router advertisement"
    case 135: "neighbor solicitation, who has \(address(8))"
    case 136: "neighbor advertisement, tgt is \(address(8))"
    case 137: "redirect, \(address(24)) to \(address(8))"
    case 143:
      "multicast listener report v2, \(frame.u16(start + 6) ?? 0) group record(s)"
    default: "unknown icmp6 type (\(type))"
    }
  }

  private var echo: String {
    "id \(frame.u16(start + 4) ?? 0), seq \(frame.u16(start + 6) ?? 0)"
  }

  private var listener: String {
    "max resp delay: \(frame.u16(start + 4) ?? 0) addr: \(address(8))"
  }

  private func address(_ offset: Int) -> String {
    frame.ipv6(start + offset).map { "\($0)" } ?? "[|icmp6]"
  }

  /// An address in the header of the datagram that the message is about.
  private func inner(_ offset: Int) -> String {
    address(8 + offset)
  }

  private func unreachable(_ code: UInt8) -> String {
    switch code {
    case 0: "unreachable route \(inner(24))"
    case 1: " unreachable prohibited \(inner(24))"
    case 2: "beyond scope \(inner(24)), source address \(inner(8))"
    case 3: "unreachable address \(inner(24))"
    case 4: "unreachable port, \(inner(24)) \(port)"
    default: "unknown unreach code (\(code))"
    }
  }

  /// The port that nobody listens on, from the datagram that the message is about.
  private var port: String {
    let number = frame.u16(start + 48 + 2) ?? 0
    return switch frame.u8(start + 14) ?? 0 {
    case InternetProtocol.tcp: "tcp port \(number)"
    case InternetProtocol.udp: "udp port \(number)"
    case let other: "protocol \(other) port \(number)"
    }
  }

  private func problem(_ code: UInt8) -> String {
    let octet = frame.u32(start + 4) ?? 0
    return switch code {
    case 0: "erroneous - octet \(octet)"
    case 1: "next header - octet \(octet)"
    case 2: "option - octet \(octet)"
    case 3: "incomplete header chain - octet \(octet)"
    default: "code-#\(code)"
    }
  }
}
