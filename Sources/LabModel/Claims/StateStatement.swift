/// A statement about what an interface, route, neighbour or port is at an instant.
package enum StateStatement: Sendable, Hashable {
  case interface(Place, InterfaceState)
  case route(RouteSelector, RouteState, host: String?)
  /// `neighbour A is STATE`; nil is `is absent`.
  case neighbour(address: String, state: String?, place: Place?)
  case port(PortSelector, isListening: Bool, host: String?)
}

/// What an interface must be or have.
package enum InterfaceState: Sendable, Hashable {
  case up
  case down
  case present
  case absent
  case carrier(Bool)
  /// An address, with or without a prefix length.
  case address(String, Bool)
  case mtu(Int, Bool)
  /// The name of the interface that it is a port of.
  case master(String, Bool)
}

/// Which route a statement is about.
package struct RouteSelector: Sendable, Hashable {
  /// As the kernel's own record names it: `default` or `ADDRESS/LENGTH`, single addresses too.
  package var prefix: String
  /// AF_INET 2 or AF_INET6 10; nil where neither prefix nor `via` tells: any family.
  package var family: UInt8?
  package var via: String?
  package var interface: String?
  /// A table's number or name; nil is `main`.
  package var table: String?

  package init(
    prefix: String, family: UInt8? = nil, via: String? = nil, interface: String? = nil,
    table: String? = nil
  ) {
    self.prefix = prefix
    self.family = family
    self.via = via
    self.interface = interface
    self.table = table
  }
}

/// What a route must be or have.
package enum RouteState: Sendable, Hashable {
  case present
  case absent
  case linkDown
  case dead
  /// `unicast`, `local`, `blackhole`, … as ip-route(8) names them.
  case type(String)
  case mtu(Int)
}

/// `port tcp/8900`.
package struct PortSelector: Sendable, Hashable {
  package var transport: Transport
  package var number: Int

  package init(transport: Transport, number: Int) {
    self.transport = transport
    self.number = number
  }
}

/// A transport protocol with ports.
package enum Transport: String, Sendable, CaseIterable {
  case tcp
  case udp
}

/// `COUNT sockets [in state S] [with port N] [on HOST]`.
package struct SocketStatement: Sendable, Hashable {
  package var count: CountRange
  /// As ss(8) names it, in lower case: `listen`, `established`, `time-wait`.
  package var state: String?
  /// The local port.
  package var port: Int?
  package var host: String?

  package init(count: CountRange, state: String? = nil, port: Int? = nil, host: String? = nil) {
    self.count = count
    self.state = state
    self.port = port
    self.host = host
  }
}

/// `counter NAME [on PLACE] rises by N`, `… does not change`.
package struct CounterStatement: Sendable, Hashable {
  /// Whose counter it is.
  package enum Owner: Sendable, Hashable {
    /// A host's (nstat's names).
    case host(String)
    /// An interface's (`tx_dropped`, `qdisc dropped`).
    case place(Place)
  }

  package var name: String
  /// nil is the host `lab`.
  package var owner: Owner?
  /// nil is `does not change`.
  package var rise: CountRange?

  package init(name: String, owner: Owner? = nil, rise: CountRange?) {
    self.name = name
    self.owner = owner
    self.rise = rise
  }
}

/// `kernel log has no warnings`, `kernel log [does not] contain P`.
package enum KernelLogStatement: Sendable, Hashable {
  case hasNoWarnings
  case contains(TextPattern, Bool)
}
