import Testing

@testable import LabMachine

@Suite struct DebianListsTests {
  /// As `apt-cache show` prints them, shortened; security's lists have several versions of one package.
  static let text = """
    Package: linux-image-6.1.0-56-cloud-amd64
    Source: linux-signed-amd64 (6.1.192+2)
    Version: 6.1.192-2
    Installed-Size: 110911
    Maintainer: Debian Kernel Team <debian-kernel@lists.debian.org>
    Architecture: amd64
    Depends: kmod, linux-base (>= 4.3~), initramfs-tools (>= 0.120+deb8u2) | linux-initramfs-tool
    Size: 26713492
    Description-en: Linux 6.1 for x86-64 cloud (signed)
     The Linux kernel 6.1 and modules for use on cloud platforms.
     Package: this line is not a field

    Package: linux-image-6.1.0-56-cloud-amd64-unsigned
    Version: 6.1.192-2
    Architecture: amd64
    Size: 26714428

    Package: linux-image-6.1.0-56-amd64
    Version: 6.1.192-2
    Architecture: amd64

    Package: linux-image-6.1.0-56-rt-amd64
    Version: 6.1.192-2
    Architecture: amd64

    Package: linux-image-6.1.0-9-cloud-amd64
    Version: 6.1.27-1
    Architecture: amd64

    Package: linux-image-6.12.107+deb12-cloud-amd64
    Version: 6.12.107-1~deb12u1
    Architecture: amd64

    Package: linux-image-6.12.117+deb12-amd64
    Version: 6.12.117-1~deb12u1
    Architecture: amd64

    Package: linux-image-6.12.117+deb12-amd64-dbg
    Version: 6.12.117-1~deb12u1
    Architecture: amd64

    Package: linux-image-6.12-cloud-amd64
    Version: 6.12.117-1~deb12u1
    Architecture: amd64
    Depends: linux-image-6.12.117+deb12-cloud-amd64 (= 6.12.117-1~deb12u1)

    """

  @Test func paragraphsBecomePackages() {
    let packages = DebianPackage.parse(Self.text)
    #expect(packages.count == 9)
    #expect(packages[0].name == "linux-image-6.1.0-56-cloud-amd64")
    #expect(packages[0].size == 26_713_492)
    #expect(packages[0].upstream == "6.1.192")
    #expect(packages[0].image == nil)
    #expect(packages[8].image == "linux-image-6.12.117+deb12-cloud-amd64")
    #expect(DebianPackage.parse("").isEmpty)
    #expect(DebianPackage.parse("Version: 1\n\n:\n \nPackage").isEmpty)
  }

  @Test(arguments: [
    ("6.1", "linux-image-6.1.0-56-cloud-amd64"),
    ("6.1.0-56", "linux-image-6.1.0-56-cloud-amd64"),
    ("6.1.192", "linux-image-6.1.0-56-cloud-amd64"),
    ("6.1.27", "linux-image-6.1.0-9-cloud-amd64"),
    ("6.1.0-9", "linux-image-6.1.0-9-cloud-amd64"),
    ("6.1.0-56-rt-amd64", "linux-image-6.1.0-56-rt-amd64"),
    ("6.12.107", "linux-image-6.12.107+deb12-cloud-amd64"),
    ("6.12", "linux-image-6.12.117+deb12-amd64"),
    ("6", "linux-image-6.12.117+deb12-amd64"),
  ])
  func aReleaseMeansTheNewestImageThatBeginsSo(release: String, name: String) {
    let packages = DebianPackage.parse(Self.text)
    #expect(DebianLists.newest(of: packages.reversed(), release: release)?.name == name)
  }

  @Test(arguments: ["6.2", "5.10", "6.12.1", "6.1.19", "cloud"])
  func aReleaseThatIsNotThereMeansNone(release: String) {
    #expect(DebianLists.newest(of: DebianPackage.parse(Self.text), release: release) == nil)
  }

  @Test func ofOneImageTheSignedIsTaken() {
    let packages = DebianPackage.parse(Self.text).filter { $0.name.contains("6.1.0-56-cloud") }
    #expect(packages.count == 2)
    for packages in [packages, packages.reversed()] {
      #expect(
        DebianLists.newest(of: packages, release: "6.1")?.name.hasSuffix("unsigned") == false)
    }
    #expect(
      DebianLists.newest(of: Array(packages.dropFirst()), release: "6.1")?.name
        .hasSuffix("unsigned") == true)
  }

  /// Whether apt's lists have kernels: everything else needs the network, this does not.
  static let hasLists: Bool = {
    let names = try? ProgramRun.run(["apt-cache", "pkgnames", "linux-image-"])
    return names?.isEmpty == false && ProgramPath.find("apt-get") != nil
  }()

  @Test(.enabled(if: hasLists, "apt has no lists with kernels: apt-get update"))
  func aptsOwnListsAreUnderstood() throws {
    let lists = DebianLists()
    let names = String(
      decoding: try ProgramRun.run(["apt-cache", "pkgnames", "linux-image-"]), as: UTF8.self)
    let name = try #require(
      names.split(separator: "\n").map(String.init).first { DebianPackage.release(of: $0) != nil })
    let release = try #require(DebianPackage.release(of: name))
    #expect(try lists.package(named: name).name == name)
    #expect(try lists.package(ofRelease: release).release == release)
    let releases = try KernelCache.releases(beginningWith: release)
    #expect(releases == [release])
    let series = release.split(separator: ".").prefix(2).joined(separator: ".")
    let all = try KernelCache.releases(beginningWith: series).map(KernelRelease.init)
    #expect(all == all.sorted())
    #expect(Set(all).count == all.count)
    #expect(try lists.package(ofRelease: series).release == all.last?.text)
    #expect(try KernelCache.releases(beginningWith: "1.2.3").isEmpty)
    let failure = #expect(throws: MachineFailure.self) { try lists.package(ofRelease: "1.2.3") }
    #expect(failure?.isMistake == true)
    #expect(failure?.message.contains("the newest is") == true)
    let unknown = #expect(throws: MachineFailure.self) {
      try lists.package(named: "linux-image-no-such-thing")
    }
    #expect(unknown?.isMistake == true)
  }

  @Test(.enabled(if: hasLists, "apt has no lists with kernels: apt-get update"))
  func aRealPackageIsDownloadedAndUnpackedAndNotInstalled() throws {
    // The smallest with a name that is always there: it has no kernel, and is called that.
    let show = try ProgramRun.run(["apt-cache", "show", "--no-all-versions", "linux-base"])
    let package = try #require(DebianPackage.parse(String(decoding: show, as: UTF8.self)).first)
    let folder = try TemporaryFolder()
    let file: String
    do {
      file = try DebianLists().download(package, to: folder.path)
    } catch {
      // Lists without a network, or older than the archive: nothing to be learned about labbook.
      try Test.cancel("apt-get cannot download: \(error.message)")
    }
    #expect(file.hasPrefix(folder.path + "/linux-base_"))
    let cache = KernelCache(folder: CacheFolder(path: folder.path + "/cache"))
    let failure = #expect(throws: MachineFailure.self) { try cache.add(file, progress: { _ in }) }
    #expect(failure?.message.hasPrefix("there is no kernel in the package linux-base_") == true)
    #expect(FileTree.names(folder.path + "/cache/kernels").isEmpty)
  }
}
