import Testing

@testable import LabMachine

/// A cache in a folder of its own, with images beside it.
struct SampleCache {
  let folder: TemporaryFolder
  let cache: KernelCache

  init() throws {
    folder = try TemporaryFolder()
    cache = KernelCache(folder: CacheFolder(path: folder.path + "/cache"))
  }

  /// The names in the cache's folder of kernels.
  var names: [String] { FileTree.names(folder.path + "/cache/kernels") }

  /// Adds a kernel from an image as a package's tree has it: `boot/vmlinuz-RELEASE` and so on.
  func add(_ release: String, in tree: String = "tree", filler: [UInt8] = []) throws -> Kernel {
    let path = try folder.write(
      try SampleImage.bzImage(of: SampleImage.vmlinux(release: release, filler: filler)),
      to: "\(tree)/boot/vmlinuz-\(release)")
    return try cache.add(path, progress: { _ in })
  }
}

@Suite struct KernelCacheTests {
  @Test func aBootImageIsUnpackedWithWhatLiesBeside() throws {
    let sample = try SampleCache()
    let release = "6.9.1+test-amd64"
    try sample.folder.write("CONFIG_PVH=y\n", to: "tree/boot/config-\(release)")
    let modules = "tree/lib/modules/\(release)"
    try sample.folder.write("", to: modules + "/modules.order")
    try sample.folder.write("", to: modules + "/modules.builtin")
    try ProgramRun.run(["ln", "-s", "/usr/src", sample.folder.path + "/" + modules + "/build"])
    let kernel = try sample.add(release)
    #expect(kernel.backend == .qemu)
    #expect(kernel.release == release)
    #expect(kernel.version == "#7 SMP PREEMPT_DYNAMIC Test (2026-01-01)")
    #expect(kernel.machine == "x86_64")
    #expect(kernel.origin == sample.folder.path + "/tree/boot/vmlinuz-\(release)")
    #expect(kernel.id == "\(release)-\(kernel.hash.prefix(8))")
    #expect(kernel.folder == "\(sample.folder.path)/cache/kernels/\(kernel.id)")
    #expect(kernel.configuration.flatMap(FileTree.text) == "CONFIG_PVH=y\n")
    #expect(kernel.modules == kernel.folder)
    let folder = "cache/kernels/\(kernel.id)"
    let image = try MappedFile(kernel.image)
    #expect(image.range(0, image.count) == SampleImage.vmlinux(release: release))
    #expect(sample.folder.contents.contains("\(folder)/lib/modules/\(release)/modules.dep"))
    #expect(!sample.folder.contents.contains("\(folder)/lib/modules/\(release)/build"))
    #expect(sample.names == [kernel.id])
    #expect(sample.cache.list() == [kernel])
  }

  @Test func aVmlinuxNeedsNothingBeside() throws {
    let sample = try SampleCache()
    let path = try sample.folder.write(SampleImage.vmlinux(release: "6.9.1"), to: "vmlinux")
    let kernel = try sample.cache.add(path, progress: { _ in })
    #expect(kernel.configuration == nil)
    #expect(kernel.modules == nil)
    #expect(sample.cache.find(path) == kernel)
    #expect(sample.cache.find("6.9") == kernel)
  }

  @Test func theConfigurationInTheImageIsTaken() throws {
    let sample = try SampleCache()
    let packed = try ProgramRun.run(["gzip", "-nc"], input: .bytes(Array("CONFIG_A=m\n".utf8)))
    let filler = Array("IKCFG_ST".utf8) + packed + Array("IKCFG_ED".utf8)
    try sample.folder.write("CONFIG_STALE=y\n", to: "tree/boot/.config")
    let kernel = try sample.add("6.9.1", filler: filler)
    #expect(kernel.configuration.flatMap(FileTree.text) == "CONFIG_A=m\n")
  }

  @Test func theConfigurationAtTheTopOfASourceTreeIsFound() throws {
    let sample = try SampleCache()
    try sample.folder.write("CONFIG_TOP=y\n", to: "linux/.config")
    let image = try sample.folder.write(
      try SampleImage.bzImage(of: SampleImage.vmlinux(release: "6.9.1")),
      to: "linux/arch/x86/boot/bzImage")
    let kernel = try sample.cache.add(image, progress: { _ in })
    #expect(kernel.configuration.flatMap(FileTree.text) == "CONFIG_TOP=y\n")
  }

  @Test func aKernelIsFoundByWhatItIsCalled() throws {
    let sample = try SampleCache()
    let old = try sample.add("6.12.9+deb12-amd64")
    let new = try sample.add("6.12.107+deb12-amd64")
    let other = try sample.add("6.1.0-56-amd64")
    #expect(sample.cache.list() == [other, old, new])
    #expect(sample.cache.find(old.id) == old)
    #expect(sample.cache.find(old.release) == old)
    #expect(sample.cache.find(old.release + "-" + old.hash.prefix(4)) == old)
    #expect(sample.cache.find("6.12") == new)
    #expect(sample.cache.find("6.12.9") == old)
    #expect(sample.cache.find("6.1") == other)
    for unknown in ["6.12.1", "6.2", "uml", "", ".", "..", "/", "no-such-package"] {
      #expect(sample.cache.find(unknown) == nil, "\(unknown)")
    }
  }

  @Test func ofOneReleaseTheLastAddedCounts() throws {
    let sample = try SampleCache()
    let first = try sample.add("6.9.1-dirty", filler: [1])
    let second = try sample.add("6.9.1-dirty", filler: [2])
    #expect(first.id != second.id)
    #expect(sample.cache.find("6.9.1-dirty") == second)
    #expect(sample.cache.find("6.9") == second)
    // The file at that path is the second one now.
    #expect(sample.cache.find(second.origin) == second)
    #expect(throws: MachineFailure.self) { try sample.cache.only("6.9") }
    #expect(try sample.cache.only(first.id) == first.id)
  }

  @Test func aPathMeansTheFileThatIsThereNow() throws {
    let sample = try SampleCache()
    let kernel = try sample.add("6.9.1")
    #expect(sample.cache.find(kernel.origin) == kernel)
    try sample.folder.write(
      try SampleImage.bzImage(of: SampleImage.vmlinux(release: "6.9.2")),
      to: "tree/boot/vmlinuz-6.9.1")
    #expect(sample.cache.find(kernel.origin) == nil)
    #expect(try sample.cache.add(kernel.origin, progress: { _ in }).release == "6.9.2")
  }

  @Test func whatIsAddedAgainIsTheSame() throws {
    let sample = try SampleCache()
    let kernel = try sample.add("6.9.1")
    let again = try sample.add("6.9.1", in: "elsewhere")
    #expect(again.id == kernel.id)
    #expect(again.added == kernel.added)
    #expect(again.origin.contains("/elsewhere/"))
    #expect(sample.names == [kernel.id])
  }

  @Test func whatIsNoKernelIsTheUsersMistakeAndLeavesNothing() throws {
    let sample = try SampleCache()
    let files: [(name: String, bytes: [UInt8])] = [
      ("text", Array("Linux version 6.1".utf8)), ("empty", []),
      ("pvh", SampleImage.vmlinux(release: "6.9.1", hasPVH: false)),
      ("arm", SampleImage.vmlinux(release: "6.9.1", machine: 183)),
      ("wild", SampleImage.vmlinux(release: "6.9.1", machine: 0xffff)),
      ("release", SampleImage.vmlinux(release: "../6.9.1")),
      // A program is not executed for having a kernel's banner, nor for a name.
      ("program", SampleImage.program(SampleImage.banner("6.9.1"))),
      ("named", SampleImage.program("User Mode Linux")),
      ("payload", try SampleImage.bzImage(of: Array("no vmlinux".utf8))),
      ("package.deb", Array("!<arch>\n".utf8)),
    ]
    for file in files {
      let path = try sample.folder.write(file.bytes, to: file.name)
      let failure = #expect(throws: MachineFailure.self, "\(file.name)") {
        try sample.cache.add(path, progress: { _ in })
      }
      #expect(failure?.isMistake == true, "\(file.name): \(failure?.message ?? "")")
    }
    for path in [sample.folder.path, sample.folder.path + "/no-such-file", "/dev/null"] {
      let failure = #expect(throws: MachineFailure.self) {
        try sample.cache.add(path, progress: { _ in })
      }
      #expect(failure?.isMistake == true)
    }
    #expect(sample.names.isEmpty)
  }

  @Test func removingTakesItsImagesAndSnapshotsAlongAndNoOthers() throws {
    let sample = try SampleCache()
    let gone = try sample.add("6.9.1")
    let kept = try sample.add("6.9.2")
    for kernel in [gone, kept] {
      try sample.folder.write("image", to: "cache/images/\(kernel.id)-0123.cpio")
      try sample.folder.write("state", to: "cache/snapshots/\(kernel.id)-0123/state")
    }
    try sample.cache.remove(gone.id)
    #expect(sample.cache.list() == [kept])
    #expect(sample.names == [kept.id])
    #expect(!sample.folder.contents.contains { $0.hasPrefix("cache/") && $0.contains(gone.id) })
    #expect(sample.folder.contents.contains("cache/images/\(kept.id)-0123.cpio"))
    #expect(sample.folder.contents.contains("cache/snapshots/\(kept.id)-0123/state"))
    // The file that it came from is not the cache's.
    #expect(FileTree.kind(gone.origin) != nil)
    for name in [gone.id, "", ".", "..", "../kernels", ".adding-x", "/"] {
      let failure = #expect(throws: MachineFailure.self) { try sample.cache.remove(name) }
      #expect(failure?.isMistake == true)
    }
  }

  @Test func aCacheThatIsNotThereIsEmptyAndStaysSo() throws {
    let sample = try SampleCache()
    #expect(sample.cache.list().isEmpty)
    #expect(sample.cache.find("6.12") == nil)
    #expect(sample.folder.contents.isEmpty)
  }
}
