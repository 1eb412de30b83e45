import Foundation
import Testing

@testable import LabMachine

/// What others do to a kernel's folder, meanwhile and on purpose.
@Suite struct KernelFolderTests {
  @Test func twoThatAddTheSameAtOnceGetTheSame() async throws {
    let sample = try SampleCache()
    let paths = try ["a", "b", "c", "d"].map { tree in
      try sample.folder.write(
        try SampleImage.bzImage(of: SampleImage.vmlinux(release: "6.9.1")),
        to: "\(tree)/boot/vmlinuz")
    }
    let cache = sample.cache
    let ids = try await withThrowingTaskGroup(of: String.self) { group in
      for path in paths { group.addTask { try cache.add(path, progress: { _ in }).id } }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(ids.count == 1)
    #expect(sample.names == Array(ids))
  }

  @Test func whatAKilledLabbookLeftIsSweptAndWhatALivingOneHasIsNot() throws {
    let sample = try SampleCache()
    let kernels = sample.folder.path + "/cache/kernels"
    try sample.folder.write("x", to: "cache/kernels/.adding-dead00/kernel/vmlinux")
    try sample.folder.write("x", to: "cache/kernels/.removing-6.9.1-7/vmlinux")
    let living = try KernelStaging(in: kernels)
    let name = String(living.path.dropFirst(kernels.count + 1))
    #expect(sample.names.count == 3)
    #expect(sample.cache.list().isEmpty)
    #expect(sample.names == [name])
    let kernel = try sample.add("6.9.1")
    #expect(sample.names == [name, kernel.id])
    withExtendedLifetime(living) {}
  }

  @Test func aKilledLabbookLeavesNoProgramAndOnlyAFolderThatIsSwept() throws {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let program = URL(filePath: own).deletingLastPathComponent().appending(path: "labbook")
      .path(percentEncoded: false)
    try #require(ProgramPath.find(program) != nil, "labbook is not built beside the tests")
    let sample = try SampleCache()
    let image = try sample.folder.write(
      try SampleImage.bzImage(of: SampleImage.vmlinux(release: "6.9.1")), to: "bzImage")
    // A gzip that does not come to an end, and says who it is.
    let gzip = try sample.folder.write(
      "#!/bin/sh\necho $$ > \(sample.folder.path)/part\n"
        + "mv \(sample.folder.path)/part \(sample.folder.path)/pid\nexec sleep 1000\n",
      to: "bin/gzip")
    #expect(chmod(gzip, 0o755) == 0)
    let shell = try StartedProgram(
      path: "/bin/sh",
      arguments: ["sh", "-c", "exec \(program) kernel add \(image)"], input: .nothing,
      output: .bytes(limit: 1000), folder: nil,
      environment: [
        "PATH=\(sample.folder.path)/bin:/usr/bin:/bin",
        "XDG_CACHE_HOME=\(sample.folder.path)/xdg",
      ])
    let process = shell.process
    while sample.folder.text("pid") == nil { usleep(10_000) }
    let sleeper = try #require(sample.folder.text("pid").flatMap { pid_t($0.dropLast()) })
    kill(process, SIGKILL)
    _ = shell.wait {}
    while let state = try? String(contentsOfFile: "/proc/\(sleeper)/stat", encoding: .utf8),
      !state.contains(") Z ")
    { usleep(10_000) }
    let cache = CacheFolder(path: sample.folder.path + "/xdg/labbook")
    #expect(FileTree.names(cache.kernels).map { String($0.prefix(8)) } == [".adding-"])
    #expect(KernelCache(folder: cache).list().isEmpty)
    #expect(FileTree.names(cache.kernels).isEmpty)
  }

  @Test func cancellingLeavesNothing() throws {
    let sample = try SampleCache()
    let image = try sample.folder.write(
      try SampleImage.bzImage(of: SampleImage.vmlinux(release: "6.9.1")), to: "bzImage")
    let cancellation = Cancellation()
    #expect(throws: MachineFailure.self) {
      try sample.cache.add(
        image, progress: { _ in cancellation.cancel() }, cancellation: cancellation)
    }
    #expect(sample.names.isEmpty)
  }

  @Test(arguments: [
    "", "\n", "x", "labbook-kernel=1\n", "labbook-kernel=2\nbackend=qemu\n", "release=%\n",
    "\u{0}\u{1}", String(repeating: "a=b\n", count: 9),
  ])
  func metadataThatAreNotLabbooksAreAFailure(text: String) throws {
    let sample = try SampleCache()
    let kernel = try sample.add("6.9.1")
    try sample.folder.write(text, to: "cache/kernels/\(kernel.id)/metadata")
    #expect(sample.cache.list().isEmpty)
    let failure = sample.cache.damage().first
    #expect(failure?.message.contains(kernel.id) == true)
    #expect(failure?.remedy == "labbook kernel remove \(kernel.id)")
    #expect(failure?.isMistake == false)
    // Adding it makes it whole, removing gets rid of it.
    #expect(try sample.add("6.9.1").id == kernel.id)
    #expect(sample.cache.list().count == 1)
    try sample.folder.write(text, to: "cache/kernels/\(kernel.id)/metadata")
    try sample.cache.remove(try sample.cache.only(kernel.id))
    #expect(sample.names.isEmpty)
  }

  @Test func everyChangedLineOfMetadataIsAFailureOrHarmless() throws {
    let sample = try SampleCache()
    let kernel = try sample.add("6.9.1")
    let text = try #require(FileTree.text(kernel.folder + "/metadata"))
    let changes = [
      ("release=6.9.1", "release=../../../etc"), ("release=6.9.1", "release=6.9.2"),
      ("backend=qemu", "backend=host"), ("backend=qemu", "backend=uml"), ("hash=", "hash=0"),
      ("added=", "added=x"), ("version=", "version=%zz"), ("version=", "ersion="),
      ("release=6.9.1", "release=6.9.1\nrelease=6.9.1"),
    ]
    for (old, new) in changes {
      let changed = text.replacing(old, with: new, maxReplacements: 1)
      #expect(changed != text)
      try sample.folder.write(changed, to: "cache/kernels/\(kernel.id)/metadata")
      #expect(sample.cache.damage().count == 1 && sample.cache.list().isEmpty, "\(new)")
    }
  }

  @Test func whatIsNotAFileOrFolderWhereItShouldBeIsAFailure() throws {
    for (name, target) in [("vmlinux", "/bin/sh"), ("metadata", "/etc/passwd"), ("", "/etc")] {
      let sample = try SampleCache()
      let kernel = try sample.add("6.9.1")
      let path = kernel.folder + (name.isEmpty ? "" : "/" + name)
      try FileTree.remove(path)
      #expect(symlink(target, path) == 0)
      #expect(sample.cache.damage().count == 1 && sample.cache.list().isEmpty, "\(name)")
      try sample.cache.remove(kernel.id)
      #expect(sample.names.isEmpty)
      #expect(FileTree.kind(target) != nil)
    }
  }

  @Test func metadataSurviveWritingAndReading() throws {
    var metadata = KernelMetadata(
      backend: .uml, release: "6.9.1", version: "#1 a=b %41\u{7f}", machine: "x86_64",
      origin: "/tmp/new\nline\u{1b}[31m=é%", hash: String(repeating: "0a", count: 32), added: -1,
      labels: ["6.9", "uml"], source: FileIdentity(path: "/bin/sh"))
    let read = try #require(KernelMetadata(metadata.text))
    #expect(read.text == metadata.text)
    #expect(read.origin == metadata.origin)
    #expect(read.version == metadata.version)
    #expect(read.labels == metadata.labels)
    #expect(read.source == metadata.source)
    #expect(read.source != nil)
    metadata.source = nil
    let without = try #require(KernelMetadata(metadata.text))
    #expect(without.source == nil)
  }
}
