import Foundation
import TestSupport
import Testing

/// swift-argument-parser's generator, which `make test` builds beside the tests.
private let generator = URL(filePath: LabbookProcess.program).deletingLastPathComponent()
  .appending(path: "generate-manual").path(percentEncoded: false)
private let hasGenerator = access(generator, X_OK) == 0

@Suite(
  .enabled(if: hasGenerator, "generate-manual is not built: swift build --product generate-manual"))
struct InstallationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var built: String {
    URL(filePath: LabbookProcess.program).deletingLastPathComponent().path(percentEncoded: false)
  }

  /// All files and folders below `path`.
  private func tree(_ path: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
  }

  private func pages() throws -> String {
    let path = folder.path + "/man"
    _ = try Installed.sh("scripts/man-pages \(LabbookProcess.program) \(generator) \(path)")
    return path
  }

  @Test(
    .enabled(
      if: Installed.has("man") && Installed.has("mandoc"), "man or mandoc is not installed"))
  func everyPageIsRenderedWithoutAWarning() throws {
    let path = try pages()
    let names = try tree(path)
    #expect(names.count == 32)
    for name in names {
      // Wide enough that no option is broken at its dash.
      let shown = try Installed.sh(
        "man --warnings -l \(path)/\(name)", environment: ["MANWIDTH": "200", "LC_ALL": "C.UTF-8"])
      #expect(shown.stderr.isEmpty, "\(name)")
      let lint = try Installed.sh("mandoc -T lint -W warning \(path)/\(name)")
      #expect(lint.stdout + lint.stderr == "", "\(name)")
      let words = name.dropLast(2).split(separator: "-").map(String.init)
      #expect(shown.stdout.contains(words.joined(separator: " ")), "\(name)")
      let help = try LabbookProcess.run(words.dropFirst() + ["--help"]).stdout
      let options = help.matches(of: #/ (--[a-z][-a-z]+)/#).map { String($0.output.1) }
      for option in options where name != "labbook.1" {
        #expect(shown.stdout.contains(option), "\(name) lacks \(option)")
      }
    }
    #expect(names.contains("labbook-kernel-add.1"))
    #expect(names.contains("labbook.1"))
  }

  @Test func thePageOfLabbookHasStatusesVariablesAndCommands() throws {
    let page = try String(contentsOfFile: try pages() + "/labbook.1", encoding: .utf8)
    for status in ["0", "1", "2", "3", "4", "5", "130"] {
      #expect(page.contains(".It \(status)\n"), "\(status)")
    }
    #expect(page.contains(".It Xr labbook-run 1\n"))
    // Every variable that the sources read is one that the page tells of.
    let found = try Installed.sh(
      "grep -rhoE '\"(LABBOOK|XDG|GITHUB|NO)_[A-Z]+\"' Sources --include=*.swift | sort -u"
    ).stdout.split(separator: "\n").map { $0.replacing("\"", with: "") }
    #expect(found.contains("LABBOOK_DB"))
    for name in found where !name.hasPrefix("LABBOOK_BENCH") {
      #expect(page.contains(name), "docs/man/labbook.mdoc lacks \(name)")
    }
  }

  @Test func whatIsInstalledWorksAndIsTakenAwayAgain() throws {
    let root = try folder.folder("root")
    try FileManager.default.createDirectory(
      atPath: root + "/share/man/man1", withIntermediateDirectories: true)
    try folder.file("root/share/man/man1/other.1", "")
    let before = try tree(root)
    // Twice: an installation takes the place of the one before it.
    for _ in 1...2 { _ = try Installed.sh("scripts/install \(root) \(built) \(generator)") }
    let files = try tree(root)
    for file in [
      "bin/labbook", "bin/labbook-agent", "share/bash-completion/completions/labbook",
      "share/zsh/site-functions/_labbook", "share/fish/vendor_completions.d/labbook.fish",
      "share/man/man1/labbook.1", "share/man/man1/labbook-run.1",
      "share/doc/labbook/README.md", "share/doc/labbook/docs/commands.md",
    ] { #expect(files.contains(file), "\(file)") }

    // Its own agent runs this, for nothing else is near it.
    let notebook = try folder.file(
      "n.md", "---\nlabbook: 1\n---\n# N\n\n```console\n$ echo here\nhere\n```\n")
    let run = try Installed.sh(
      "\(root)/bin/labbook run --db \(folder.path)/n.sqlite \(notebook)")
    #expect(run.stdout.contains("1 step"))

    try folder.file("root/share/doc/labbook/mine.txt", "")
    _ = try Installed.sh("scripts/install --remove \(root)")
    #expect(
      try tree(root)
        == (before + ["share/doc", "share/doc/labbook", "share/doc/labbook/mine.txt"])
        .sorted())
    _ = try Installed.sh("scripts/install --remove \(root)", status: 1)
  }
}
