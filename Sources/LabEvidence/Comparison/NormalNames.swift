import LabModel

/// Names for what every run has anew: MAC addresses, link-local addresses, ephemeral ports, ids.
///
/// What stands in a command of the notebook is the author's and keeps its own form. A MAC address is
/// named after the interface that had it, so that one more interface does not rename the others; ports
/// and ids are numbered in order of appearance within the step in which they appeared first. Equal
/// things of one run have equal names.
package struct NormalNames: Sendable {
  /// Linux's default `net.ipv4.ip_local_port_range` (Documentation/networking/ip-sysctl.rst).
  private static let ephemeralPorts = 32_768...60_999

  /// `MAC(b:eth0)` by the address's text.
  private var addresses: [String: String] = [:]
  /// Link-local and solicited-node addresses that come from an interface's identifier.
  private var linkLocals: [String: String] = [:]
  private var numbered: [String: String] = [:]
  private var counts: [String: Int] = [:]
  private var ports: Set<Int> = []
  private let literals: Set<Substring>
  /// The step in which something is seen.
  package var scope = "0"

  /// No names at all: everything is numbered as it comes.
  package init() { literals = [] }

  /// The names of a run's things, but for those that stand in `commands`.
  package init(_ evidence: RunEvidence, commands: [String]) {
    literals = Set(
      commands.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == ":") } })
    nameAddresses(evidence)
    nameLinkLocals(evidence)
  }

  // MARK: Looking up

  /// The name of a MAC address in small letters; the address itself where it has none.
  package mutating func linkAddress(_ text: String) -> String {
    if literals.contains(Substring(text)) || Self.isWellKnown(text) { return text }
    if let name = addresses[text] { return name }
    let parts = text.split(separator: ":")
    // The group addresses of IPv6 (RFC 2464, section 7) hold the end of the address that they mean.
    if text.hasPrefix("33:33:ff:") {
      return solicited(parts[3...].joined()).map { "33:33:ff:" + $0 } ?? text
    }
    if text.hasPrefix("33:33:") || text.hasPrefix("01:") { return text }
    return number("MAC", text)
  }

  /// The name of a link-local or solicited-node address; the address itself where it has none.
  package func linkLocal(_ text: String) -> String {
    literals.contains(Substring(text)) ? text : linkLocals[text] ?? text
  }

  /// Notes that `port` is one of TCP or UDP.
  package mutating func note(port: UInt16) {
    if Self.ephemeralPorts.contains(Int(port)) { ports.insert(Int(port)) }
  }

  /// The name of an ephemeral port that was noted; nil for any other number.
  package mutating func port(_ value: Int) -> String? {
    guard ports.contains(value), !literals.contains(Substring(String(value))) else { return nil }
    return number("PORT", String(value))
  }

  /// A name for `text`, one of several of a kind: `ID-3.1` for the first that appeared in step 3.
  package mutating func number(_ kind: String, _ text: String) -> String {
    let key = kind + " " + text
    if let name = numbered[key] { return name }
    let count = counts[kind + scope, default: 0] + 1
    counts[kind + scope] = count
    let name = "\(kind)-\(scope).\(count)"
    numbered[key] = name
    return name
  }

  private static func isWellKnown(_ text: String) -> Bool {
    text == "00:00:00:00:00:00" || text == "ff:ff:ff:ff:ff:ff"
  }

  private func solicited(_ digits: String) -> String? {
    guard let value = UInt64(digits, radix: 16) else { return nil }
    return linkLocals[Self.solicitedNode(value)].map { "(" + $0.drop { $0 != "(" }.dropFirst() }
  }

  // MARK: Naming

  private mutating func nameAddresses(_ evidence: RunEvidence) {
    let hosts = Dictionary(evidence.hosts.map { ($0.number, $0.name) }) { first, _ in first }
    func place(_ host: Int, _ name: String) -> String {
      let host = hosts[host] ?? "?"
      return host == HostPlan.lab ? name : host + ":" + name
    }
    var bearers: [String: Set<String>] = [:]
    var names: [[Int]: String] = [:]
    var bridges: [String: String] = [:]
    for row in evidence.links {
      guard let link = row.change.new else { continue }
      let own = place(row.change.host, link.name)
      names[[row.change.host, Int(link.index)]] = own
      if link.master != 0, let master = names[[row.change.host, Int(link.master)]] {
        bridges[own] = master
      }
      if link.address.count == 6 {
        bearers[Self.text(link.address), default: []].insert(own)
      }
    }
    // A bridge without an address of its own takes the lowest of its ports', which is anybody's.
    let takers = Set(
      bearers.values.flatMap { places in
        places.compactMap { bridges[$0] }.filter(places.contains)
      })
    for (address, places) in bearers {
      let owners = places.map { place in
        bridges[place].flatMap { takers.contains($0) ? $0 : nil } ?? place
      }
      addresses[address] = "MAC(" + (owners.min() ?? "?") + ")"
    }
  }

  private mutating func nameLinkLocals(_ evidence: RunEvidence) {
    for (address, name) in addresses {
      let bytes = address.split(separator: ":").compactMap { UInt64($0, radix: 16) }
      guard bytes.count == 6 else { continue }
      // Modified EUI-64 (RFC 4291, appendix A).
      let identifier =
        [bytes[0] ^ 2, bytes[1], bytes[2], 0xff, 0xfe, bytes[3], bytes[4], bytes[5]]
        .reduce(0) { $0 << 8 | $1 }
      let owner = name.drop { $0 != "(" }
      linkLocals["\(IPAddress.v6(0xfe80 << 48, identifier))"] = "fe80::" + owner
      linkLocals[Self.solicitedNode(identifier & 0xff_ffff)] = "ff02::1:ff" + owner
    }
  }

  /// RFC 4291, section 2.7.1.
  private static func solicitedNode(_ end: UInt64) -> String {
    "\(IPAddress.v6(0xff02 << 48, 1 << 32 | 0xff << 24 | end))"
  }

  private static func text(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
  }
}
