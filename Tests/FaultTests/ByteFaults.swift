import Foundation
import LabEvidence
import TestSupport
import Testing

extension Faults {
  /// Bytes that are no text, and text that steers terminals.
  @Suite struct Bytes {
    /// What would change a terminal, its title or its clipboard, in seven and in eight bits, and in the
    /// encoding of UTF-8; then what turns a line around.
    private static let hostile =
      "\u{1b}[2J \u{1b}]0;title\u{7} \u{1b}]52;c;cm0gLXJm\u{7} \u{1b}P1$r\u{9c} \u{8}\u{7f} "
      + "\u{9b}31m \u{9d}0;x\u{9c} \u{202e}txt.exe\u{202c} \u{2066}x\u{2069}"

    /// Whether a program that shows it can be steered by any byte of a text.
    private static func steers(_ text: String) -> Bool {
      text.unicodeScalars.contains { scalar in
        (scalar.value < 0x20 && scalar != "\n" && scalar != "\t")
          || (0x7f...0x9f).contains(scalar.value)
          || (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      }
    }

    @Test func everyByteValueIsKeptAsItIsAndShownSafely() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(
        """
        ```sh {#all}
        for n in {0..255}; do printf "\\\\x$(printf %x $n)"; done
        ```

        ```claims
        all prints "ABC"
        ```
        """)
      let (status, notebook) = try scene.document(of: path)
      #expect(status == 0)
      #expect(notebook.verdicts == ["all prints \"ABC\": holds"])
      let store = try Store.open(path: scene.database, for: .read)
      let run = try #require(try store.runs().first)
      let evidence = try RunEvidence.load(run: run.number, from: store)
      #expect(evidence.outputs.flatMap(\.bytes) == [UInt8](0...255))
      try store.close()
      for arguments in [["show", "last"], ["show", "last", "--json"]] {
        let ending = try scene.run(arguments)
        #expect(ending.status == 0)
        #expect(!Self.steers(ending.stdout))
      }
      let folder = scene.folder.path + "/exported"
      #expect(try scene.run(["export", "last", "--output-dir", folder]).status == 0)
      let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
      #expect(
        files.contains {
          FileManager.default.contents(atPath: folder + "/" + $0) == Data([UInt8](0...255))
        })
      try FileManager.default.removeItem(atPath: folder)
      try scene.expectAllWell()
    }

    @Test func nothingThatIsShownSteersTheTerminal() throws {
      let scene = try FaultScene()
      let name = "fault \(Self.hostile.replacing("/", with: "")).md"
      // Raw bytes too, which are no characters of UTF-8.
      let path = try scene.notebook(
        """
        # \(Self.hostile)

        ```console {#mischief}
        $ printf '%s\\n' '\(Self.hostile)'; printf '\\033]0;t\\007\\2330m\\235x\\234\\n' >&2
        not this
        $ printf '\\033]52;c;x\\007' > "/dev/udp/127.0.0.1/9"; ip link set lo up
        $ printf '\\033]52;c;x\\007\\2332J' > "/dev/udp/127.0.0.1/9"
        ```

        ```claims
        mischief prints "\(Self.hostile)"
        mischief prints "never"
        ```
        """, name: name)
      let commands = [
        ["run", path], ["run", path, "--json"], ["check", path], ["list"], ["list", "--json"],
        ["show", "last"], ["show", "last", "--reasons"], ["show", "last", "--json"],
        ["explain", "last", "1"], ["explain", "last", "2"], ["packets", "last"],
        ["packets", "last", "--json"], ["judge", "last"], ["diff", "1", "2"],
        ["sql", "SELECT * FROM run"], ["sql", "SELECT * FROM output"], ["run", path, "--control"],
        ["run", path, "--report", "tap=-"], ["run", path, "--report", "junit=-"],
        ["run", path, "--report", "ktap=-"], ["run", path, "--report", "json=-"],
        ["fmt", "--check", path], ["run", path + "\u{1b}[2J"], ["show", "\u{1b}[2J"],
      ]
      for arguments in commands {
        let hasDatabase = !["check", "fmt"].contains(arguments[0])
        let ending =
          hasDatabase
          ? try scene.run(arguments) : try LabbookProcess.run(arguments, in: scene.work)
        #expect(!Self.steers(ending.stdout), "\(arguments): \(ending.stdout.debugDescription)")
        #expect(!Self.steers(ending.stderr), "\(arguments): \(ending.stderr.debugDescription)")
      }
      try scene.expectAllWell()
    }
  }
}
