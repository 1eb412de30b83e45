/// The link-layer addresses of a frame, with its VLAN.
struct LinkHeader: Sendable, Hashable {
  /// Six bytes of a MAC address, the first uppermost; nil where the frame has none.
  var source: UInt64?
  var destination: UInt64?
  var vlan: UInt16?

  /// Reads the header of an Ethernet frame (IEEE 802.3).
  init(_ frame: FrameBytes, vlan: UInt16?, isEthernet: Bool) {
    self.vlan = vlan
    guard isEthernet, let first = frame.u64(0), let second = frame.u64(4) else { return }
    destination = first >> 16
    source = second & 0xffff_ffff_ffff
  }

  /// The bytes of a MAC address.
  static func bytes(_ address: UInt64) -> [UInt8] {
    (0..<6).map { UInt8(truncatingIfNeeded: address >> UInt64(40 - 8 * $0)) }
  }
}
