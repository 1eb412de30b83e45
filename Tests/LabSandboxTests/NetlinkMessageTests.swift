import CLinux
import Glibc
import LabSandbox
import Testing

@Suite struct NetlinkMessageTests {
  @Test func buildsHeadersNestsAndPadding() {
    var builder = NetlinkMessageBuilder()
    builder.message(RTM_NEWLINK, flags: NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK, sequence: 7) {
      $0.append(ifinfomsg())
      $0.attribute(IFLA_IFNAME, text: "veth0")
      $0.nest(IFLA_LINKINFO) { $0.attribute(IFLA_INFO_KIND, text: "veth") }
      $0.attribute(IFLA_MTU, UInt32(1400))
    }
    #expect(builder.count == 1)
    #expect(
      builder.bytes
        == hex(
          """
          44 00 00 00              // length 68
          10 00                    // RTM_NEWLINK
          05 06                    // REQUEST | ACK, EXCL | CREATE
          07 00 00 00 00 00 00 00  // sequence 7, port 0
          00 00 00 00 00 00 00 00  // family, type, index 0
          00 00 00 00 00 00 00 00  // flags, change
          0A 00 03 00              // 10 bytes, IFLA_IFNAME
          76 65 74 68 30 00 00 00  // "veth0", NUL, two bytes of padding
          10 00 12 80              // 16 bytes, IFLA_LINKINFO, nested
          09 00 01 00              // 9 bytes, IFLA_INFO_KIND
          76 65 74 68 00 00 00 00  // "veth", NUL, three bytes of padding
          08 00 04 00              // 8 bytes, IFLA_MTU
          78 05 00 00              // 1400
          """))
  }

  @Test func putsSeveralMessagesIntoOneDatagram() {
    var builder = NetlinkMessageBuilder()
    for sequence in 1...3 {
      builder.message(RTM_GETLINK, sequence: UInt32(sequence)) {
        $0.append(ifinfomsg())
        $0.attribute(IFLA_EXT_MASK, UInt8(1))
      }
    }
    let sequences = builder.bytes.withUnsafeBytes { NetlinkMessages($0).map(\.sequence) }
    #expect(sequences == [1, 2, 3])
    #expect(builder.count == 3)
  }

  @Test func readsWhatIsWhole() {
    let bytes = hex(
      """
      1C 00 00 00 10 00 02 00 09 00 00 00 00 00 00 00  // 28 bytes, sequence 9
      05 00 01 00 AA 00 00 00                          // attribute 1, one byte, padding
      04 00 02 80                                      // attribute 2, nested, empty
      14 00 00 00 03 00 02 00 09 00 00 00 00 00 00 00  // NLMSG_DONE
      00 00 00 00
      """)
    bytes.withUnsafeBytes { raw in
      let messages = Array(NetlinkMessages(raw))
      #expect(messages.map(\.type) == [RTM_NEWLINK, Int(NLMSG_DONE)])
      let attributes = Array(messages[0].attributes(after: 0))
      #expect(attributes.map(\.type) == [1, 2])
      #expect(attributes.map { Array($0.value) } == [[0xAA], []])
    }
  }

  @Test(arguments: [
    "", "10 00 00 00",
    "0F 00 00 00 10 00 02 00 00 00 00 00 00 00 00 00",  // shorter than its header
    "00 00 00 00 10 00 02 00 00 00 00 00 00 00 00 00",  // no length at all
    "11 00 00 00 10 00 02 00 00 00 00 00 00 00 00 00",  // longer than the bytes
    "FF FF FF FF 10 00 02 00 00 00 00 00 00 00 00 00",
  ])
  func passesOverMessagesThatAreNotWhole(_ text: String) {
    let count = hex(text).withUnsafeBytes { Array(NetlinkMessages($0)).count }
    #expect(count == 0)
  }

  @Test(arguments: [
    "03 00 01 00", "00 00 01 00", "09 00 01 00 00 00 00 00", "FF FF 01 00", "04 00 01",
  ])
  func passesOverAttributesThatAreNotWhole(_ text: String) {
    let count = hex(text).withUnsafeBytes { Array(NetlinkAttributes($0)).count }
    #expect(count == 0)
  }

  @Test func readsARefusalWithTheKernelsSentence() {
    let bytes = hex(
      """
      3C 00 00 00 02 00 00 03 01 00 00 00 00 00 00 00  // NLMSG_ERROR, CAPPED | ACK_TLVS
      A1 FF FF FF                                      // -95, EOPNOTSUPP
      20 00 00 00 10 00 05 06 01 00 00 00 00 00 00 00  // the request's header
      18 00 01 00                                      // NLMSGERR_ATTR_MSG
      55 6E 6B 6E 6F 77 6E 20 64 65 76 69 63 65 20 74 79 70 65 00
      """)
    let read = withMessage(bytes) { ($0.errorCode, $0.errorText) }
    #expect(read?.0 == EOPNOTSUPP)
    #expect(read?.1 == "Unknown device type")
  }

  @Test func readsAnAcknowledgement() {
    let bytes = hex(
      """
      24 00 00 00 02 00 00 01 01 00 00 00 00 00 00 00
      00 00 00 00
      20 00 00 00 10 00 05 06 01 00 00 00 00 00 00 00
      """)
    #expect(withMessage(bytes) { $0.errorCode } == 0)
    #expect(withMessage(bytes) { $0.errorText } == "")
  }

  @Test func hasNoNumberWhereTheBytesEnd() {
    [UInt8](1...6).withUnsafeBytes { bytes in
      #expect(bytes.value(at: 0, as: UInt32.self) == 0x0403_0201)
      #expect(bytes.value(at: 2, as: UInt32.self) == 0x0605_0403)
      #expect(bytes.value(at: 3, as: UInt32.self) == nil)
      #expect(bytes.value(at: -1, as: UInt8.self) == nil)
      #expect(bytes.value(at: .max, as: UInt8.self) == nil)
      #expect(bytes.dropping(7).isEmpty)
    }
  }
}
