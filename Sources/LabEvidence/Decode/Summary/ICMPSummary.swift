/// An ICMP message (RFC 792), with the datagram that it is about.
struct ICMPSummary {
  private let carried: CarriedSummary
  private let frame: FrameBytes
  private let start: Int

  init(_ carried: CarriedSummary) {
    self.carried = carried
    frame = carried.frame
    start = carried.start
  }

  var text: String {
    guard let type = frame.u8(start), let code = frame.u8(start + 1), frame.has(8, at: start) else {
      return " [|icmp]"
    }
    return "ICMP \(message(type: type, code: code)), length \(carried.size)"
  }

  private func message(type: UInt8, code: UInt8) -> String {
    switch type {
    case 0: "echo reply, \(echo)"
    case 3: unreachable(code)
    case 4: "source quench"
    case 5: redirect(code)
    case 8: "echo request, \(echo)"
    case 10: "router solicitation"
    case 11:
      switch code {
      case 0: "time exceeded in-transit"
      case 1: "ip reassembly time exceeded"
      default: "time exceeded-#\(code)"
      }
    case 12:
      code == 0
        ? "parameter problem - octet \(frame.u8(start + 4) ?? 0)"
        : "parameter problem - code \(code)"
    case 15: "information request"
    case 16: "information reply"
    case 17: "address mask request"
    default: "type-#\(type)"
    }
  }

  private var echo: String {
    "id \(frame.u16(start + 4) ?? 0), seq \(frame.u16(start + 6) ?? 0)"
  }

  /// The destination of the datagram that the message is about.
  private var destination: String {
    frame.ipv4(start + 24).map { "\($0)" } ?? "[|icmp]"
  }

  private func unreachable(_ code: UInt8) -> String {
    switch code {
    case 0: "net \(destination) unreachable"
    case 1: "host \(destination) unreachable"
    case 2: "\(destination) protocol \(frame.u8(start + 17) ?? 0) unreachable"
    case 3: "\(destination) \(port) unreachable"
    case 4:
      "\(destination) unreachable - need to frag"
        + (frame.u16(start + 6).flatMap { $0 == 0 ? nil : " (mtu \($0))" } ?? "")
    case 5: "\(destination) unreachable - source route failed"
    case 6: "net \(destination) unreachable - unknown"
    case 7: "host \(destination) unreachable - unknown"
    case 8: "\(destination) unreachable - source host isolated"
    case 9: "net \(destination) unreachable - admin prohibited"
    case 10: "host \(destination) unreachable - admin prohibited"
    case 11: "net \(destination) unreachable - tos prohibited"
    case 12: "host \(destination) unreachable - tos prohibited"
    case 13: "host \(destination) unreachable - admin prohibited filter"
    case 14: "host \(destination) unreachable - host precedence violation"
    case 15: "host \(destination) unreachable - precedence cutoff"
    default: "\(destination) unreachable - #\(code)"
    }
  }

  /// The port that nobody listens on, from the datagram that the message is about.
  private var port: String {
    let headerSize = Int((frame.u8(start + 8) ?? 0x45) & 15) * 4
    let number = frame.u16(start + 8 + headerSize + 2) ?? 0
    return switch frame.u8(start + 17) ?? 0 {
    case InternetProtocol.tcp: "tcp port \(number)"
    case InternetProtocol.udp: "udp port \(number)"
    case let other: "protocol \(other) port \(number)"
    }
  }

  private func redirect(_ code: UInt8) -> String {
    let gateway = frame.ipv4(start + 4).map { "\($0)" } ?? "[|icmp]"
    return switch code {
    case 0: "redirect \(destination) to net \(gateway)"
    case 1: "redirect \(destination) to host \(gateway)"
    case 2: "redirect-tos \(destination) to net \(gateway)"
    case 3: "redirect-tos \(destination) to host \(gateway)"
    default: "redirect-#\(code) \(destination) to net \(gateway)"
    }
  }
}

/// An IGMP message (RFC 3376, section 4).
struct IGMPSummary {
  private let carried: CarriedSummary

  init(_ carried: CarriedSummary) {
    self.carried = carried
  }

  var text: String {
    guard let type = carried.frame.u8(carried.start),
      let group = carried.frame.ipv4(carried.start + 4)
    else { return "[|igmp]" }
    return switch type {
    case 0x16: "igmp v2 report \(group)"
    case 0x17: "igmp leave \(group)"
    case 0x22:
      "igmp v3 report, \(carried.frame.u16(carried.start + 6) ?? 0) group record(s)"
    default: "igmp \(PacketSummary.hexadecimal(type, digits: 2))"
    }
  }
}
