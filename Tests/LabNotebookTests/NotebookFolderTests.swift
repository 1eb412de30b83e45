import Foundation
import LabModel
import LabNotebook
import Testing

/// A folder of its own that is gone when the test ends.
private final class TemporaryFolder {
  let path: String

  init() throws {
    path = "/tmp/labbook-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
  }

  func folder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: "\(path)/\(name)", withIntermediateDirectories: false)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(path)/\(name)", withDestinationPath: target)
  }
}

@Suite struct NotebookFolderTests {
  private func names(_ selection: NotebookSelection, in folder: TemporaryFolder) -> [String] {
    selection.notebooks.map { String($0.path.dropFirst(folder.path.utf8.count + 1)) }
  }

  @Test func aFolderStandsForItsNotebooksSorted() throws {
    let folder = try TemporaryFolder()
    try folder.folder("sub")
    try folder.folder(".hidden")
    try folder.folder("not.md")
    try folder.write("b.md", notebook(""))
    try folder.write("a.md", notebook("x"))
    try folder.write("sub/c.md", "\u{feff}---\r\ntitle: x\r\nlabbook: 7\r\n---\r\n")
    try folder.write("sub/broken.md", "---\n\"labbook\" : 1\nhosts: [\n")
    try folder.write("prose.md", "# labbook: 1\n")
    try folder.write("other.md", "---\ntitle: labbook\n---\n")
    try folder.write("notebook.txt", notebook(""))
    try folder.write(".hidden/d.md", notebook(""))
    let selection = NotebookFolder.select([folder.path + "//"])
    #expect(names(selection, in: folder) == ["a.md", "b.md", "sub/broken.md", "sub/c.md"])
    #expect(selection.problems.isEmpty)
    #expect(selection.notebooks[0].bytes == Array(notebook("x").utf8))
  }

  @Test func linksAreFollowedOnceAndLoopsEnd() throws {
    let folder = try TemporaryFolder()
    try folder.folder("sub")
    try folder.write("sub/a.md", notebook(""))
    try folder.link("sub/up", to: "..")
    try folder.link("again", to: "sub")
    try folder.link("same.md", to: "sub/a.md")
    try folder.link("self", to: "self")
    let selection = NotebookFolder.select([folder.path, folder.path + "/sub/a.md"])
    #expect(names(selection, in: folder) == ["again/a.md"])
    #expect(selection.problems.isEmpty)
  }

  @Test func aFileThatIsNamedMustBeANotebook() throws {
    let folder = try TemporaryFolder()
    try folder.write("prose.md", "# Title\n")
    try folder.write("good.txt", notebook(""))
    let selection = NotebookFolder.select(["\(folder.path)/prose.md", "\(folder.path)/good.txt"])
    #expect(names(selection, in: folder) == ["good.txt"])
    #expect(
      selection.problems.map(\.text) == [
        """
        \(folder.path)/prose.md:1:1: error: this is no notebook: its front matter has no `labbook: 1`
        1 | # Title
          | ^
          = help: begin the file with the lines `---`, `labbook: 1`, `---`

        """
      ])
  }

  @Test func aPipeOrDeviceIsRefusedAndNotWaitedFor() throws {
    let folder = try TemporaryFolder()
    let pipe = "\(folder.path)/pipe.md"
    #expect(mkfifo(pipe, 0o600) == 0)
    let selection = NotebookFolder.select([pipe, "/dev/zero"])
    #expect(selection.notebooks.isEmpty)
    #expect(
      selection.problems.map(\.text)
        == [pipe, "/dev/zero"].map {
          "\($0) is no regular file, so it can be no notebook:"
            + " write the notebook to a file and name that\n"
        })
    // In a folder it is no notebook of anybody's.
    try folder.write("good.md", notebook(""))
    #expect(names(NotebookFolder.select([folder.path]), in: folder) == ["good.md"])
  }

  @Test func aFileLongerThanANotebookMayBeIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write("long.md", notebook(""))
    let path = "\(folder.path)/long.md"
    #expect(truncate(path, off_t(NotebookFolder.mostBytes)) == 0)
    #expect(NotebookFolder.select([path]).problems.isEmpty)
    #expect(truncate(path, off_t(NotebookFolder.mostBytes) + 1) == 0)
    #expect(
      NotebookFolder.select([path]).problems.map(\.text) == [
        "\(path) is longer than 64 MiB, so it can be no notebook: keep large files beside it, or"
          + " make several notebooks of it\n"
      ])
  }

  @Test func selectingNothingIsAProblem() throws {
    let folder = try TemporaryFolder()
    try folder.write("prose.md", "# Title\n")
    #expect(
      NotebookFolder.select([folder.path]).problems.map(\.text) == [
        "no notebook in \(folder.path): a notebook is a Markdown file whose front matter says"
          + " `labbook: 1`\n"
      ])
  }

  @Test func whatCannotBeReadIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.link("dangling.md", to: "nowhere")
    let selection = NotebookFolder.select(["\(folder.path)/missing", folder.path])
    #expect(
      selection.problems.map(\.text) == [
        "read \(folder.path)/missing: No such file or directory\n",
        "read \(folder.path)/dangling.md: No such file or directory\n",
      ])
  }
}
