import CLinux

/// One attribute of a netlink message, as a view of the message's bytes.
package struct NetlinkAttribute {
  /// IFLA_*, RTA_*, … without the flags NLA_F_NESTED and NLA_F_NET_BYTEORDER.
  package var type: Int
  package var value: UnsafeRawBufferPointer

  /// The value as a number in host byte order; 0 where it is too short.
  package var uint8: UInt8 { value.value() ?? 0 }
  package var uint16: UInt16 { value.value() ?? 0 }
  package var uint32: UInt32 { value.value() ?? 0 }
  package var int32: Int32 { value.value() ?? 0 }

  /// The attributes inside this one.
  package var nested: NetlinkAttributes { NetlinkAttributes(value) }
}

/// The attributes of a message or of a nest, in order.
///
/// Ends at the first one that is shorter than its header or longer than the bytes left.
package struct NetlinkAttributes: Sequence, IteratorProtocol {
  private static let headerLength = 4
  private var rest: UnsafeRawBufferPointer

  package init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  package mutating func next() -> NetlinkAttribute? {
    guard let header = rest.value(as: nlattr.self) else { return nil }
    let length = Int(header.nla_len)
    guard length >= Self.headerLength, length <= rest.count else {
      rest = rest.dropping(rest.count)
      return nil
    }
    let value = UnsafeRawBufferPointer(rebasing: rest[Self.headerLength..<length])
    rest = rest.dropping(netlinkAligned(length))
    // NLA_TYPE_MASK is a complex macro: both flags off.
    return NetlinkAttribute(type: Int(header.nla_type & 0x3FFF), value: value)
  }
}
