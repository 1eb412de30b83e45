import Glibc
import LabReport

/// Link types, queueing disciplines and firewalls, tried out in a namespace that goes at once.
struct NetworkProbes {
  /// One thing to try: a shell command in a brand-new network namespace.
  private struct Probe {
    var area: String
    var name: String
    var command: String
    var option: String
  }

  private static let links: [Probe] = [
    link("veth", "type veth peer name lbp1", "VETH"),
    link("bridge", "type bridge", "BRIDGE"),
    link("dummy", "type dummy", "DUMMY"),
    link("vlan", "link lbbase type vlan id 5", "VLAN_8021Q"),
    link("macvlan", "link lbbase type macvlan", "MACVLAN"),
    link("ipvlan", "link lbbase type ipvlan", "IPVLAN"),
    link("vxlan", "type vxlan id 5 dstport 4789 dev lbbase", "VXLAN"),
    link("gre", "type gre local 127.0.0.1 remote 127.0.0.2", "NET_IPGRE"),
    link("tun", "", "TUN"),
    link("ifb", "type ifb", "IFB"),
    link("bond", "type bond", "BONDING"),
    link("vrf", "type vrf table 10", "NET_VRF"),
    Probe(
      area: "links", name: "netem", command: "tc qdisc add dev lbbase root netem delay 1ms",
      option: "NET_SCH_NETEM"),
  ]

  private static func link(_ name: String, _ options: String, _ option: String) -> Probe {
    let command =
      name == "tun"
      ? "ip tuntap add dev lbprobe mode tun" : "ip link add lbprobe \(options)"
    return Probe(area: "links", name: name, command: command, option: option)
  }

  /// Everything of this part.
  func capabilities() -> [Capability] { linkCapabilities() + firewallCapabilities() }

  private func linkCapabilities() -> [Capability] {
    guard ProbeProcess.path(of: "ip") != nil else {
      return [
        Capability(
          area: "links", name: "link types", state: .unknown,
          detail: "ip(8), which tries them out, is not here",
          remedy: Remedy.install("iproute2"))
      ]
    }
    // One namespace for all of them; a line `name status message` each.
    var script = """
      ip link add lbbase type dummy 2>/dev/null || ip link add lbbase type bridge 2>/dev/null
      ip link set lbbase up 2>/dev/null

      """
    for probe in Self.links {
      script += """
        message=$(\(probe.command) 2>&1); echo "\(probe.name) $? $message" | head -n 1
        ip link del lbprobe 2>/dev/null; tc qdisc del dev lbbase root 2>/dev/null

        """
    }
    let outcome = ProbeProcess.run(["unshare", "-Urn", "sh", "-c", script])
    var answers: [String: (status: String, message: String)] = [:]
    for line in outcome.output.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
      guard parts.count >= 2 else { continue }
      answers[parts[0]] = (parts[1], parts.count > 2 ? parts[2] : "")
    }
    return Self.links.map { probe in
      guard let answer = answers[probe.name] else {
        return Capability(
          area: probe.area, name: probe.name, state: .unknown,
          detail: "no namespace to try it in")
      }
      guard answer.status != "0" else {
        return Capability(area: probe.area, name: probe.name, state: .ok, detail: "can be made")
      }
      return Capability(
        area: probe.area, name: probe.name, state: .missing,
        detail: answer.message.isEmpty ? "cannot be made" : Self.plain(answer.message),
        remedy: remedy(for: probe, message: answer.message))
    }
  }

  private func remedy(for probe: Probe, message: String) -> String {
    if probe.name == "netem", ProbeProcess.path(of: "tc") == nil {
      return Remedy.install("iproute2")
    }
    let device = "/dev/net/tun"
    if probe.name == "tun", access(device, F_OK) == 0, access(device, R_OK | W_OK) != 0 {
      return Remedy.open(device)
    }
    return Remedy.kernel(option: probe.option, module: Self.module(probe.name))
  }

  /// iproute2's message without its first word and its full stop.
  private static func plain(_ message: String) -> String {
    var text = Substring(message)
    if text.hasPrefix("Error: ") { text = text.dropFirst(7) }
    if text.hasSuffix(".") { text = text.dropLast() }
    return text == "open: Permission denied" ? "open /dev/net/tun: Permission denied" : String(text)
  }

  private static func module(_ name: String) -> String {
    switch name {
    case "gre": "ip_gre"
    case "vlan": "8021q"
    case "bond": "bonding"
    case "netem": "sch_netem"
    default: name
    }
  }

  private func firewallCapabilities() -> [Capability] {
    [
      firewall(
        "nft", command: "nft list ruleset && nft add table inet lbprobe", package: "nftables"),
      firewall(
        "iptables-nft", command: "iptables-nft -t filter -S && iptables-nft -t nat -S",
        package: "iptables"),
      firewall(
        "iptables-legacy", command: "iptables-legacy -t filter -S && iptables-legacy -t nat -S",
        package: "iptables"),
    ]
  }

  private func firewall(_ name: String, command: String, package: String) -> Capability {
    guard ProbeProcess.path(of: name) != nil else {
      return Capability(
        area: "firewalls", name: name, state: .missing, detail: "\(name) is not here",
        remedy: Remedy.install(package))
    }
    guard ProbeProcess.run(["unshare", "-Urn", "true"]).succeeded else {
      return Capability(
        area: "firewalls", name: name, state: .unknown, detail: "no namespace to try it in")
    }
    // The lock file of iptables-legacy is in /run, which an ordinary user cannot write.
    let outcome = ProbeProcess.run([
      "unshare", "-Urnm", "sh", "-c", "mount -t tmpfs none /run; \(command)",
    ])
    guard !outcome.succeeded else {
      return Capability(area: "firewalls", name: name, state: .ok, detail: "filters in a namespace")
    }
    let message =
      outcome.output.split(separator: "\n").map(String.init)
      .first { $0.contains("rror") || $0.contains("can't") || $0.contains("not") }
      ?? outcome.firstLine
    let isLegacy = name == "iptables-legacy"
    return Capability(
      area: "firewalls", name: name, state: .missing,
      detail: message.isEmpty ? "its tables cannot be read" : message,
      remedy: isLegacy
        ? "use iptables-nft, or a kernel with CONFIG_IP_NF_FILTER and CONFIG_IP_NF_NAT "
          + "(modules iptable_filter and iptable_nat)"
        : Remedy.kernel(option: "NF_TABLES", module: "nf_tables"))
  }
}
