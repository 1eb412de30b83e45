import Glibc
import LabDigest
import LabSandbox
import Testing

@testable import LabMachine

@Suite struct GuestImageTests {
  @Test func theSameInputsGiveTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let one = try ImageSample.builder(folder, cache: "one").image(for: ImageSample.request())
    let two = try ImageSample.builder(folder, cache: "two").image(for: ImageSample.request())
    #expect(one.path != two.path)
    #expect(one.hash == two.hash)
    try ProgramRun.run(["cmp", one.path, two.path])
  }

  @Test func anImageIsMadeOnceAndAgainWhenTheAgentChanges() throws {
    let folder = try TemporaryFolder()
    let agent = try folder.write(
      MappedFile(NamespaceBench.installedAgent).contents(), to: "labbook-agent")
    let builder = ImageSample.builder(folder)
    let request = ImageSample.request(agent: agent)
    let first = try builder.image(for: request)
    let made = FileStamp(of: first.path)
    #expect(try builder.image(for: request) == first)
    #expect(FileStamp(of: first.path) == made)
    // Within what is loaded: the last byte of the loaded part.
    var bytes = try AgentProgram.bytes(agent)
    bytes[bytes.count - 1] ^= 1
    try folder.write(bytes, to: "labbook-agent")
    let second = try builder.image(for: request)
    #expect(second.hash != first.hash)
    #expect(second.path != first.path)
  }

  @Test func aLostOrCutArchiveIsMadeAnew() throws {
    let folder = try TemporaryFolder()
    let builder = ImageSample.builder(folder)
    let first = try builder.image(for: ImageSample.request())
    truncate(first.path, 1000)
    #expect(try builder.image(for: ImageSample.request()) == first)
    try ProgramRun.run(["sh", "-c", "test $(stat -c %s \(first.path)) -gt 1000000"])
    unlink(first.path)
    #expect(try builder.image(for: ImageSample.request()) == first)
    #expect(access(first.path, R_OK) == 0)
    // In place: only the times of the file say that anything happened.
    let size = FileStamp(of: first.path).text.split(separator: ":")[1]
    let descriptor = open(first.path, O_WRONLY | O_CLOEXEC)
    #expect(pwrite(descriptor, "other bytes", 11, 1_000_000) == 11)
    close(descriptor)
    #expect(FileStamp(of: first.path).text.split(separator: ":")[1] == size)
    #expect(SHA256.hash(ofFile: first.path) != first.hash)
    #expect(try builder.image(for: ImageSample.request()) == first)
    #expect(SHA256.hash(ofFile: first.path) == first.hash)
  }

  @Test func commandsOfTheDefaultSetChangeNothing() throws {
    let folder = try TemporaryFolder()
    let builder = ImageSample.builder(folder)
    let plain = try builder.image(for: ImageSample.request())
    let same = try builder.image(
      for: ImageSample.request(commands: ["ip", "ping", "curl", "nft", "no-such-command"]))
    #expect(plain == same)
  }

  @Test func buildersAtTheSameTimeGiveOneImage() async throws {
    let folder = try TemporaryFolder()
    let images = try await withThrowingTaskGroup(of: GuestImage.self) { group in
      for _ in 0..<3 {
        group.addTask { try ImageSample.builder(folder).image(for: ImageSample.request()) }
      }
      return try await group.reduce(into: Set<GuestImage>()) { $0.insert($1) }
    }
    #expect(images.count == 1)
    let names = FileTree.names(folder.path + "/cache/images")
    #expect(names.count == 2, "\(names)")
  }

  @Test func whatAKilledBuilderLeftIsRemoved() throws {
    let folder = try TemporaryFolder()
    let images = folder.path + "/cache/images"
    try folder.write("half", to: "cache/images/.adding-abcdef/archive")
    _ = try ImageSample.builder(folder).image(for: ImageSample.request())
    #expect(FileTree.names(images).filter { $0.hasPrefix(".") }.isEmpty)
  }

  @Test func anImageHasWhatAGuestNeeds() throws {
    let folder = try TemporaryFolder()
    let image = try ImageSample.builder(folder).image(for: ImageSample.request())
    let root = try ImageSample.unpack(image, in: folder)
    #expect(access(root + "/init", X_OK) == 0)
    #expect(access(root + "/labbook/modules", R_OK) == 0)
    for name in ["proc", "sys", "dev", "run", "tmp", "root", "home", "var/tmp", "etc"] {
      #expect(FileTree.isFolder(root + "/" + name), "\(name)")
    }
    let list = try ProgramRun.run(["cpio", "-tv", "--quiet"], input: .file(image.path))
    let text = String(decoding: list, as: UTF8.self)
    for device in ["dev/console", "dev/null", "dev/kmsg", "dev/net/tun"] {
      #expect(text.contains(device + "\n"), "\(device)")
    }
    #expect(!text.contains("dev/sda"))
  }

  @Test func anAgentThatIsNotStaticIsRefused() throws {
    let folder = try TemporaryFolder()
    #expect(throws: MachineFailure.self) {
      try ImageSample.builder(folder).image(for: ImageSample.request(agent: "/bin/bash"))
    }
    #expect(FileTree.names(folder.path + "/cache/images").isEmpty)
  }
}
