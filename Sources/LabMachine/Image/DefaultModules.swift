/// Which modules every image has, where the kernel has them.
///
/// They are what links, filters and queues of notebooks usually are made of. docs/kernels.md lists the
/// same.
enum DefaultModules {
  /// By name.
  static let names: [String] = words(
    // links
    "veth bridge br_netfilter dummy 8021q macvlan macvtap ipvlan ipvtap vxlan geneve bareudp vrf ifb nlmon "
      + "tun tap bonding team gre ip_gre ip6_gre ipip sit ip6_tunnel ip_vti ip6_vti ip_tunnel tunnel4 "
      + "tunnel6 fou fou6 gtp macsec netdevsim wireguard hsr",
    // protocols
    "mpls_router mpls_iptunnel mpls_gso l2tp_core l2tp_netlink l2tp_eth l2tp_ip l2tp_ip6 af_key esp4 "
      + "esp6 ah4 ah6 ipcomp ipcomp6 xfrm_user xfrm_algo xfrm_interface xfrm4_tunnel xfrm6_tunnel tls llc "
      + "psample ife nsh ipv6",
    // asking for sockets
    "inet_diag tcp_diag udp_diag raw_diag unix_diag netlink_diag af_packet af_packet_diag mptcp_diag "
      + "xsk_diag",
    // checksums and ciphers of the above; the kernel asks for them by an alias
    "crc32c_generic crc32c_intel libcrc32c authenc authencesn echainiv seqiv gcm ccm ctr cbc cmac hmac "
      + "ghash_generic aesni_intel crypto_null chacha20poly1305 chacha_generic poly1305_generic deflate "
      + "ts_bm ts_kmp ts_fsm",
    // the sandbox, and the machine that it is in
    "overlay virtio_pci virtio_mmio virtio_console virtio_rng"
  )

  /// By the beginning of a name, of modules below `kernel/net`: queueing, classifiers, actions, nftables,
  /// connection tracking, xtables with their matches and targets, sets, congestion control.
  static let families: [String] = words(
    "sch_ cls_ act_ em_ nft_ nf_ nfnetlink x_tables xt_ ip_tables iptable_ ipt_ ip6_tables ip6table_ ip6t_ "
      + "arp_tables arptable_ arpt_ ebtables ebtable_ ebt_ ip_set tcp_ team_mode_")

  /// Members of the families that take much room, or need what does (`ip_vs`), and that few use.
  private static let large: Set = ["nf_conntrack_h323", "nf_nat_h323", "xt_ipvs"]

  /// What a guest has to load before it answers, by name, in this order.
  ///
  /// The channel, the sandbox's root, what the agent asks for itself, IPv6 where it is a module, tun since
  /// devtmpfs has no /dev/net/tun before (udev makes it elsewhere), the link that nearly every notebook
  /// has, and what iptables-legacy(8) would load itself but may not: a sandbox has no right to. None of
  /// them makes a link by being loaded. All else the kernel loads for whoever uses it first, whatever their
  /// rights (it runs /sbin/modprobe outside of all sandboxes).
  static let loaded: [String] = words(
    "virtio_pci virtio_mmio virtio_console virtio_rng overlay ipv6 tun af_packet netlink_diag inet_diag "
      + "tcp_diag udp_diag raw_diag unix_diag af_packet_diag veth ip_tables ip6_tables arp_tables ebtables"
  )

  /// Modules that put links into network namespaces when they are loaded (`tunl0`): they wait until
  /// somebody makes such a link, also where an option asks for them.
  static let linkMakers: Set<String> = [
    "bonding", "dummy", "gre", "ifb", "ip6_gre", "ip6_tunnel", "ip6_vti", "ip_gre", "ip_tunnel",
    "ip_vti",
    "ipip", "sit",
  ]

  /// Names of the default set that `index` has.
  static func present(in index: ModuleIndex) -> [String] {
    let fixed = Set(names + loaded)
    return index.all.filter { module in
      fixed.contains(module.name)
        || module.path.hasPrefix("kernel/net/") && !large.contains(module.name)
          && families.contains { module.name.hasPrefix($0) }
    }.map(\.name)
  }

  private static func words(_ lines: String...) -> [String] {
    lines.flatMap { $0.split(separator: " ").map(String.init) }
  }
}
