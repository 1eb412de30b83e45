import Glibc
import LabEvidence
import LabModel
import Testing

@Suite struct ProvenanceTests {
  private let fixture: Fixture
  private let store: Store

  init() throws {
    fixture = try Fixture()
    store = try fixture.open()
  }

  @Test func toolsAreFoundHashedAndKept() throws {
    let gathered = try Provenance.gather(
      for: ["sh", "no-such-command", "/bin/cat"], searchPath: "/nowhere:/usr/bin:/bin",
      store: store)
    #expect(gathered.tools.map(\.name) == ["sh", "/bin/cat"])
    #expect(gathered.missing == ["no-such-command"])
    #expect(gathered.tools.allSatisfy { $0.hash?.count == 64 && $0.path.hasPrefix("/") })
    var names = utsname()
    uname(&names)
    let release = withUnsafeBytes(of: names.release) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    #expect(gathered.kernel.release == release)
    #expect(gathered.processors >= 1)
    let journal = try Journal.begin(
      Plans.plan(), in: store, backend: "namespaces", provenance: gathered, labbook: "0.1.0")
    #expect(try store.provenance(ofRun: journal.run) == gathered)
    // What is kept is what would be found again.
    #expect(
      try Provenance.gather(
        for: ["sh", "no-such-command", "/bin/cat"], searchPath: "/usr/bin:/bin", store: store)
        == gathered)
  }

  @Test func theHashIsThatOfSha256sum() throws {
    let path = fixture.folder + "/tool"
    try write(Array("abc".utf8), to: path)
    chmod(path, 0o755)
    defer { unlink(path) }
    let tools = try Provenance.gather(
      for: ["tool"], searchPath: fixture.folder, store: store
    ).tools
    // FIPS 180-4, the example "abc".
    #expect(
      tools.map(\.hash) == ["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"])
  }

  @Test func aProgramThatChangedIsHashedAgain() throws {
    let path = fixture.folder + "/tool"
    defer { unlink(path) }
    var hashes: [String?] = []
    for content in ["one", "other"] {
      try write(Array(content.utf8), to: path)
      chmod(path, 0o755)
      let provenance = try Provenance.gather(
        for: ["tool"], searchPath: fixture.folder, store: store)
      hashes += provenance.tools.map(\.hash)
      _ = try Journal.begin(
        Plans.plan(), in: store, backend: "namespaces", provenance: provenance, labbook: "0.1.0")
    }
    #expect(hashes.count == 2 && hashes[0] != hashes[1])
  }

  @Test func folderAndFilesWithoutPermissionAreNoCommands() throws {
    let path = fixture.folder + "/tool"
    try write([1], to: path)
    chmod(path, 0o644)
    defer { unlink(path) }
    let provenance = try Provenance.gather(
      for: ["tool", "."], searchPath: fixture.folder, store: store)
    #expect(provenance.missing == ["tool", "."])
  }

  @Test(.enabled(if: access("/proc/config.gz", R_OK) == 0, "no /proc/config.gz"))
  func theKernelsOptionsAreRead() throws {
    let kernel = try Provenance.gather(for: [], searchPath: "", store: store).kernel
    #expect(kernel.configurationHash?.count == 64)
    #expect(kernel.options?.contains("NET") == true)
    #expect(kernel.options?.contains("NO_SUCH_OPTION") == false)
    #expect(kernel.options?.contains("NE") == false)
  }

  @Test func optionsAreFoundByTheirWholeName() {
    let options: KernelOptions = ["VETH", "BRIDGE", "NET_SCH_NETEM"]
    #expect(options.contains("BRIDGE"))
    #expect(!options.contains("NET_SCH"))
    #expect(!options.contains(""))
    #expect(!options.contains("BRIDGE\nNET_SCH_NETEM"))
    #expect(options == KernelOptions(text: options.text))
    #expect(!(KernelOptions([]).contains("")))
  }
}
