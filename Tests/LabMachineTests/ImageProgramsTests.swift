import Glibc
import LabSandbox
import Testing

@testable import LabMachine

@Suite struct ImageProgramsTests {
  private static let programs = [
    "bash", "ls", "ip", "tc", "nft", "iptables", "curl", "tcpdump", "ps", "ping", "awk", "modprobe",
    "find", "socat", "jq", "perl", "python3",
  ]

  private func libraries(_ path: String) -> Set<String> {
    var name = utsname()
    uname(&name)
    let machine = withUnsafeBytes(of: &name.machine) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    var closure = ProgramClosure(HostFiles(), folders: LibraryFolders(machine: machine))
    guard closure.add(path) != nil else { return [] }
    return Set(
      closure.files.tree.entries.compactMap { name, entry in
        guard case .file = entry, name.contains(".so") else { return nil }
        return "/" + name
      })
  }

  /// What ldd(1) says, links resolved.
  private func answer(_ path: String) throws -> Set<String> {
    let output = String(decoding: try ProgramRun.run(["ldd", path]), as: UTF8.self)
    var found: Set<String> = []
    for line in output.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" }
      guard let file = words.first(where: { $0.hasPrefix("/") }),
        let resolved = realpath(String(file), nil)
      else { continue }
      found.insert(String(cString: resolved))
      free(resolved)
    }
    return found
  }

  @Test(arguments: programs)
  func librariesAreThoseThatTheLinkerFinds(program: String) throws {
    guard let path = ProgramClosure.find(program) else {
      try Test.cancel("\(program) is not installed")
    }
    let expected = try answer(path)
    #expect(!expected.isEmpty)
    #expect(libraries(path) == expected)
  }

  /// Programs that Swift builds find their libraries by `$ORIGIN` and by folders of the toolchain.
  @Test func runPathsLeadToLibraries() throws {
    let labbook = NamespaceBench.installedAgent.dropLast("-agent".count)
    guard access(String(labbook), X_OK) == 0 else { try Test.cancel("labbook is not built") }
    let expected = try answer(String(labbook))
    #expect(expected.contains { $0.contains("libswiftCore") })
    #expect(libraries(String(labbook)) == expected)
  }

  @Test func configuredFoldersComeInTheirOrder() throws {
    let folder = try TemporaryFolder()
    try folder.write("/b/second\n# no\n/c/third # why\n", to: "conf.d/2.conf")
    try folder.write("/a/first\n", to: "conf.d/1.conf")
    let path = try folder.write("include conf.d/*.conf\n/d/last\n", to: "ld.so.conf")
    let folders = LibraryFolders(configuration: path, machine: "x86_64")
    #expect(folders.configured == ["/a/first", "/b/second", "/c/third", "/d/last"])
  }

  @Test func toolsRunFromTheImageAlone() throws {
    let folder = try TemporaryFolder()
    let image = try ImageSample.builder(folder).image(for: ImageSample.request())
    let root = try ImageSample.unpack(image, in: folder)
    let text = try ImageSample.run(
      """
      set -e
      ip link set lo up
      ip -br link show lo
      ping -c1 -W1 127.0.0.1 | grep -c '64 bytes'
      ss -tln | head -1
      tc qdisc show dev lo
      iptables -m conntrack -h | grep -c -- --ctstate
      nft --version
      curl --version | head -1
      LC_ALL=C.UTF-8 bash -c 'x=ä; echo ${#x} character'
      getent services ssh
      getent hosts localhost
      TERM=xterm tput cols
      ps --version
      echo all ran
      """, in: root)
    #expect(text.contains("all ran"), "\(text)")
    #expect(text.contains("1 character"), "\(text)")
    #expect(text.contains("22/tcp"), "\(text)")
  }

  @Test(arguments: [
    (
      "python3", "python3 -c 'import json,socket,ssl,ctypes,asyncio; print(json.dumps([1]))'", "[1]"
    ),
    ("perl", "perl -MPOSIX -MSocket -MData::Dumper -MTime::HiRes -e 'print floor(2.5)'", "2"),
  ])
  func interpretersComeWithTheirModules(command: String, script: String, output: String) throws {
    guard ProgramClosure.find(command) != nil else {
      try Test.cancel("\(command) is not installed")
    }
    guard InstalledPackages() != nil else { try Test.cancel("this machine has no dpkg") }
    let folder = try TemporaryFolder()
    let builder = ImageSample.builder(folder)
    let plain = try builder.image(for: ImageSample.request())
    let image = try builder.image(for: ImageSample.request(commands: [command]))
    #expect(image != plain)
    let root = try ImageSample.unpack(image, in: folder)
    #expect(access(root + "/usr/share/doc/python3", F_OK) != 0)
    #expect(try ImageSample.run(script, in: root).contains(output))
  }

  /// Debian's user-mode Linux has no nftables for IPv4, so iptables has to be the other one there.
  @Test func iptablesIsOneThatTheKernelCanServe() throws {
    guard FileTree.kind("/etc/alternatives/iptables") != nil else {
      try Test.cancel("this machine has no alternatives of iptables")
    }
    let version = String(
      decoding: try ProgramRun.run(["iptables", "--version"]), as: UTF8.self)
    let usual = version.contains("(legacy)") ? "legacy" : "nf_tables"
    let folder = try TemporaryFolder()
    for (line, name) in [("# CONFIG_NF_TABLES_IPV4 is not set\n", "legacy"), ("", usual)] {
      var kernel = ImageSample.kernel()
      if !line.isEmpty { kernel.configuration = try folder.write(line, to: "config") }
      kernel.hash = line
      let image = try ImageSample.builder(folder).image(for: ImageSample.request(kernel))
      let root = try ImageSample.unpack(image, in: folder)
      #expect(try ImageSample.run("iptables --version", in: root).contains("(\(name))"))
    }
  }

  @Test func scriptsComeWithTheirInterpreters() throws {
    guard let path = ProgramClosure.find("ldd") else { try Test.cancel("ldd is not installed") }
    var closure = ProgramClosure(HostFiles(), folders: LibraryFolders(machine: "x86_64"))
    closure.add(path)
    #expect(!closure.interpreters.isEmpty)
    for interpreter in closure.interpreters {
      #expect(closure.files.tree.has(realpath(interpreter, nil).map { String(cString: $0) } ?? ""))
    }
  }

  @Test func dpkgsFilesAreReadAsDpkgReadsThem() throws {
    guard let packages = InstalledPackages() else { try Test.cancel("this machine has no dpkg") }
    #expect(packages.owner(of: "/usr/bin/bash") == "bash")
    #expect(packages.owner(of: "/nonexistent") == nil)
    let dependencies = try ProgramRun.run(
      ["dpkg-query", "-W", "-f", "${Pre-Depends}, ${Depends}", "bash"])
    let text = String(decoding: dependencies, as: UTF8.self)
    let found = packages.dependencies(of: "bash")
    #expect(!found.isEmpty)
    for name in found { #expect(text.contains(name)) }
    #expect(packages.files(of: "bash").contains("/etc/bash.bashrc"))
  }
}
