import CLinux
import Glibc

/// Segmentation and coalescing offloads of the interfaces of a namespace (ethtool(8)).
struct Offloads {
  /// Any socket of the namespace.
  private let socket: Int32
  /// Which of the kernel's features let one captured packet stand for many on the wire, as the
  /// blocks of 32 bits of `struct ethtool_sfeatures`.
  private let blocks: [UInt32]

  /// Asks for the names of the kernel's features, by an interface that is there.
  ///
  /// The features' numbers differ between kernels; their names stay.
  init(of interface: String, socket: Int32) throws(NetlinkError) {
    self.socket = socket
    // struct ethtool_sset_info: cmd, reserved, mask (64 bits), and one count.
    var counts: [UInt32] = [UInt32(ETHTOOL_GSSET_INFO), 0, 1 << ETH_SS_FEATURES.rawValue, 0, 0]
    try Self.request(interface, socket: socket, &counts)
    let count = min(Int(counts[4]), 1024)
    // struct ethtool_gstrings: cmd, set, length, and names of ETH_GSTRING_LEN bytes.
    let words = Int(ETH_GSTRING_LEN) / 4
    var strings = [UInt32](repeating: 0, count: 3 + count * words)
    strings[0] = UInt32(ETHTOOL_GSTRINGS)
    strings[1] = ETH_SS_FEATURES.rawValue
    strings[2] = UInt32(count)
    try Self.request(interface, socket: socket, &strings)
    var blocks = [UInt32](repeating: 0, count: (count + 31) / 32)
    for index in 0..<count {
      let start = 3 + index * words
      let name = strings[start..<start + words].withUnsafeBytes { $0.text }
      if name == "rx-gro" || name.hasPrefix("tx-") && name.hasSuffix("-segmentation") {
        blocks[index / 32] |= 1 << UInt32(index % 32)
      }
    }
    self.blocks = blocks
  }

  /// Switches them off; those that the interface cannot have, or that are fixed, are passed over.
  func switchOff(_ interface: String) throws(NetlinkError) {
    // ethtool -K X tso off gso off gro off tx-udp-segmentation off …
    var request: [UInt32] = [UInt32(ETHTOOL_SFEATURES), UInt32(blocks.count)]
    for block in blocks { request += [block, 0] }
    try Self.request(interface, socket: socket, &request)
  }

  /// ioctl(SIOCETHTOOL) with a `struct ifreq`: the name in 16 bytes, then the pointer.
  private static func request(
    _ interface: String, socket: Int32, _ words: inout [UInt32]
  ) throws(NetlinkError) {
    var request = [UInt8](repeating: 0, count: MemoryLayout<ifreq>.size)
    for (index, byte) in interface.utf8.prefix(15).enumerated() { request[index] = byte }
    let result = words.withUnsafeMutableBytes { data in
      request.withUnsafeMutableBytes { request -> Int32 in
        guard let start = request.baseAddress else { return -1 }
        request.storeBytes(
          of: UInt(bitPattern: data.baseAddress), toByteOffset: 16, as: UInt.self)
        return ioctl(socket, UInt(SIOCETHTOOL), start)
      }
    }
    guard result >= 0 else { throw .last }
  }
}
