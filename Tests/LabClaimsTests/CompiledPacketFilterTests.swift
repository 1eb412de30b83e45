import LabClaims
import LabModel
import Testing

struct CompiledPacketFilterTests {
  private static let syn = Frames.ipv4(6, Frames.tcp(from: 40000, to: 8900, flags: 2))
  private static let ping = Frames.ipv4(1, Frames.echoRequest)

  /// `(filter, frame, whether it matches)`, Ethernet.
  static let onEthernet: [(String, [UInt8], Bool)] = [
    ("arp", Frames.arpRequest, true),
    ("arp", Frames.ethernet(ping), false),
    ("arp[6:2] = 1 and arp host 10.0.0.2", Frames.arpRequest, true),
    ("ether broadcast", Frames.arpRequest, true),
    ("ether broadcast", Frames.ethernet(ping), false),
    ("ether src 02:00:00:00:00:01", Frames.ethernet(ping), true),
    ("icmp[icmptype] = icmp-echo", Frames.ethernet(ping), true),
    (
      "icmp[icmptype] = icmp-echo", Frames.ethernet(Frames.ipv4(1, Frames.echoReply)), false
    ),
    ("tcp port 8900", Frames.ethernet(syn), true),
    ("tcp dst port 40000", Frames.ethernet(syn), false),
    ("tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn", Frames.ethernet(syn), true),
    ("src 10.0.0.1 and dst net 10.0.0.0/24", Frames.ethernet(syn), true),
    ("vlan 7 and icmp", Frames.vlan(7, ping), true),
    ("vlan 8", Frames.vlan(7, ping), false),
    ("icmp", Frames.vlan(7, ping), false),
    ("ip6 and udp port 5353", Frames.ethernet(Frames.ipv6UDP, type: 0x86dd), true),
    ("ip", Frames.ethernet(Frames.ipv6UDP, type: 0x86dd), false),
    ("greater 60", Frames.arpRequest, false),
    ("", Frames.arpRequest, true),
    ("tcp", [], false),
    ("tcp", [1, 2, 3], false),
  ]

  @Test(arguments: onEthernet)
  func matchesEthernetFrames(_ text: String, _ frame: [UInt8], _ expected: Bool) throws {
    let filter = try CompiledPacketFilter(text, linkType: .ethernet)
    #expect(filter.matches(frame, length: frame.count) == expected)
    // One program serves many frames.
    #expect(filter.matches(frame, length: frame.count) == expected)
  }

  @Test func matchesPacketsWithoutALinkHeader() throws {
    let filter = try CompiledPacketFilter("icmp", linkType: .rawIP)
    #expect(filter.matches(Self.ping, length: Self.ping.count))
    #expect(!filter.matches(Self.syn, length: Self.syn.count))
    #expect(!filter.matches(Frames.ethernet(Self.ping), length: 100))
    let six = try CompiledPacketFilter("udp port 5353", linkType: .rawIP)
    #expect(six.matches(Frames.ipv6UDP, length: Frames.ipv6UDP.count))
  }

  @Test func lengthIsThatOnTheWire() throws {
    let filter = try CompiledPacketFilter("greater 1000", linkType: .ethernet)
    let frame = Frames.ethernet(Self.syn)
    #expect(!filter.matches(frame, length: frame.count))
    #expect(filter.matches(frame, length: 1500))
  }

  @Test(arguments: [
    ("prot 80", LinkType.ethernet), ("tcp port", .ethernet), ("ether host 1:2:3:4:5:6", .rawIP),
    ("inbound", .ethernet), ("ip broadcast", .ethernet), ("tcp\0", .ethernet),
    ("port 99999", .ethernet),
  ])
  func saysWhatLibpcapSays(_ text: String, _ linkType: LinkType) throws {
    let failure = #expect(throws: FilterFailure.self) {
      _ = try CompiledPacketFilter(text, linkType: linkType)
    }
    #expect(failure?.filter == text)
    #expect(failure?.message.isEmpty == false)
  }

  @Test func knowsLinkTypesOfInterfaces() {
    #expect(LinkType(hardwareType: 1) == .ethernet)
    #expect(LinkType(hardwareType: 772) == .ethernet)
    #expect(LinkType(hardwareType: 0xfffe) == .rawIP)
    #expect(LinkType(hardwareType: 768) == .rawIP)
    #expect(LinkType(hardwareType: 824) == .netlink)
    #expect(LinkType(hardwareType: 32) == nil)
  }

  /// Runs packed classic BPF as the kernel would, as far as `arp` and `icmp` need it.
  private func run(_ program: [UInt64], on frame: [UInt8]) throws -> UInt32 {
    var accumulator: UInt32 = 0
    var counter = 0
    while true {
      let code = UInt16(truncatingIfNeeded: program[counter] >> 48)
      let jumpTrue = Int(program[counter] >> 40 & 0xff)
      let jumpFalse = Int(program[counter] >> 32 & 0xff)
      let operand = UInt32(truncatingIfNeeded: program[counter])
      let offset = Int(operand)
      counter += 1
      switch code {
      case 0x28:  // ldh [k]
        guard offset + 2 <= frame.count else { return 0 }
        accumulator = UInt32(frame[offset]) << 8 | UInt32(frame[offset + 1])
      case 0x30:  // ldb [k]
        guard offset < frame.count else { return 0 }
        accumulator = UInt32(frame[offset])
      case 0x15: counter += accumulator == operand ? jumpTrue : jumpFalse  // jeq
      case 0x54: accumulator &= operand  // and
      case 0x06: return operand  // ret
      default:
        Issue.record("instruction \(code)")
        return 0
      }
    }
  }

  @Test func packsProgramsForTheKernel() throws {
    let arp = try CompiledPacketFilter("arp", linkType: .ethernet).instructions
    #expect(try run(arp, on: Frames.arpRequest) > 0)
    #expect(try run(arp, on: Frames.ethernet(Self.ping)) == 0)
    let icmp = try CompiledPacketFilter("icmp", linkType: .rawIP).instructions
    #expect(try run(icmp, on: Self.ping) > 0)
    #expect(try run(icmp, on: Self.syn) == 0)
  }

  @Test func capturesWhatEachTypeCanCarry() throws {
    let filters = try CompiledPacketFilter.captureFilters("arp")
    let programs = Dictionary(
      uniqueKeysWithValues: filters.map { ($0.hardwareType, $0.instructions) })
    #expect(Set([1, 772, 0xfffe, 768]).isSubset(of: programs.keys))
    #expect(try run(try #require(programs[1]), on: Frames.arpRequest) > 0)
    #expect(try run(try #require(programs[772]), on: Frames.arpRequest) > 0)
    // No tunnel carries ARP: its program takes nothing.
    #expect(try run(try #require(programs[768]), on: Self.ping) == 0)
    #expect(throws: FilterFailure.self) {
      _ = try CompiledPacketFilter.captureFilters("prot 80")
    }
  }
}
