import Foundation
import TestSupport
import Testing

extension Faults {
  /// Notebooks that are too large, too deep, or not what they seem.
  @Suite struct Notebooks {
    /// What `labbook check` says of a notebook with these bytes.
    private static func check(
      _ bytes: Data, in scene: FaultScene, name: String = "fault.md"
    ) throws -> LabbookProcess.Ending {
      scene.expect(file: name)
      let path = scene.folder.path + "/" + name
      try bytes.write(to: URL(filePath: path))
      return try LabbookProcess(["check", path], in: scene.work).end(within: 200)
    }

    private static func check(
      _ body: String, in scene: FaultScene
    ) throws -> LabbookProcess.Ending {
      try check(Data("---\nlabbook: 1\n---\n\(body)\n".utf8), in: scene)
    }

    @Test func aNotebookOfAHundredMegabytesIsRefused() throws {
      let scene = try FaultScene()
      // Only its head is on the disk: it is refused by its size.
      let path = try scene.file("fault.md", "---\nlabbook: 1\n---\n")
      #expect(truncate(path, 100_000_000) == 0)
      let ending = try LabbookProcess.run(["check", path], in: scene.work)
      #expect(ending.status == 2)
      #expect(ending.stderr.contains("64 MiB"), "\(ending.stderr)")
      scene.expectTheMachineAsBefore()
    }

    @Test func manyFencesAreRead() throws {
      let scene = try FaultScene()
      let count = Faults.size(10_000, whole: 100_000)
      let fences = String(repeating: "```console\n$ true\n```\n\n", count: count)
      let ending = try Self.check(fences, in: scene)
      #expect(ending.status == 0, "\(ending.stderr.prefix(500))")
      #expect(ending.stdout.contains("\(count) steps"), "\(ending.stdout)")
      scene.expectTheMachineAsBefore()
    }

    @Test func deepNestingIsAMistakeOrRead() throws {
      let scene = try FaultScene()
      let depth = Faults.size(5000, whole: 100_000)
      func deep(_ opening: String, _ middle: String = "", _ closing: String = "") -> String {
        String(repeating: opening, count: depth) + middle + String(repeating: closing, count: depth)
      }
      let bodies = [
        deep("> ") + "\n```console\n$ true\n```", deep("- ", "x"), deep("[", "x", "](y)"),
        deep("**", "x", "**"), "```claims\n" + deep("(", "x", ")") + "\n```",
        "```console\n$ " + deep("$(", "true", ")") + "\n```",
        "```claims\n#a prints /" + deep("(", "x", ")") + "/\n```",
        "```console\n$ true\n" + deep("(", "x", ")") + " (re)\n```",
        "```console\n$ true\n" + deep("*", "x") + " (glob)\n```",
      ]
      for body in bodies {
        let ending = try Self.check(body, in: scene)
        // Nil would be a stack that has run over.
        #expect(
          ending.status == 0 || ending.status == 2,
          "\(body.prefix(60)): \(ending.stderr.prefix(300))")
      }
      for yaml in [deep("[", "", "]"), deep("{a: ", "b", "}"), "hosts: " + deep("[", "", "]")] {
        let ending = try Self.check(Data("---\nlabbook: 1\n\(yaml)\n---\n".utf8), in: scene)
        #expect(ending.status == 2, "\(yaml.prefix(60)): \(ending.stdout.prefix(300))")
      }
      scene.expectTheMachineAsBefore()
    }

    @Test func whatTurnsTextAroundInACommandIsShown() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(
        """
        ```console {#shown}
        $ echo "\u{202e}" \u{2066}>/dev/null\u{2069}; false
        ```
        """)
      let ending = try scene.run(["run", path])
      #expect(ending.status == 1)
      #expect(ending.stdout.contains(#"$ echo "\u{202e}" \u{2066}>/dev/null\u{2069}; false"#))
      #expect(try scene.run(["show", "last"]).stdout.contains(#"\u{202e}"#))
      try scene.expectAllWell()
    }

    @Test func bytesThatAreNoTextAreMistakesAndLineEndsAreNone() throws {
      let scene = try FaultScene()
      let text = "---\nlabbook: 1\n---\n\n```console\n$ echo hi\nhi\n```\n"
      for (name, bytes, status) in [
        ("a zero byte", Data((text + "\n```console\n$ echo \0\n```\n").utf8), 2),
        ("no UTF-8", Data(text.utf8) + [0xff, 0xfe], 2),
        ("UTF-16", Data(text.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }), 2),
        ("nothing", Data(), 2),
        ("carriage returns", Data(text.replacing("\n", with: "\r\n").utf8), 0),
        ("a byte order mark", [0xef, 0xbb, 0xbf] + Data(text.utf8), 0),
      ] as [(String, Data, Int32)] {
        let ending = try Self.check(bytes, in: scene)
        #expect(ending.status == status, "\(name): \(ending)")
        #expect((ending.status == 2) == ending.stderr.contains("fault.md"), "\(name): \(ending)")
      }
      // A run is as on any other lines.
      let path = try scene.file(
        "crlf.md", "\u{feff}" + text.replacing("\n", with: "\r\n"))
      #expect(try scene.run(["run", path]).status == 0)
      try scene.expectAllWell()
    }

    @Test func aFolderOfLinksAndLoopsEnds() throws {
      let scene = try FaultScene()
      let folder = try scene.folder.folder("notebooks")
      scene.expect(file: "notebooks")
      let text = "---\nlabbook: 1\n---\n\n```console\n$ true\n```\n"
      try text.write(toFile: folder + "/one.md", atomically: false, encoding: .utf8)
      let links = [
        ("loop", folder), ("up", ".."), ("self.md", "self.md"), ("gone.md", "/nonexistent/x.md"),
        ("again.md", "one.md"), ("a.md", "b.md"), ("b.md", "a.md"),
      ]
      for (name, target) in links {
        try FileManager.default.createSymbolicLink(
          atPath: folder + "/" + name, withDestinationPath: target)
      }
      mkfifo(folder + "/pipe.md", 0o600)
      let ending = try LabbookProcess(["check", folder], in: scene.work).end(within: 20)
      #expect(ending.stdout.contains("1 notebook"), "\(ending)")
      try FileManager.default.removeItem(atPath: folder)
      scene.expectTheMachineAsBefore()
    }
  }
}
