/// ARP (RFC 826) with its reverse and inverse forms (RFC 903, RFC 2390).
struct ARPSummary {
  let frame: FrameBytes
  let start: Int

  var line: String {
    guard let protocolType = frame.u16(start + 2), let hardwareSize = frame.u8(start + 4),
      let protocolSize = frame.u8(start + 5), let operation = frame.u16(start + 6)
    else { return "[|arp]" }
    let length = frame.count - start
    guard protocolType == EtherType.ipv4, protocolSize == 4 else {
      return "ARP, Unknown Protocol (\(PacketSummary.hexadecimal(protocolType, digits: 4))) "
        + "(len \(protocolSize)), length \(length)"
    }
    let size = Int(hardwareSize)
    let sender = start + 8
    let target = sender + size + 4
    guard let senderAddress = frame.ipv4(sender + size),
      let targetAddress = frame.ipv4(target + size)
    else { return "ARP [|arp], length \(length)" }
    let senderLink = frame.linkAddress(sender, size: size)
    let targetLink = frame.linkAddress(target, size: size)
    let text =
      switch operation {
      case 1:
        "Request who-has \(targetAddress)"
          + (isZero(target, size: size) ? "" : " (\(targetLink))") + " tell \(senderAddress)"
      case 2: "Reply \(senderAddress) is-at \(senderLink)"
      case 3: "Reverse Request who-is \(targetLink) tell \(senderLink)"
      case 4: "Reverse Reply \(targetLink) at \(targetAddress)"
      case 8: "Inverse Request who-is \(targetLink) tell \(senderLink)"
      case 9: "Inverse Reply \(senderLink) at \(senderAddress)"
      default: "Unknown (\(operation))"
      }
    return "ARP, \(text), length \(length)"
  }

  private func isZero(_ offset: Int, size: Int) -> Bool {
    (0..<size).allSatisfy { frame.u8(offset + $0) == 0 }
  }
}
