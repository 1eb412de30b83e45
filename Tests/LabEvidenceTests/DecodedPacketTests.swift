import Glibc
import LabEvidence
import Testing

/// Bytes written in hexadecimal, blanks and line feeds aside; `//` begins a comment.
func hex(_ text: String) -> [UInt8] {
  let digits = text.split(separator: "\n").map { line in
    line.split(separator: "//", omittingEmptySubsequences: false)[0].filter { !$0.isWhitespace }
  }.joined()
  return stride(from: 0, to: digits.count, by: 2).compactMap { place in
    UInt8(digits.dropFirst(place).prefix(2), radix: 16)
  }
}

@Suite struct DecodedPacketTests {
  static let ethernet = "02 00 00 00 00 02  02 00 00 00 00 01"

  @Test func arpRequest() {
    let frame = hex(
      """
      ff ff ff ff ff ff  02 00 00 00 00 01  08 06
      00 01 08 00 06 04     // Ethernet, IPv4, sizes
      00 01                 // request
      02 00 00 00 00 01  0a 00 00 01
      00 00 00 00 00 00  0a 00 00 02
      """)
    let packet = DecodedPacket(frame, hardwareType: 1)
    #expect(packet.etherType == 0x0806)
    #expect(packet.protocolName == "arp")
    #expect(packet.type == 1)
    #expect(packet.source?.description == "10.0.0.1")
    #expect(packet.destination?.description == "10.0.0.2")
    #expect(packet.ipProtocol == nil)
    #expect(packet.networkOffset == 14)
    #expect(packet.payload.isEmpty)
  }

  @Test func tcpOverIPv4WithOptionsOfBoth() {
    let frame = hex(
      """
      \(Self.ethernet) 08 00
      46 00 00 35 12 34 40 00 40 06 00 00  0a 00 00 01  0a 00 00 02   // 24 bytes of header
      94 04 00 00                                                    // router alert
      9c 40 22 c4  00 00 03 e8  00 00 07 d0  60 18 02 00 00 00 00 00  // 24 bytes, PSH ACK
      02 04 05 b4                                                    // mss
      68 65 6c 6c 6f                                                 // hello
      00 00                                                          // padding
      """)
    let packet = DecodedPacket(frame, hardwareType: 1)
    #expect(packet.protocolName == "tcp")
    #expect(packet.sourcePort == 40000)
    #expect(packet.destinationPort == 8900)
    #expect(packet.tcpFlags == 0x18)
    #expect(packet.identification == 0x1234)
    #expect(packet.fragmentOffset == nil)
    #expect(packet.transportOffset == 38)
    #expect(Array(frame[packet.payload]) == Array("hello".utf8))
  }

  @Test func udpBehindTwoVLANTagsOnLoopback() {
    let frame = hex(
      """
      \(Self.ethernet) 88 a8 00 05  81 00 20 06  08 00
      45 00 00 1e 00 01 00 00 40 11 00 00  7f 00 00 01  7f 00 00 02
      13 88 13 89 00 0a 00 00  68 69
      """)
    let packet = DecodedPacket(frame, hardwareType: 772)
    #expect(packet.vlan == 5)
    #expect(packet.etherType == 0x0800)
    #expect(packet.protocolName == "udp")
    #expect(packet.sourcePort == 5000)
    #expect(Array(frame[packet.payload]) == Array("hi".utf8))
  }

  @Test func icmpEchoOnAnInterfaceWithoutLinkHeader() {
    let frame = hex(
      """
      45 00 00 20 00 07 00 00 40 01 00 00  0a 00 00 01  0a 00 00 02
      08 00 00 00 00 07 00 01  61 62 63 64
      """)
    let packet = DecodedPacket(frame, hardwareType: 65534)
    #expect(packet.etherType == 0x0800)
    #expect(packet.protocolName == "icmp")
    #expect(packet.type == 8)
    #expect(packet.sourcePort == nil)
    #expect(packet.payload == 28..<32)
  }

  @Test func neighbourSolicitationBehindHopByHopOptions() {
    let frame = hex(
      """
      33 33 ff 00 00 02  02 00 00 00 00 01  86 dd
      60 00 00 00 00 20 00 ff                                 // next header 0
      fe 80 00 00 00 00 00 00  00 00 00 00 00 00 00 01
      ff 02 00 00 00 00 00 00  00 00 00 01 ff 00 00 02
      3a 00 05 02 00 00 01 00                                 // then ICMPv6
      87 00 00 00 00 00 00 00
      fe 80 00 00 00 00 00 00  00 00 00 00 00 00 00 02
      """)
    let packet = DecodedPacket(frame, hardwareType: 1)
    #expect(packet.protocolName == "icmp6")
    #expect(packet.type == 135)
    #expect(packet.source?.description == "fe80::1")
    #expect(packet.destination?.description == "ff02::1:ff00:2")
    #expect(packet.transportOffset == 62)
  }

  @Test func aLaterFragmentHasNoPorts() {
    let frame = hex(
      """
      \(Self.ethernet) 08 00
      45 00 00 1c 00 09 00 b9 40 11 00 00  0a 00 00 01  0a 00 00 02   // offset 185 * 8
      13 88 13 89 00 0a 00 00
      """)
    let packet = DecodedPacket(frame, hardwareType: 1)
    #expect(packet.protocolName == "udp")
    #expect(packet.fragmentOffset == 1480)
    #expect(packet.sourcePort == nil)
    #expect(packet.transportOffset == nil)
    #expect(packet.payload == 34..<42)
  }

  @Test func theFirstFragmentOfIPv6HasPorts() {
    let frame = hex(
      """
      \(Self.ethernet) 86 dd
      60 00 00 00 00 12 2c 40
      20 01 0d b8 00 00 00 00  00 00 00 00 00 00 00 01
      20 01 0d b8 00 00 00 00  00 00 00 00 00 00 00 02
      11 00 00 01 00 00 00 4d                                 // offset 0, more follow
      13 88 13 89 00 0a 00 00  68 69
      """)
    let packet = DecodedPacket(frame, hardwareType: 1)
    #expect(packet.protocolName == "udp")
    #expect(packet.fragmentOffset == 0)
    #expect(packet.destinationPort == 5001)
  }

  @Test func otherProtocolsAreNamedByTheirNumbers() {
    let gre = DecodedPacket(
      hex(
        """
        \(Self.ethernet) 08 00
        45 00 00 18 00 09 00 00 40 2f 00 00  0a 00 00 01  0a 00 00 02  00 00 08 00
        """), hardwareType: 1)
    #expect(gre.protocolName == "47")
    #expect(gre.ipProtocol == 47)
    let lldp = DecodedPacket(hex("\(Self.ethernet) 88 cc 02 07"), hardwareType: 1)
    #expect(lldp.etherType == 0x88cc)
    #expect(lldp.protocolName == nil)
    let spanningTree = DecodedPacket(hex("\(Self.ethernet) 00 26 42 42 03"), hardwareType: 1)
    #expect(spanningTree.etherType == nil)
    let infiniband = DecodedPacket(hex("\(Self.ethernet) 08 00 45"), hardwareType: 32)
    #expect(infiniband.etherType == nil)
    #expect(infiniband.payload == 0..<15)
  }

  @Test func addressesAreWrittenAsTheSystemWritesThem() {
    var generator = SystemRandomNumberGenerator()
    for round in 0..<2000 {
      var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
      // Runs of zeros in all places, and the forms with an IPv4 address in them.
      for group in 0..<8 where Bool.random(using: &generator) {
        bytes[2 * group] = 0
        if Bool.random(using: &generator) { bytes[2 * group + 1] = 0 }
      }
      if round % 10 == 0 { for place in 0..<10 { bytes[place] = 0 } }
      if round % 20 == 0 { (bytes[10], bytes[11]) = (255, 255) }
      if round % 30 == 0 { (bytes[10], bytes[11], bytes[12], bytes[13]) = (0, 0, 0, 0) }
      var text = [CChar](repeating: 0, count: 64)
      inet_ntop(AF_INET6, bytes, &text, 64)
      let frame =
        hex("60 00 00 00 00 00 3b 40") + bytes + [UInt8](repeating: 0, count: 16)
      let packet = DecodedPacket(frame, hardwareType: 65534)
      let expected = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      #expect(packet.source?.description == String(decoding: expected, as: UTF8.self))
      #expect(packet.destination?.description == "::")
    }
  }
}
