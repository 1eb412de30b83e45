/// A socket as sock_diag(7) shows it.
package struct Socket: Sendable, Hashable {
  /// AF_INET 2, AF_INET6 10.
  package var family: UInt8
  /// IPPROTO_TCP 6, IPPROTO_UDP 17.
  package var protocolNumber: UInt8
  package var localAddress: String
  package var localPort: UInt16
  package var remoteAddress: String
  package var remotePort: UInt16
  /// TCP_* of the kernel: 1 established, 6 time-wait, 7 close (udp: unconnected), 10 listen.
  package var state: UInt8
  package var inode: UInt32

  package init(
    family: UInt8, protocolNumber: UInt8, localAddress: String, localPort: UInt16,
    remoteAddress: String, remotePort: UInt16, state: UInt8, inode: UInt32
  ) {
    self.family = family
    self.protocolNumber = protocolNumber
    self.localAddress = localAddress
    self.localPort = localPort
    self.remoteAddress = remoteAddress
    self.remotePort = remotePort
    self.state = state
    self.inode = inode
  }
}

/// A socket that appeared (`old` nil), changed or went (`new` nil) between two fences.
package struct SocketChange: Sendable, Hashable {
  package var host: Int
  package var old: Socket?
  package var new: Socket?

  package init(host: Int, old: Socket?, new: Socket?) {
    self.host = host
    self.old = old
    self.new = new
  }
}

/// A counter that changed between two fences.
package struct CounterChange: Sendable, Hashable {
  package var host: Int
  /// The interface's index; 0 for a counter of the whole host.
  package var interface: Int32
  /// nstat's name (`TcpExtListenDrops`, `IpInReceives`), an interface statistic (`tx_dropped`) or
  /// `qdisc dropped`.
  package var name: String
  package var old: UInt64
  package var new: UInt64

  package init(host: Int, interface: Int32 = 0, name: String, old: UInt64, new: UInt64) {
    self.host = host
    self.interface = interface
    self.name = name
    self.old = old
    self.new = new
  }
}
