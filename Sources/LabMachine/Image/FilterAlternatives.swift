/// Which iptables(8) is meant by that name in an image.
///
/// Debian's alternatives say so, nearly always the one over nftables. A kernel may be built without
/// nftables for IPv4, though: Debian's user-mode Linux is. There the other one works, and an
/// administrator would choose it.
enum FilterAlternatives {
  /// Turns the alternatives to iptables-legacy, where `options` lack what the other one needs.
  static func choose(for options: KernelOptions, in files: inout HostFiles) {
    guard options.lacks("NF_TABLES_IPV4") else { return }
    for family in ["iptables", "ip6tables"] {
      for ending in ["", "-save", "-restore"] {
        let link = "/etc/alternatives/\(family)\(ending)"
        let legacy = "/usr/sbin/\(family)-legacy\(ending)"
        guard files.tree.has(link), files.tree.has(legacy) else { continue }
        files.put(link, .link(target: legacy))
      }
    }
  }
}
