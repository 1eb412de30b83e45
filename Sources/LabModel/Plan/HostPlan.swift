/// A network namespace that labbook makes before the first step.
package struct HostPlan: Sendable, Hashable {
  /// The name of the sandbox's own network namespace.
  package static let lab = "lab"

  package var name: String
  /// Whether `lo` is brought up before the first step.
  package var loopbackUp: Bool

  package init(name: String, loopbackUp: Bool = false) {
    self.name = name
    self.loopbackUp = loopbackUp
  }
}

/// A veth pair that labbook makes before the first step, both ends up.
package struct LinkPlan: Sendable, Hashable {
  package var left: LinkEnd
  package var right: LinkEnd

  package init(left: LinkEnd, right: LinkEnd) {
    self.left = left
    self.right = right
  }
}

/// One end of a link.
package struct LinkEnd: Sendable, Hashable {
  package var host: String
  package var interface: String
  /// Addresses as `ADDRESS/LENGTH`, IPv4 or IPv6, checked.
  package var addresses: [String]

  package init(host: String, interface: String, addresses: [String] = []) {
    self.host = host
    self.interface = interface
    self.addresses = addresses
  }
}
