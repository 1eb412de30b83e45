/// The modules of a kernel, from what depmod(8) wrote: modules.dep(5) and modules.softdep.
struct ModuleIndex: Sendable {
  /// `lib/modules/RELEASE`, absolute.
  let folder: String
  /// By name: `veth` → `kernel/drivers/net/veth.ko.xz`.
  private var paths: [String: String] = [:]
  /// By path: what has to be loaded before it, the first first.
  private var needed: [String: [String]] = [:]
  /// By name: modules that go with it, where there are such.
  private var wished: [String: [String]] = [:]

  /// Reads it.
  ///
  /// - Throws: `MachineFailure` where the folder has no modules.dep.
  init(folder: String) throws(MachineFailure) {
    self.folder = folder
    let text = try Self.text(folder + "/modules.dep")
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let path = String(line[..<colon])
      paths[Self.name(path)] = path
      // depmod writes the whole closure, what is loaded first last.
      needed[path] = line[colon...].dropFirst().split(separator: " ").reversed().map(String.init)
    }
    guard FileTree.kind(folder + "/modules.softdep") != nil else { return }
    for line in try Self.text(folder + "/modules.softdep").split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 2, words[0] == "softdep" else { continue }
      wished[Self.normal(words[1]), default: []] += words.dropFirst(2).filter { !$0.hasSuffix(":") }
        .map(Self.normal)
    }
  }

  /// A module's name, as lsmod(8) shows it: `/x/nft-ct.ko.xz` → `nft_ct`.
  static func name(_ path: String) -> String {
    let file = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    return normal(file.prefix { $0 != "." })
  }

  /// Names, with their paths from `folder`.
  var all: [(name: String, path: String)] { paths.map { ($0.key, $0.value) }.sorted { $0 < $1 } }

  /// The path of a module from `folder`; nil where the kernel has no such module.
  func path(of name: String) -> String? { paths[Self.normal(name[...])] }

  /// Paths of `names`, where there are such modules, and of all that they need and wish for, in an order
  /// in which they can be loaded.
  func closure(of names: [String]) -> [String] {
    var order: [String] = []
    var seen: Set<String> = []
    var waiting = Array(names.reversed())
    while let name = waiting.popLast() {
      guard let path = path(of: name) else { continue }
      for one in (needed[path] ?? []) + [path] where seen.insert(one).inserted {
        order.append(one)
        waiting += wished[Self.name(one)] ?? []
      }
    }
    return order
  }

  private static func normal(_ name: some StringProtocol) -> String {
    String(name.map { $0 == "-" ? "_" : $0 })
  }

  private static func text(_ path: String) throws(MachineFailure) -> String {
    guard FileTree.kind(path) != nil else {
      throw MachineFailure(
        "\(path) is missing",
        remedy: "remove the kernel with `labbook kernel remove` and add it anew")
    }
    return try MappedFile(path).text
  }
}
