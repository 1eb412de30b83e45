/// Finding kernels in apt's lists, and fetching them without installing anything.
struct DebianLists {
  var cancellation: Cancellation?

  /// The package that brings a release, or the newest one that begins with it: `6.12`, `6.12.107`.
  ///
  /// - Throws: `MachineFailure` where there is none, where apt has no lists, or is not there.
  func package(ofRelease release: String) throws(MachineFailure) -> DebianPackage {
    let names = try imageNames()
    let near = Self.near(names, release)
    if !near.isEmpty, let found = Self.newest(of: try show(near), release: release) {
      return found
    }
    let newest = (near.isEmpty ? names : near).filter { !$0.contains("-rt-") }
      .compactMap(DebianPackage.release(of:)).map(KernelRelease.init).max()
    let series = near.isEmpty ? "" : " of \(Self.series(release))"
    throw MachineFailure(
      "no kernel \"\(release)\" in Debian's lists"
        + (newest.map { ": the newest\(series) is \($0.text)" } ?? ""),
      remedy: "apt-get update, where the lists are old", isMistake: true)
  }

  /// The releases that begin with `beginning`, oldest first: of each version the one image that
  /// `package(ofRelease:)` would take.
  ///
  /// - Throws: `MachineFailure` where apt has no lists, or is not there.
  func releases(beginningWith beginning: String) throws(MachineFailure) -> [String] {
    let near = Self.near(try imageNames(), beginning)
    guard !near.isEmpty else { return [] }
    let all = Self.matching(try show(near), release: beginning)
    let versions = Dictionary(grouping: all) { Self.order($0).base }
    return versions.sorted { $0.key < $1.key }.compactMap { _, packages in
      packages.max(by: Self.isWorse)?.release
    }
  }

  /// The package that is called `name`; where that only depends on an image, the image's.
  ///
  /// - Throws: `MachineFailure` where there is none, where apt has no lists, or is not there.
  func package(named name: String) throws(MachineFailure) -> DebianPackage {
    var name = name
    for _ in 0..<3 {
      guard let package = try show([name]).first else { break }
      guard let image = package.image else { return package }
      name = image
    }
    _ = try imageNames()
    throw MachineFailure(
      "no package \"\(name)\" in Debian's lists",
      remedy: "apt-get update, where the lists are old", isMistake: true)
  }

  /// Downloads a package into `folder` and gives the path of its file.
  ///
  /// - Throws: `MachineFailure` where apt-get cannot.
  func download(_ package: DebianPackage, to folder: String) throws(MachineFailure) -> String {
    do throws(MachineFailure) {
      // As another user apt could not write here, and would only warn of it.
      try ProgramRun.run(
        [
          "apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root",
          "\(package.name)=\(package.version)",
        ], folder: folder, cancellation: cancellation)
    } catch {
      var failure = error
      failure.remedy = failure.remedy ?? "apt-get update, and look whether the network is there"
      throw failure
    }
    guard let name = FileTree.names(folder).first(where: { $0.hasSuffix(".deb") }) else {
      throw MachineFailure("apt-get download left no package of \(package.name)")
    }
    return folder + "/" + name
  }

  /// The newest of `packages` that has `release`, or one that begins with it.
  ///
  /// A release stands in a package's name or is the version of Linux in it. Of one version the image for
  /// clouds is preferred (the smallest, and with virtio), then the general one; of one image the signed.
  static func newest(of packages: [DebianPackage], release: String) -> DebianPackage? {
    matching(packages, release: release).max(by: isWorse)
  }

  private static func matching(_ packages: [DebianPackage], release: String) -> [DebianPackage] {
    packages.filter { package in
      guard let name = package.release else { return false }
      return KernelRelease(name).begins(with: release)
        || KernelRelease(package.upstream).begins(with: release)
    }
  }

  private static func isWorse(_ left: DebianPackage, _ right: DebianPackage) -> Bool {
    let (a, b) = (order(left), order(right))
    if a.base != b.base { return a.base < b.base }
    return a.version != b.version ? a.version < b.version : a.rank < b.rank
  }

  private static func order(
    _ package: DebianPackage
  ) -> (base: KernelRelease, version: KernelRelease, rank: Int) {
    var base = package.release ?? ""
    var rank = package.name.hasSuffix("-unsigned") ? 0 : 1
    if base.hasSuffix("-" + package.architecture) {
      base.removeLast(package.architecture.utf8.count + 1)
      if base.hasSuffix("-cloud") {
        base.removeLast(6)
        rank += 4
      } else if base.hasSuffix("-rt") {
        base.removeLast(3)
      } else {
        rank += 2
      }
    }
    return (KernelRelease(base), KernelRelease(package.version), rank)
  }

  /// The names of all packages of images.
  func imageNames() throws(MachineFailure) -> [String] {
    let text = try ProgramRun.run(
      ["apt-cache", "pkgnames", "linux-image-"], cancellation: cancellation)
    let names = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { DebianPackage.release(of: $0) != nil }
    guard !names.isEmpty else { throw Self.noLists }
    return names
  }

  /// The first two numbers of a release.
  private static func series(_ release: String) -> String {
    release.split(separator: ".").prefix(2).joined(separator: ".")
  }

  /// Those of `names` that may bring `release`: 6.1.192 is in packages called 6.1.0-56, so only the first
  /// two numbers can be told by.
  private static func near(_ names: [String], _ release: String) -> [String] {
    names.filter { name in
      DebianPackage.release(of: name).map { KernelRelease($0).begins(with: series(release)) }
        == true
    }
  }

  /// All versions of these packages; none where apt knows none of the names.
  private func show(_ names: [String]) throws(MachineFailure) -> [DebianPackage] {
    do throws(MachineFailure) {
      let text = try ProgramRun.run(
        ["apt-cache", "show", "--all-versions"] + names, output: .bytes(limit: 256 << 20),
        cancellation: cancellation)
      return DebianPackage.parse(String(decoding: text, as: UTF8.self))
    } catch {
      // 100: no such package (apt-cache(8)).
      guard error.message.contains("exits with 100") else { throw error }
      return []
    }
  }

  private static let noLists = MachineFailure(
    "apt has no lists of packages", remedy: "apt-get update")
}
