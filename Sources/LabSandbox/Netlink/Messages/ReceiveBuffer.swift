/// Memory that netlink datagrams are read into; it grows and is used again and again.
package final class ReceiveBuffer {
  /// More than the kernel puts into one datagram (32 KiB, or what one link with many virtual
  /// functions needs).
  private static let leastRoom = 65536
  private var memory: UnsafeMutableRawBufferPointer

  package init() {
    memory = .allocate(byteCount: 2 * Self.leastRoom, alignment: 16)
  }

  deinit { memory.deallocate() }

  /// Room for one more datagram after `used` bytes that stay.
  func room(after used: Int) -> UnsafeMutableRawBufferPointer {
    if memory.count - used < Self.leastRoom {
      let larger = UnsafeMutableRawBufferPointer.allocate(
        byteCount: 2 * memory.count, alignment: 16)
      larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[..<used]))
      memory.deallocate()
      memory = larger
    }
    return UnsafeMutableRawBufferPointer(rebasing: memory[used...])
  }

  /// The first `count` bytes, until the buffer is used again.
  func bytes(_ count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory[..<count])
  }
}
