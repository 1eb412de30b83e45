import CLinux
import Glibc
import LabModel

/// One request of the set-up, with the words to say what failed.
struct SetupRequest {
  /// Verb phrase, as in `SandboxFailure`.
  var stage: String
  var subject: String
  var type: Int
  var flags: Int32 = 0
  var body: (inout NetlinkMessageBuilder) -> Void
}

/// The requests that the set-up of hosts and links is made of.
extension SetupRequest {
  /// Brings the loopback interface up.
  static func loopbackUp(_ host: String) -> SetupRequest {
    // ip link set dev lo up
    SetupRequest(stage: "set lo up", subject: "host \(host)", type: RTM_NEWLINK) { request in
      request.append(up(index: 1))
    }
  }

  /// Makes a veth pair; the request goes to the left end's namespace.
  static func create(_ link: LinkPlan, right namespace: Int32) -> SetupRequest {
    // ip link add LEFT type veth peer name RIGHT netns HOST
    SetupRequest(
      stage: "create link \(link.left.place) -- \(link.right.place)",
      subject: "host \(link.left.host)", type: RTM_NEWLINK, flags: NLM_F_CREATE | NLM_F_EXCL
    ) { request in
      request.append(ifinfomsg())
      request.attribute(IFLA_IFNAME, text: link.left.interface)
      request.nest(IFLA_LINKINFO) { information in
        information.attribute(IFLA_INFO_KIND, text: "veth")
        information.nest(IFLA_INFO_DATA) { data in
          data.nest(VETH_INFO_PEER) { peer in
            peer.append(ifinfomsg())
            peer.attribute(IFLA_IFNAME, text: link.right.interface)
            peer.attribute(IFLA_NET_NS_FD, namespace)
          }
        }
      }
    }
  }

  /// Adds an address of `ADDRESS/LENGTH`; nil where that is none.
  ///
  /// An IPv6 address is usable at once, without the second that duplicate address detection takes.
  static func add(_ address: String, to end: LinkEnd, index: Int32) -> SetupRequest? {
    let parts = address.split(separator: "/", maxSplits: 1)
    guard let text = parts.first, let (family, bytes) = InternetAddress.bytes(of: String(text)),
      let length = parts.count == 2 ? UInt8(parts[1]) : UInt8(bytes.count * 8)
    else { return nil }
    // ip addr add ADDRESS/LENGTH dev X [nodad]
    return SetupRequest(
      stage: "add address \(address) to \(end.place)", subject: "host \(end.host)",
      type: RTM_NEWADDR, flags: NLM_F_CREATE | NLM_F_EXCL
    ) { request in
      request.append(
        ifaddrmsg(
          ifa_family: family, ifa_prefixlen: length,
          ifa_flags: Int32(family) == AF_INET6 ? UInt8(IFA_F_NODAD) : 0, ifa_scope: 0,
          ifa_index: UInt32(bitPattern: index)))
      request.attribute(IFA_LOCAL, bytes: bytes)
      request.attribute(IFA_ADDRESS, bytes: bytes)
    }
  }

  /// Brings one end of a link up.
  static func up(_ end: LinkEnd, index: Int32) -> SetupRequest {
    // ip link set X up
    SetupRequest(
      stage: "set \(end.place) up", subject: "host \(end.host)", type: RTM_NEWLINK
    ) { request in
      request.append(up(index: index))
    }
  }

  private static func up(index: Int32) -> ifinfomsg {
    var body = ifinfomsg()
    body.ifi_index = index
    body.ifi_flags = UInt32(IFF_UP)
    body.ifi_change = UInt32(IFF_UP)
    return body
  }
}

extension LinkEnd {
  /// `HOST:INTERFACE`, as the front matter has it.
  var place: String { "\(host):\(interface)" }
}
