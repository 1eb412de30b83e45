/// Which module an option of the kernel makes.
///
/// Only the kernel's Makefiles say so, and they do not come with a kernel. Names follow habits, though:
/// the module's name is the end of the option's in lower case (`NET_SCH_NETEM` → `sch_netem`), after some
/// words have been left out or replaced (`NETFILTER_XT_MATCH_STATE` → `xt_state`,
/// `IP_NF_TARGET_REJECT` → `ipt_reject`, `INET_ESP` → `esp4`). Underscores and letters' case do not count
/// (`NET_IPGRE` → `ip_gre`, `…_TARGET_TCPMSS` → `xt_TCPMSS`). What an option of another kind happens to
/// fit as well is in the image for nothing, and harms nobody.
struct OptionModules: Sendable {
  /// By squashed name.
  private let names: [String: [String]]

  init(_ index: ModuleIndex) {
    names = Dictionary(grouping: index.all.map(\.name), by: Self.squash)
  }

  /// Names of modules for `option`, which has no CONFIG_ before it; none where no name fits.
  func modules(for option: String) -> [String] {
    for candidate in Self.candidates(option) {
      if let found = names[candidate] { return found.sorted() }
    }
    return []
  }

  private static let replaced: [(words: [String], by: [[String]])] = [
    (["match"], [[]]), (["target"], [[]]), (["cong"], [[]]), (["mode"], [[]]),
    (["ip", "nf"], [["ipt"], ["iptable"]]), (["ip6", "nf"], [["ip6t"], ["ip6table"]]),
    (["ip", "nf", "arp"], [["arpt"]]), (["ebt", "t"], [["ebtable"]]), (["ematch"], [["em"]]),
    (["bridge"], [["br"]]), (["ct"], [["conntrack"]]), (["ipv6"], [["ip6"]]),
    (["routing"], [["router"]]),
  ]

  /// Squashed names, the longest first: the whole name says more than its end.
  private static func candidates(_ option: String) -> [String] {
    let words = option.lowercased().split(separator: "_").map(String.init)
    var variants = [words]
    for rule in replaced {
      for variant in variants {
        guard let range = variant.firstRange(of: rule.words) else { continue }
        for replacement in rule.by {
          variants.append(
            Array(variant[..<range.lowerBound] + replacement + variant[range.upperBound...]))
        }
      }
    }
    var found: [String] = []
    for variant in variants {
      for start in variant.indices { found.append(variant[start...].joined()) }
      if let last = variant.last {
        if variant.first == "inet" { found.append(last + "4") }
        if variant.first == "inet6" { found.append(last + "6") }
        found.append(last + "core")
      }
    }
    return found.filter { $0.count >= 3 }.sorted { $0.count > $1.count }
  }

  private static func squash(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" }
  }
}
