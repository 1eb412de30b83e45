import CLinux
import Glibc
import LabModel

/// The blocks that a capture socket shares with the kernel (TPACKET_V3, packet(7) and
/// Documentation/networking/packet_mmap.rst).
final class CaptureRing {
  /// Bytes of one block: the kernel hands over whole blocks.
  static let blockSize = 1 << 18

  private let base: UnsafeMutableRawPointer
  private let blocks: Int
  private var current = 0

  /// Gives the socket a ring of about `bytes`, at least two blocks.
  ///
  /// Waits for an RCU grace period, 8 to 14 ms: hence on a thread of its own. Touches nothing but
  /// the socket.
  ///
  /// Returns 0 or errno.
  static func request(on socket: Int32, bytes: Int, blockTimeout: UInt32) -> Int32 {
    var request = tpacket_req3()
    request.tp_block_size = UInt32(blockSize)
    request.tp_block_nr = UInt32(max(2, bytes / blockSize))
    request.tp_frame_size = 2048
    request.tp_frame_nr = request.tp_block_nr * UInt32(blockSize) / request.tp_frame_size
    request.tp_retire_blk_tov = blockTimeout
    let size = socklen_t(MemoryLayout<tpacket_req3>.size)
    return setsockopt(socket, SOL_PACKET, PACKET_RX_RING, &request, size) == 0 ? 0 : errno
  }

  /// Maps the ring that `request` made.
  init(socket: Int32, bytes: Int) throws(SandboxFailure) {
    blocks = max(2, bytes / Self.blockSize)
    let length = blocks * Self.blockSize
    guard let address = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, socket, 0),
      address != MAP_FAILED
    else { throw SandboxFailure(stage: "map", subject: "a capture ring", errno: errno) }
    // Shells are forked from this process and have no use for it.
    madvise(address, length, MADV_DONTFORK)
    base = address
  }

  /// Unmaps the ring.
  func unmap() {
    munmap(base, blocks * Self.blockSize)
  }

  /// Calls `body` for every packet of the blocks that are ready; returns how many there were.
  func drain(_ body: (UnsafeRawPointer, tpacket3_hdr, sockaddr_ll) -> Void) -> Int {
    var total = 0
    while true {
      let block = base + current * Self.blockSize
      guard lb_block_is_ready(block) != 0 else { return total }
      let header = block.load(as: tpacket_block_desc.self).hdr.bh1
      var next = UnsafeRawPointer(block) + Int(header.offset_to_first_pkt)
      for _ in 0..<header.num_pkts {
        let packet = next.load(as: tpacket3_hdr.self)
        let address = (next + Self.addressOffset).load(as: sockaddr_ll.self)
        body(next, packet, address)
        next += Int(packet.tp_next_offset)
      }
      total += Int(header.num_pkts)
      lb_block_release(block)
      current = (current + 1) % blocks
    }
  }

  /// TPACKET_ALIGN(sizeof(struct tpacket3_hdr)).
  private static let addressOffset = (MemoryLayout<tpacket3_hdr>.size + 15) & ~15
}
