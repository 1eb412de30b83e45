import CLinux

/// Builds netlink(7) messages, one after another in one datagram.
package struct NetlinkMessageBuilder {
  /// The messages so far, padded to 4 bytes each.
  package private(set) var bytes: [UInt8] = []
  /// How many messages there are.
  package private(set) var count = 0

  package init() {}

  /// Adds a message: `body` appends its fixed part and attributes.
  ///
  /// `flags` are NLM_F_*; NLM_F_REQUEST is added.
  package mutating func message(
    _ type: Int, flags: Int32 = 0, sequence: UInt32 = 0,
    _ body: (inout NetlinkMessageBuilder) -> Void
  ) {
    let start = bytes.count
    append(
      nlmsghdr(
        nlmsg_len: 0, nlmsg_type: UInt16(truncatingIfNeeded: type),
        nlmsg_flags: UInt16(truncatingIfNeeded: flags | NLM_F_REQUEST), nlmsg_seq: sequence,
        nlmsg_pid: 0))
    body(&self)
    store(UInt32(truncatingIfNeeded: bytes.count - start), at: start)
    pad()
    count += 1
  }

  /// Appends a structure of the kernel's, as it lies in memory, padded to 4 bytes.
  package mutating func append<Value: BitwiseCopyable>(_ value: Value) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    pad()
  }

  /// Appends an attribute that is a number in host byte order.
  package mutating func attribute<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: Int, _ value: Value
  ) {
    nest(type, flags: 0) { builder in
      withUnsafeBytes(of: value) { builder.bytes.append(contentsOf: $0) }
    }
  }

  /// Appends an attribute that is text with a NUL at its end.
  package mutating func attribute(_ type: Int, text: String) {
    nest(type, flags: 0) { builder in
      builder.bytes.append(contentsOf: text.utf8)
      builder.bytes.append(0)
    }
  }

  /// Appends an attribute that is bytes.
  package mutating func attribute(_ type: Int, bytes value: [UInt8]) {
    nest(type, flags: 0) { $0.bytes.append(contentsOf: value) }
  }

  /// Appends an attribute whose value `body` appends; NLA_F_NESTED is set.
  package mutating func nest(_ type: Int, _ body: (inout NetlinkMessageBuilder) -> Void) {
    nest(type, flags: NLA_F_NESTED, body)
  }

  private mutating func nest(
    _ type: Int, flags: Int32, _ body: (inout NetlinkMessageBuilder) -> Void
  ) {
    let start = bytes.count
    append(nlattr(nla_len: 0, nla_type: UInt16(truncatingIfNeeded: Int32(type) | flags)))
    body(&self)
    store(UInt16(truncatingIfNeeded: bytes.count - start), at: start)
    pad()
  }

  private mutating func store<Value: FixedWidthInteger & BitwiseCopyable>(
    _ value: Value, at offset: Int
  ) {
    bytes.withUnsafeMutableBytes { $0.storeBytes(of: value, toByteOffset: offset, as: Value.self) }
  }

  private mutating func pad() {
    while bytes.count & 3 != 0 { bytes.append(0) }
  }
}
