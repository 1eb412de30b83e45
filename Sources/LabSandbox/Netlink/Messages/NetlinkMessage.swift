import CLinux
import Glibc

/// One message of a netlink(7) datagram, as a view of the bytes it came in.
///
/// Valid only as long as those bytes are.
package struct NetlinkMessage {
  /// RTM_*, or NLMSG_* for those that every family has.
  package var type: Int
  /// NLM_F_*.
  package var flags: Int32
  package var sequence: UInt32
  /// What follows the header.
  package var payload: UnsafeRawBufferPointer

  /// The attributes that follow a fixed part of `length` bytes.
  package func attributes(after length: Int) -> NetlinkAttributes {
    NetlinkAttributes(payload.dropping(netlinkAligned(length)))
  }

  /// The error of an NLMSG_ERROR message, 0 for an acknowledgement; nil for any other message.
  package var errorCode: Int32? {
    guard type == Int(NLMSG_ERROR) else { return nil }
    return payload.value(as: Int32.self).map { $0 <= 0 ? 0 &- $0 : EPROTO } ?? EPROTO
  }

  /// The kernel's own sentence about an error (NLMSGERR_ATTR_MSG); empty where there is none.
  ///
  /// NETLINK_CAP_ACK or not, the request's header comes first.
  package var errorText: String {
    guard type == Int(NLMSG_ERROR), flags & NLM_F_ACK_TLVS != 0,
      let request = payload.value(at: 4, as: nlmsghdr.self)
    else { return "" }
    let echoed =
      flags & NLM_F_CAPPED != 0
      ? MemoryLayout<nlmsghdr>.size : netlinkAligned(Int(request.nlmsg_len))
    for attribute in attributes(after: 4 + echoed)
    where attribute.type == Int(NLMSGERR_ATTR_MSG.rawValue) {
      return attribute.value.text
    }
    return ""
  }
}

/// The messages of one or more netlink datagrams, in order.
///
/// Ends at the first message that is shorter than its header or longer than the bytes left.
package struct NetlinkMessages: Sequence, IteratorProtocol {
  private var rest: UnsafeRawBufferPointer

  package init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  package mutating func next() -> NetlinkMessage? {
    guard let header = rest.value(as: nlmsghdr.self) else { return nil }
    let length = Int(header.nlmsg_len)
    guard length >= MemoryLayout<nlmsghdr>.size, length <= rest.count else {
      rest = rest.dropping(rest.count)
      return nil
    }
    let payload = UnsafeRawBufferPointer(rebasing: rest[MemoryLayout<nlmsghdr>.size..<length])
    rest = rest.dropping(netlinkAligned(length))
    return NetlinkMessage(
      type: Int(header.nlmsg_type), flags: Int32(header.nlmsg_flags),
      sequence: header.nlmsg_seq, payload: payload)
  }
}
