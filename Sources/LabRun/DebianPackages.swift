/// Which Debian package brings a command, for those that notebooks usually need.
package enum DebianPackages {
  private static let packages = [
    "arping": "iputils-arping", "arptables": "arptables", "brctl": "bridge-utils",
    "bridge": "iproute2", "conntrack": "conntrack", "curl": "curl", "dig": "bind9-dnsutils",
    "dnsmasq": "dnsmasq-base", "ebtables": "ebtables", "ethtool": "ethtool",
    "fping": "fping", "hping3": "hping3", "host": "bind9-host", "ifconfig": "net-tools",
    "ip": "iproute2", "ip6tables": "iptables", "iperf3": "iperf3", "ipset": "ipset",
    "iptables": "iptables", "iptables-legacy": "iptables", "iptables-nft": "iptables",
    "jq": "jq", "mtr": "mtr-tiny", "nc": "netcat-openbsd", "netperf": "netperf",
    "netstat": "net-tools", "nft": "nftables", "nmap": "nmap", "nstat": "iproute2",
    "openssl": "openssl", "perl": "perl", "ping": "iputils-ping", "pkill": "procps",
    "ps": "procps", "python3": "python3", "route": "net-tools", "sctp_test": "lksctp-tools",
    "setpriv": "util-linux", "socat": "socat", "ss": "iproute2", "strace": "strace",
    "sysctl": "procps", "tc": "iproute2", "tcpdump": "tcpdump", "tracepath": "iputils-tracepath",
    "traceroute": "traceroute", "tshark": "tshark", "unshare": "util-linux",
    "wg": "wireguard-tools",
    "wget": "wget", "xxd": "xxd",
  ]

  /// The package, or nil where it is not known here.
  package static func package(of command: String) -> String? { packages[command] }

  /// `curl and nc are not on PATH (apt-get install curl netcat-openbsd)`.
  package static func missing(_ commands: [String]) -> String {
    let names = commands.joined(separator: ", ")
    let known = Set(commands.compactMap { packages[$0] }).sorted()
    let verb = commands.count == 1 ? "is" : "are"
    let hint = known.isEmpty ? "" : " (apt-get install \(known.joined(separator: " ")))"
    return "\(names) \(verb) not on PATH\(hint)"
  }
}
