import CLinux
import Glibc

/// A netlink(7) socket in the network namespace that the calling thread was in when it was opened.
///
/// Datagrams that do not come from the kernel are dropped: root of a sandbox may send to any port.
package final class NetlinkSocket {
  /// What reading brought.
  package enum Receipt: Hashable {
    case datagram(Int)
    /// Nothing is waiting.
    case empty
    /// The kernel had to drop messages for want of room (ENOBUFS).
    case overflow
  }

  package private(set) var descriptor: Int32
  private var sequence: UInt32 = 0

  /// Opens the socket.
  ///
  /// - Parameters:
  ///   - protocolNumber: NETLINK_ROUTE, NETLINK_SOCK_DIAG, …
  ///   - groups: RTMGRP_* bits of the multicast groups to join.
  ///   - receiveBuffer: bytes that may wait; capped by net.core.rmem_max where the machine's root
  ///     is not at work. nil leaves the system's default.
  /// - Throws: `NetlinkError` with the errno of socket(2) or bind(2).
  package init(
    _ protocolNumber: Int32, groups: UInt32 = 0, receiveBuffer: Int32? = nil
  ) throws(NetlinkError) {
    descriptor = socket(
      AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), protocolNumber)
    guard descriptor >= 0 else { throw .last }
    if let receiveBuffer, !set(SOL_SOCKET, SO_RCVBUFFORCE, receiveBuffer) {
      _ = set(SOL_SOCKET, SO_RCVBUF, receiveBuffer)
    }
    // Refused by kernels before 4.20 (strict checks) and 4.12 (messages): both are a comfort only.
    _ = set(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1)
    _ = set(SOL_NETLINK, NETLINK_EXT_ACK, 1)
    _ = set(SOL_NETLINK, NETLINK_CAP_ACK, 1)
    var address = sockaddr_nl(
      nl_family: UInt16(AF_NETLINK), nl_pad: 0, nl_pid: 0, nl_groups: groups)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_nl>.size))
      }
    }
    guard bound == 0 else { throw .last }
  }

  deinit { close() }

  /// Closes the socket; it is of no use afterwards.
  package func close() {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }

  /// Sends messages to the kernel, which acts on them before this returns.
  package func send(_ messages: [UInt8]) throws(NetlinkError) {
    let sent = messages.withUnsafeBytes {
      Glibc.send(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard sent == messages.count else { throw .last }
  }

  /// Reads one datagram to `room`.
  ///
  /// - Throws: `NetlinkError`; EMSGSIZE where `room` was too small and the rest is lost.
  package func receive(
    into room: UnsafeMutableRawBufferPointer, waits: Bool
  ) throws(NetlinkError) -> Receipt {
    let flags = Int32(MSG_TRUNC) | (waits ? 0 : Int32(MSG_DONTWAIT))
    while true {
      var sender = sockaddr_nl()
      var length = socklen_t(MemoryLayout<sockaddr_nl>.size)
      let count = withUnsafeMutablePointer(to: &sender) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          recvfrom(descriptor, room.baseAddress, room.count, flags, $0, &length)
        }
      }
      if count < 0 {
        switch errno {
        case EINTR: continue
        case EAGAIN: return .empty
        case ENOBUFS: return .overflow
        default: throw .last
        }
      }
      guard sender.nl_pid == 0 else { continue }
      guard count <= room.count else { throw NetlinkError(errno: EMSGSIZE) }
      return .datagram(count)
    }
  }

  /// The next sequence number.
  func nextSequence() -> UInt32 {
    sequence &+= 1
    return sequence
  }

  private func set(_ level: Int32, _ option: Int32, _ value: Int32) -> Bool {
    var value = value
    return setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
  }
}
