import CLinux
import Glibc
package import LabModel

/// Sets up hosts and the links between them by rtnetlink(7), in a few batches.
///
/// Ten pairs take about as long as the kernel needs for making them; one exec of ip(8) costs more
/// than a pair.
package enum NetworkSetup {
  /// A host with its network namespace.
  package struct Host {
    package var plan: HostPlan
    /// A descriptor of the namespace (`/proc/PID/ns/net`, or a bind mount of it); stays the caller's.
    package var namespace: Int32

    package init(plan: HostPlan, namespace: Int32) {
      self.plan = plan
      self.namespace = namespace
    }
  }

  /// Makes everything: IPv6 off where asked for, `lo` up where planned, veth pairs with addresses,
  /// both ends up.
  ///
  /// The calling thread visits the namespaces and is back in its own when this returns or throws.
  /// /proc must be that of the thread's own PID namespace, and with `ipv6` false writable.
  /// - Parameters:
  ///   - hosts: each in a new network namespace.
  ///   - links: whose ends name hosts of `hosts`.
  ///   - ipv6: false keeps IPv6 off in all of `hosts`.
  ///   - offloads: false switches TSO, GSO and GRO off on both ends of the links.
  /// - Throws: `SandboxFailure` that names the first thing that could not be made; what was made
  ///   before it stays.
  package static func apply(
    hosts: [Host], links: [LinkPlan], ipv6: Bool, offloads: Bool
  ) throws(SandboxFailure) {
    var sites: [String: Site] = [:]
    for host in hosts {
      sites[host.plan.name] = try ThreadNetwork.inside(
        host.namespace, "host \(host.plan.name)"
      ) { () throws(SandboxFailure) in
        if !ipv6 { try switchOffIPv6(host.plan.name) }
        return try Site(host)
      }
    }
    let buffer = ReceiveBuffer()
    for host in hosts where host.plan.loopbackUp {
      sites[host.plan.name]?.requests.append(.loopbackUp(host.plan.name))
    }
    for link in links {
      let right = try site(link.right, in: sites)
      try site(link.left, in: sites).requests.append(.create(link, right: right.namespace))
    }
    for host in hosts { try sites[host.plan.name]?.flush(buffer) }

    let ends = links.flatMap { [$0.left, $0.right] }
    for end in ends {
      let site = try site(end, in: sites)
      let index = try site.index(of: end, buffer)
      if !offloads { try site.switchOffOffloads(end) }
      for address in end.addresses {
        guard let request = SetupRequest.add(address, to: end, index: index) else {
          throw SandboxFailure(
            stage: "add address \(address) to \(end.place)", subject: "host \(end.host)",
            errno: EINVAL)
        }
        site.requests.append(request)
      }
      site.requests.append(.up(end, index: index))
    }
    for host in hosts { try sites[host.plan.name]?.flush(buffer) }
    // Looking at a link makes its operational state follow its carrier now, not when the kernel
    // gets round to it.
    for end in ends { _ = try site(end, in: sites).index(of: end, buffer) }
  }

  private static func site(
    _ end: LinkEnd, in sites: [String: Site]
  ) throws(SandboxFailure) -> Site {
    guard let site = sites[end.host] else {
      throw SandboxFailure(
        stage: "create link end \(end.place)", subject: "host \(end.host)", errno: ENOENT)
    }
    return site
  }

  /// Before any interface is up: an address would come with it.
  private static func switchOffIPv6(_ host: String) throws(SandboxFailure) {
    for scope in ["all", "default"] {
      // sysctl net.ipv6.conf.SCOPE.disable_ipv6=1
      let path = "/proc/sys/net/ipv6/conf/\(scope)/disable_ipv6"
      let file = open(path, O_WRONLY | O_CLOEXEC)
      // A kernel without IPv6 has nothing to switch off.
      if file < 0, errno == ENOENT { return }
      let written = file < 0 ? -1 : write(file, "1", 1)
      let code = errno
      if file >= 0 { _ = close(file) }
      guard written == 1 else {
        throw SandboxFailure(stage: "write 1 to \(path)", subject: "host \(host)", errno: code)
      }
    }
  }
}

extension NetworkSetup {
  /// A host while it is set up: a socket in its namespace and the requests that wait for it.
  private final class Site {
    let namespace: Int32
    let socket: NetlinkSocket
    var requests: [SetupRequest] = []
    private var offloads: Offloads?

    /// Opens the socket in the calling thread's namespace.
    init(_ host: Host) throws(SandboxFailure) {
      namespace = host.namespace
      do throws(NetlinkError) { socket = try NetlinkSocket(NETLINK_ROUTE) } catch {
        throw SandboxFailure(
          stage: "open a netlink socket", subject: "host \(host.plan.name)", errno: error.errno)
      }
    }

    /// Sends what waits, and waits until it is done.
    func flush(_ buffer: ReceiveBuffer) throws(SandboxFailure) {
      defer { requests = [] }
      let refusal: NetlinkSocket.Refusal?
      do throws(NetlinkError) { refusal = try socket.exchange(requests, into: buffer) } catch {
        throw error.failure(of: requests[0])
      }
      if let refusal { throw refusal.error.failure(of: requests[refusal.index]) }
    }

    func index(of end: LinkEnd, _ buffer: ReceiveBuffer) throws(SandboxFailure) -> Int32 {
      var index: Int32?
      // ip link show dev X
      do throws(NetlinkError) {
        try socket.ask(RTM_GETLINK, into: buffer) { request in
          request.append(ifinfomsg())
          request.attribute(IFLA_IFNAME, text: end.interface)
        } answer: {
          index = Link($0)?.index
        }
      } catch {
        throw SandboxFailure(
          stage: "look at \(end.place)", subject: "host \(end.host)", errno: error.errno)
      }
      guard let index else {
        throw SandboxFailure(
          stage: "look at \(end.place)", subject: "host \(end.host)", errno: ENODEV)
      }
      return index
    }

    func switchOffOffloads(_ end: LinkEnd) throws(SandboxFailure) {
      do throws(NetlinkError) {
        if offloads == nil {
          offloads = try Offloads(of: end.interface, socket: socket.descriptor)
        }
        try offloads?.switchOff(end.interface)
      } catch {
        throw SandboxFailure(
          stage: "switch offloads off on \(end.place)", subject: "host \(end.host)",
          errno: error.errno)
      }
    }
  }
}
