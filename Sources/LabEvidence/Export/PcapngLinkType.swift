import LabClaims

/// LINKTYPE_* numbers (https://www.tcpdump.org/linktypes.html), which say how a file's packets begin.
enum PcapngLinkType {
  /// LINKTYPE_USER0: no form that programs know.
  static let unknown: UInt16 = 147

  /// The number for frames of an interface of `hardwareType` (ARPHRD_*), as packet(7) gives them.
  ///
  /// Netlink and CAN frames have another form in files than on a packet socket, so they are unknown.
  static func number(hardwareType: UInt16) -> UInt16 {
    switch LabClaims.LinkType(hardwareType: hardwareType) {
    case .some(.ethernet): 1
    case .some(.rawIP): 101
    case .some(.wireless): 105
    case .some(.radiotap): 127
    case .some(.vsock): 271
    default: unknown
    }
  }
}
