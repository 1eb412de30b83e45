import Foundation
import LabEvidence
import LabModel
import TestSupport
import Testing

/// What `labbook export` makes of the experiments, read by the programs that it is made for.
@Suite struct ExportTests {
  /// Every run of the experiments, with a folder for what is exported.
  private func forEachRun(
    _ body: (_ run: Int, _ store: Store, _ database: String, TemporaryFolder) throws -> Void
  ) throws {
    let outcome = try Experiments.get()
    let store = try Store.open(path: outcome.database, for: .read)
    defer { try? store.close() }
    let runs = try store.runs().map(\.number)
    #expect(runs.count == 6)
    for run in runs { try body(run, store, outcome.database, try TemporaryFolder()) }
  }

  private func export(_ arguments: [String]) throws -> LabbookProcess.Ending {
    try LabbookProcess.run(["export"] + arguments)
  }

  @Test(.enabled(if: Wireshark.isThere, "tshark and capinfos are not installed"))
  func wiresharkReadsEveryPacketWithoutAWarning() throws {
    var packets = 0
    try forEachRun { run, store, database, folder in
      let path = folder.path + "/run.pcapng"
      let ending = try export(["\(run)", "--pcapng", path, "--db", database])
      try #require(ending.status == 0, "\(ending.stderr)")
      let info = try Wireshark.run("capinfos", [path])
      #expect(info.status == 0)
      #expect(info.stderr == "")
      let shown = try Wireshark.run(
        "tshark",
        ["-r", path, "-T", "fields", "-e", "frame.interface_name", "-e", "frame.time_epoch"]
          + ["-e", "frame.len", "-e", "frame.packet_flags_direction", "-e", "frame.comment"])
      #expect(shown.status == 0)
      #expect(shown.stderr == "")
      let lines = shown.stdout.split(separator: "\n").map {
        $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      }

      // As `labbook packets` has them.
      let evidence = try RunEvidence.load(run: run, from: store)
      var listed: [ListedPacket] = []
      try PacketListing(evidence, PacketSelection()).forEach {
        listed.append($0)
        return true
      }
      try #require(lines.count == listed.count)
      packets += lines.count
      for (line, packet) in zip(lines, listed) {
        #expect(line[0] == "\(packet.host):\(packet.interface)")
        let second: Int64 = 1_000_000_000
        let places = String(packet.row.wall % second + second).dropFirst()
        #expect(line[1] == "\(packet.row.wall / second).\(places)")
        #expect(line[2] == "\(packet.row.length)")
        let direction: UInt32 = packet.row.direction.isLeaving ? 2 : 1
        if packet.interface != "lo" {
          #expect(UInt32(line[3].dropFirst(2), radix: 16) == direction)
        }
        let attempt = evidence.attempts.first { $0.packets?.contains(packet.row.number) ?? false }
        if let attempt { #expect(line[4].hasPrefix("step \(attempt.step) (#"), "\(line[4])") }
      }
      for row in evidence.interfaces {
        let host = evidence.hosts.first { $0.number == row.host }?.name ?? "?"
        #expect(info.stdout.contains("Name = \(host):\(row.name)\n"))
      }
    }
    #expect(packets > 100)
  }

  @Test(
    .enabled(if: Wireshark.isThere, "tshark and capinfos are not installed"),
    arguments: ["-", "/dev/stdout"])
  func tsharkReadsFromAPipeAndNamesTheHosts(file: String) throws {
    let database = try Experiments.get().database
    let run = try #require(
      try Experiments.get().document.notebooks.first { $0.path.contains("/5-") }?.run)
    let ending = try Wireshark.run(
      "sh",
      [
        "-c",
        """
        '\(LabbookProcess.program)' export \(run) --db '\(database)' --pcapng \(file) \
        --on client:eth0 --filter icmp --during baseline 2> /dev/null |
          tshark -N n -r - -T fields -e ip.src_host -e ip.dst_host
        """,
      ])
    #expect(ending.status == 0)
    #expect(ending.stderr == "")
    #expect(ending.stdout == "client\tlab\nlab\tclient\n")
  }

  @Test func outputIsExportedToTheByte() throws {
    try forEachRun { run, store, database, folder in
      let path = folder.path + "/out"
      let ending = try export(["\(run)", "--output-dir", path, "--db", database])
      #expect(ending.status == 0, "\(ending.stderr)")
      let evidence = try RunEvidence.load(run: run, from: store)
      var expected: [[UInt8]: Int] = [:]
      for (_, rows) in Dictionary(
        grouping: evidence.outputs, by: { [$0.step, $0.attempt, Int($0.stream.rawValue)] })
      {
        expected[rows.flatMap(\.bytes), default: 0] += 1
      }
      var found: [[UInt8]: Int] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: path)
      where name != "manifest.json" {
        let data = try Data(contentsOf: URL(filePath: path + "/" + name))
        found[Array(data), default: 0] += 1
      }
      #expect(found == expected)
      #expect(found.count > 3)
      let manifest = try JSONSerialization.jsonObject(
        with: Data(try folder.text("out/manifest.json").utf8))
      #expect((manifest as? [String: Any])?["steps"] is [Any])

      let again = try export(["\(run)", "--output-dir", path, "--db", database])
      #expect(again.status == 2)
      #expect(again.stderr.contains("is not empty"))
      let forced = try export(["\(run)", "--output-dir", path, "--force", "--db", database])
      #expect(forced.status == 0)
    }
  }

  @Test func aRunThatIsCutOutReadsAsItDidBefore() throws {
    try forEachRun { run, _, database, folder in
      let path = folder.path + "/one.sqlite"
      let ending = try export(["\(run)", "--sqlite", path, "--db", database])
      try #require(ending.status == 0, "\(ending.stderr)")
      for command in [
        ["show", "\(run)", "--all", "--counters"], ["packets", "\(run)"],
        ["explain", "\(run)", "1"], ["packets", "\(run)", "--path"],
      ] {
        let before = try LabbookProcess.run(command + ["--db", database])
        let after = try LabbookProcess.run(command + ["--db", path])
        #expect(before.status == 0)
        #expect(after.stdout == before.stdout, "\(command)")
      }
      let copy = try Store.open(path: path, for: .read)
      #expect(try copy.integrityProblems() == [])
      #expect(try copy.runs().map(\.number) == [run])
      #expect(try copy.provenance(ofRun: run).tools != [])
      try copy.close()
      // The judge writes.
      let judged = try LabbookProcess.run(["judge", "\(run)", "--db", path])
      #expect(judged.status == 0, "\(judged.stderr)")
    }
  }

  @Test func controlsAndWhatTheyControlStayTogether() throws {
    let folder = try TemporaryFolder()
    let database = folder.path + "/x.sqlite"
    let notebook = try folder.file(
      "c.md",
      """
      ---
      labbook: 1
      ---
      # A control
      ```console {#make}
      $ ip link set lo up
      ```
      ```console {#look}
      $ ip link show up | wc -l
      2
      ```
      ```claims
      #look.1 prints "2" after #make
      ```
      """)
    for _ in 1...2 {
      _ = try LabbookProcess.run(["run", notebook, "--control", "--db", database])
    }
    let store = try Store.open(path: database, for: .read)
    let all = try store.runs(RunFilter(includesControls: true))
    try store.close()
    let (original, control) = (
      try #require(all.last { $0.original == nil }), try #require(all.last { $0.original != nil })
    )
    #expect(all.count == 4)
    for run in [original, control] {
      let path = folder.path + "/\(run.number).sqlite"
      let ending = try export(["\(run.number)", "--sqlite", path, "--db", database])
      #expect(ending.status == 0, "\(ending.stderr)")
      let copy = try Store.open(path: path, for: .read)
      #expect(
        Set(try copy.runs(RunFilter(includesControls: true)).map(\.id)) == [
          original.id, control.id,
        ])
      #expect(try copy.integrityProblems() == [])
    }
  }

  /// The kernel ends labbook in the middle of a file that grows beyond a limit.
  @Test(arguments: ["--pcapng", "--sqlite"])
  func nothingIsLeftOfAnExportThatWasKilled(option: String) throws {
    try forEachRun { run, _, database, folder in
      let ending = try LabbookProcess.run(
        ["export", "\(run)", option, folder.path + "/out", "--db", database],
        under: ["prlimit", "--fsize=512", "--core=0"])
      #expect(ending.status == nil)
      #expect(folder.contents == [])
    }
  }

  @Test func nothingIsReplacedUnlessForced() throws {
    let outcome = try Experiments.get()
    let folder = try TemporaryFolder()
    let database = folder.path + "/own.sqlite"
    try FileManager.default.copyItem(atPath: outcome.database, toPath: database)
    let path = try folder.file("there", "mine")
    for option in ["--pcapng", "--sqlite"] {
      let refused = try export(["1", option, path, "--db", database])
      #expect(refused.status == 2)
      #expect(refused.stderr.contains("it is there already"))
      #expect(try folder.text("there") == "mine")
      let itself = try export(["1", option, database, "--force", "--db", database])
      #expect(itself.status == 2)
      #expect(itself.stderr.contains("that is the database itself"))
    }
    for option in ["--sqlite", "--pcapng"] {
      #expect(try export(["1", option, path, "--force", "--db", database]).status == 0)
      let data = try Data(contentsOf: URL(filePath: path))
      let magic = option == "--sqlite" ? Array("SQLite format 3".utf8) : [0x0a, 0x0d, 0x0d, 0x0a]
      #expect(data.starts(with: magic))
    }
    // One that cannot be written keeps the others from being written.
    let both = try export([
      "1", "--pcapng", folder.path + "/new", "--sqlite", path, "--db", database,
    ])
    #expect(both.status == 2)
    #expect(!folder.contents.contains("new"))
    #expect(!folder.contents.contains { $0.contains(".labbook-export") })
  }

  @Test func aFullDiskAndAMissingFolderAreSaid() throws {
    let outcome = try Experiments.get()
    let full = try export(["1", "--pcapng", "/dev/full", "--db", outcome.database])
    #expect(full.status == 5)
    #expect(full.stderr.contains("No space left on device"))
    for option in ["--pcapng", "--sqlite", "--output-dir"] {
      let missing = try export(["1", option, "/nonexistent/x/y", "--db", outcome.database])
      #expect(missing.status == 2)
      #expect(missing.stderr.contains("No such file or directory"), "\(missing.stderr)")
    }
  }
}

/// Wireshark's programs for terminals.
enum Wireshark {
  static let isThere = ["tshark", "capinfos"].allSatisfy { access("/usr/bin/" + $0, X_OK) == 0 }

  /// Runs one; what tshark says to root is left out.
  static func run(_ program: String, _ arguments: [String]) throws -> LabbookProcess.Ending {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/" + program)
    process.arguments = arguments
    process.environment = ["LANG": "C.UTF-8", "HOME": folder.path, "PATH": "/usr/bin:/bin"]
    for name in ["stdout", "stderr"] { try folder.file(name, "") }
    process.standardOutput = FileHandle(forWritingAtPath: folder.path + "/stdout")
    process.standardError = FileHandle(forWritingAtPath: folder.path + "/stderr")
    try process.run()
    process.waitUntilExit()
    let messages = try folder.text("stderr").split(separator: "\n").filter {
      !$0.hasPrefix("Running as user \"root\"")
    }
    return LabbookProcess.Ending(
      status: process.terminationStatus, stdout: try folder.text("stdout"),
      stderr: messages.joined(separator: "\n"))
  }
}
