import CLinux
import Glibc
package import LabModel

/// A socket as the kernel gives it, before any text is made of it.
package struct RawSocket: Hashable {
  /// An IPv4 or IPv6 address, in network byte order from the first byte on.
  struct Address: Hashable {
    var high: UInt64 = 0
    var low: UInt64 = 0
  }

  var family: UInt8
  var protocolNumber: UInt8
  var state: UInt8
  var local = Address()
  var localPort: UInt16 = 0
  var remote = Address()
  var remotePort: UInt16 = 0
  var inode: UInt32 = 0
  /// The same for one connection from its first segment to the end of its time-wait.
  var identity: UInt64 = 0

  /// The socket of a sock_diag(7) answer; nil where the message is something else.
  ///
  /// The answer does not say the protocol: `protocolNumber` is what was asked for.
  init?(_ message: NetlinkMessage, protocolNumber: UInt8) {
    // TCPDIAG_GETSOCK is answered with the type of the request.
    guard
      message.type == Int(SOCK_DIAG_BY_FAMILY) || message.type == Int(TCPDIAG_GETSOCK),
      let body = message.payload.value(as: inet_diag_msg.self)
    else { return nil }
    family = body.idiag_family
    self.protocolNumber = protocolNumber
    state = body.idiag_state
    local = withUnsafeBytes(of: body.id.idiag_src) { Address($0, family: body.idiag_family) }
    remote = withUnsafeBytes(of: body.id.idiag_dst) { Address($0, family: body.idiag_family) }
    localPort = UInt16(bigEndian: body.id.idiag_sport)
    remotePort = UInt16(bigEndian: body.id.idiag_dport)
    inode = body.idiag_inode
    identity = UInt64(body.id.idiag_cookie.1) << 32 | UInt64(body.id.idiag_cookie.0)
  }

  /// The socket of a line of /proc/net/{tcp,udp}{,6}; nil for the line of headings.
  ///
  /// `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …`, addresses as
  /// words in host byte order.
  package init?(line: UnsafeRawBufferPointer, family: UInt8, protocolNumber: UInt8) {
    var fields = TextFields(line).dropFirst().makeIterator()
    guard let local = fields.next().flatMap(Self.end), let remote = fields.next().flatMap(Self.end),
      let state = fields.next().flatMap(Self.hexadecimal)
    else { return nil }
    for _ in 0..<5 { _ = fields.next() }
    guard let inode = fields.next() else { return nil }
    self.family = family
    self.protocolNumber = protocolNumber
    self.state = UInt8(truncatingIfNeeded: state)
    self.local = local.address
    localPort = local.port
    self.remote = remote.address
    remotePort = remote.port
    self.inode = UInt32(truncatingIfNeeded: inode.decimal)
    // A socket without an inode (time-wait) is told apart by its ends.
    var hasher = Hasher()
    if self.inode == 0 { hasher.combine(self) } else { hasher.combine(self.inode) }
    identity = UInt64(bitPattern: Int64(hasher.finalize()))
  }

  /// The socket as the record has it.
  package var socket: Socket {
    Socket(
      family: family, protocolNumber: protocolNumber, localAddress: local.text(family),
      localPort: localPort, remoteAddress: remote.text(family), remotePort: remotePort,
      state: state, inode: inode)
  }

  /// `0100007F:22C4`: an address and a port.
  private static func end(_ field: UnsafeRawBufferPointer) -> (address: Address, port: UInt16)? {
    let digits = field.count - 5
    guard digits == 8 || digits == 32, field[digits] == UInt8(ascii: ":"),
      let port = hexadecimal(field.dropping(digits + 1))
    else { return nil }
    var words: [UInt32] = []
    for start in stride(from: 0, to: digits, by: 8) {
      let word = UnsafeRawBufferPointer(rebasing: field[start..<start + 8])
      guard let number = hexadecimal(word) else { return nil }
      words.append(UInt32(truncatingIfNeeded: number))
    }
    let address = words.withUnsafeBytes {
      Address($0, family: UInt8(digits == 8 ? AF_INET : AF_INET6))
    }
    return (address, UInt16(truncatingIfNeeded: port))
  }

  private static func hexadecimal(_ field: UnsafeRawBufferPointer) -> UInt64? {
    UInt64(field.text, radix: 16)
  }
}

extension RawSocket.Address {
  /// The first 4 or 16 bytes, by the family.
  fileprivate init(_ bytes: UnsafeRawBufferPointer, family: UInt8) {
    if Int32(family) == AF_INET {
      high = UInt64(bytes.value(as: UInt32.self) ?? 0)
    } else {
      high = bytes.value() ?? 0
      low = bytes.value(at: 8) ?? 0
    }
  }

  fileprivate func text(_ family: UInt8) -> String {
    withUnsafeBytes(of: self) { bytes in
      let length = Int32(family) == AF_INET ? 4 : 16
      return InternetAddress.text(
        UnsafeRawBufferPointer(rebasing: bytes[..<length]), family: family) ?? ""
    }
  }
}
