import Glibc
import Testing

@testable import LabMachine

@Suite struct ImageModulesTests {
  /// A folder as the cache has it for a kernel, with a few modules of this machine, compressed.
  private func compressed(
    _ names: [String], _ folder: TemporaryFolder, with program: String
  ) throws -> Kernel {
    guard ProgramPath.find(program) != nil else {
      try Test.cancel("\(program) is not installed")
    }
    let (source, release) = try ImageSample.modules()
    let index = try ModuleIndex(folder: source)
    let root = folder.path + "/kernel"
    let paths = index.closure(of: names)
    guard !paths.isEmpty, paths.allSatisfy({ $0.hasSuffix(".ko") }) else {
      try Test.cancel("the modules here are compressed already")
    }
    for path in paths {
      let bytes = try MappedFile(source + "/" + path).contents()
      try folder.write(bytes, to: "kernel/lib/modules/\(release)/\(path)")
      try ProgramRun.run([program, "-q", "\(root)/lib/modules/\(release)/\(path)"])
      unlink("\(root)/lib/modules/\(release)/\(path)")
    }
    for name in ["modules.builtin", "modules.order"] {
      let bytes = try MappedFile(source + "/" + name).contents()
      try folder.write(bytes, to: "kernel/lib/modules/\(release)/\(name)")
    }
    try ProgramRun.run(["depmod", "-b", root, release])
    return ImageSample.kernel(release: release, modules: root)
  }

  @Test(arguments: ["xz", "zstd"])
  func compressedModulesAreUnpackedAndIndexedAnew(program: String) throws {
    let folder = try TemporaryFolder()
    let kernel = try compressed(["bridge", "veth", "sch_netem"], folder, with: program)
    let image = try ImageSample.builder(folder).image(for: ImageSample.request(kernel))
    let root = try ImageSample.unpack(image, in: folder)
    let index = try ModuleIndex(folder: "\(root)/lib/modules/\(kernel.release)")
    #expect(index.all.count >= 3)
    for module in index.all {
      #expect(module.path.hasSuffix(".ko"))
      let bytes = try MappedFile("\(index.folder)/\(module.path)")
      #expect(bytes.has([0x7f, 0x45, 0x4c, 0x46], at: 0), "\(module.path)")
    }
    let shown = try ProgramRun.run(
      ["modprobe", "-d", root, "-S", kernel.release, "--show-depends", "bridge"])
    let text = String(decoding: shown, as: UTF8.self)
    #expect(text.contains("bridge.ko"))
    let alias = try ProgramRun.run(
      ["modprobe", "-d", root, "-S", kernel.release, "--show-depends", "rtnl-link-veth"])
    #expect(String(decoding: alias, as: UTF8.self).contains("veth.ko"))
  }

  @Test func everyModuleComesWithWhatItNeeds() throws {
    let (source, release) = try ImageSample.modules()
    let folder = try TemporaryFolder()
    try FileTree.makeFolders(folder.path + "/kernel/lib/modules")
    #expect(symlink(source, "\(folder.path)/kernel/lib/modules/\(release)") == 0)
    let kernel = ImageSample.kernel(release: release, modules: folder.path + "/kernel")
    let image = try ImageSample.builder(folder).image(
      for: ImageSample.request(kernel, options: ["IP_SCTP"]))
    let root = try ImageSample.unpack(image, in: folder)
    let whole = try ModuleIndex(folder: source)
    let part = try ModuleIndex(folder: "\(root)/lib/modules/\(release)")
    #expect(part.all.count < whole.all.count)
    for module in part.all {
      #expect(access("\(part.folder)/\(module.path)", R_OK) == 0, "\(module.path)")
      for path in whole.closure(of: [module.name]) {
        #expect(part.path(of: ModuleIndex.name(path)) != nil, "\(path) for \(module.name)")
      }
    }
    for name in ["veth", "bridge", "nf_tables", "sctp"] where whole.path(of: name) != nil {
      #expect(part.path(of: name) != nil, "\(name)")
    }
    // In an order in which they can be loaded.
    let list = try MappedFile(root + "/labbook/modules").text.split(separator: "\n").map(
      String.init)
    #expect(list.contains { $0.hasSuffix("/veth.ko") } || whole.path(of: "veth") == nil)
    var before: Set<String> = []
    for path in list {
      #expect(access(root + path, R_OK) == 0, "\(path)")
      for needed in part.closure(of: [ModuleIndex.name(path)]).dropLast() {
        #expect(before.contains(ModuleIndex.name(needed)), "\(needed) before \(path)")
      }
      before.insert(ModuleIndex.name(path))
    }
  }

  @Test func softDependenciesComeAlong() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "kernel/net/a.ko: kernel/net/b.ko kernel/lib/c.ko\nkernel/net/b.ko: kernel/lib/c.ko\n"
        + "kernel/lib/c.ko:\nkernel/crypto/d-x.ko.zst:\nkernel/net/e.ko:\n", to: "modules.dep")
    try folder.write("# comment\nsoftdep c pre: d_x post: missing\n", to: "modules.softdep")
    let index = try ModuleIndex(folder: folder.path)
    #expect(
      index.closure(of: ["a", "none"]) == [
        "kernel/lib/c.ko", "kernel/net/b.ko", "kernel/net/a.ko", "kernel/crypto/d-x.ko.zst",
      ])
    #expect(index.path(of: "d-x") == "kernel/crypto/d-x.ko.zst")
  }

  @Test(arguments: [
    ("NET_SCH_NETEM", "sch_netem"), ("NETFILTER_XT_MATCH_STATE", "xt_state"),
    ("NETFILTER_XT_TARGET_TCPMSS", "xt_TCPMSS"), ("IP_NF_TARGET_REJECT", "ipt_REJECT"),
    ("IP6_NF_TARGET_REJECT", "ip6t_REJECT"), ("IP_NF_FILTER", "iptable_filter"),
    ("INET_ESP", "esp4"), ("INET6_ESP", "esp6"), ("NET_IPGRE", "ip_gre"), ("IPV6_SIT", "sit"),
    ("VLAN_8021Q", "8021q"), ("TCP_CONG_BBR", "tcp_bbr"), ("NET_EMATCH_CMP", "em_cmp"),
    ("MPLS_ROUTING", "mpls_router"), ("L2TP", "l2tp_core"), ("BATMAN_ADV", "batman_adv"),
    ("BRIDGE_NETFILTER", "br_netfilter"), ("BRIDGE_EBT_T_FILTER", "ebtable_filter"),
    ("NF_CT_NETLINK", "nf_conntrack_netlink"), ("IPV6_TUNNEL", "ip6_tunnel"), ("VETH", "veth"),
    ("BRIDGE", "bridge"), ("IP_SCTP", "sctp"), ("NET_VRF", "vrf"),
  ])
  func optionsNameModules(option: String, module: String) throws {
    let folder = try TemporaryFolder()
    let names = [
      "sch_netem", "xt_state", "xt_TCPMSS", "xt_tcpmss", "ipt_REJECT", "ip6t_REJECT",
      "iptable_filter", "ip6table_filter", "ebtable_filter", "esp4", "esp6", "ip_gre", "gre", "sit",
      "8021q", "tcp_bbr", "em_cmp", "mpls_router", "l2tp_core", "batman-adv", "bridge",
      "br_netfilter", "nf_conntrack_netlink", "ip6_tunnel", "veth", "sctp", "vrf",
    ]
    try folder.write(names.map { "kernel/\($0).ko:\n" }.joined(), to: "modules.dep")
    let modules = OptionModules(try ModuleIndex(folder: folder.path))
    #expect(modules.modules(for: option).contains(module))
    #expect(modules.modules(for: "EXT4_FS").isEmpty)
  }

  @Test func onlyOptionsThatAreModulesCount() throws {
    let folder = try TemporaryFolder()
    var kernel = ImageSample.kernel()
    kernel.configuration = try folder.write(
      "CONFIG_VETH=m\nCONFIG_NET=y\n# CONFIG_TUN is not set\n", to: "config")
    let options = KernelOptions(of: kernel)
    #expect(options.isModule("VETH"))
    #expect(!options.isModule("NET"))
    #expect(!options.isModule("TUN"))
    #expect(options.lacks("TUN") && !options.lacks("NET") && !options.lacks("VETH"))
    #expect(!KernelOptions(of: ImageSample.kernel()).lacks("TUN"))
  }
}
