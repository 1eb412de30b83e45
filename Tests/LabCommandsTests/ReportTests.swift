import Foundation
import LabEvidence
import Testing

@testable import LabCommands

/// `report`, and what it does to folders that are there.
@Suite struct ReportTests {
  private let folder: TemporaryFolder
  private let database: String
  private var output: String { folder.path + "/out" }

  init() throws {
    folder = try TemporaryFolder()
    database = try KeepingTests.database(folder, "a", output: "printed \u{1b}[31m<b>")
  }

  private func report(_ arguments: String...) throws -> CommandRun {
    try CommandRun(["report", "--db", database] + arguments)
  }

  private func names() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: output).sorted()
  }

  @Test func aFolderIsWrittenAndWrittenAnew() throws {
    #expect(try report("--all", "-o", output).status == .success)
    let first = try names()
    #expect(first.contains("index.html"))
    #expect(first.contains("page.css"))
    #expect(first.contains("labbook-report.txt"))
    let bytes = try folder.bytes("out/index.html")
    // What the report before had goes, and what is not of a report stays.
    try FileManager.default.createDirectory(
      atPath: output + "/run/old", withIntermediateDirectories: true)
    _ = try folder.file("out/run/old/x.html", "old")
    _ = try folder.file("out/mine.html", "mine")
    let list = String(decoding: try folder.bytes("out/labbook-report.txt"), as: UTF8.self)
    _ = try folder.file(
      "out/labbook-report.txt", list + "run/old/x.html\n../outside.html\n/etc/none\n")
    let outside = try folder.file("outside.html", "stays")
    #expect(try report("--all", "-o", output).status == .success)
    #expect(try names() == (first + ["mine.html"]).sorted())
    #expect(try folder.bytes("out/index.html") == bytes)
    #expect(FileManager.default.fileExists(atPath: outside))
  }

  @Test func aFolderThatLeadsElsewhereIsNotFollowed() throws {
    #expect(try report("last", "-o", output).status == .success)
    let elsewhere = folder.path + "/elsewhere"
    try FileManager.default.createDirectory(
      atPath: elsewhere + "/old", withIntermediateDirectories: true)
    let file = try folder.file("elsewhere/f", "stays")
    try FileManager.default.removeItem(atPath: output + "/run")
    try FileManager.default.createSymbolicLink(
      atPath: output + "/run", withDestinationPath: elsewhere)
    let list = String(decoding: try folder.bytes("out/labbook-report.txt"), as: UTF8.self)
    _ = try folder.file("out/labbook-report.txt", list + "run/f\n")
    let run = try report("last", "-o", output)
    #expect(run.status == .mistake)
    #expect(run.stderr.contains("leads out of the report's folder"))
    // Nor where the pages of the new report would not go there.
    _ = try folder.file("elsewhere/old/f", "stays")
    try FileManager.default.removeItem(atPath: output + "/run")
    try FileManager.default.createSymbolicLink(
      atPath: output + "/gone", withDestinationPath: elsewhere)
    _ = try folder.file("out/labbook-report.txt", list + "gone/f\ngone/old/f\n")
    #expect(try report("last", "-o", output).status == .success)
    #expect(FileManager.default.fileExists(atPath: file))
    #expect(FileManager.default.fileExists(atPath: elsewhere + "/old/f"))
  }

  @Test func aFolderOfSomebodyElseIsLeftAlone() throws {
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    #expect(try report("last", "-o", output).status == .success)
    let other = folder.path + "/out2"
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    _ = try folder.file("out2/photo.jpg", "x")
    let run = try report("last", "-o", other)
    #expect(run.status == .mistake)
    #expect(run.stderr.contains("--force"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: other) == ["photo.jpg"])
    #expect(try report("last", "-o", other, "--force").status == .success)
    #expect(FileManager.default.fileExists(atPath: other + "/photo.jpg"))
  }

  @Test func oneFileIsWritten() throws {
    let path = folder.path + "/run.html"
    let run = try report("-o", path, "--json")
    #expect(run.status == .success)
    #expect(run.stdout.contains("\"files\": 1"))
    let text = String(decoding: try folder.bytes("run.html"), as: UTF8.self)
    #expect(text.contains("printed"))
    #expect(!text.contains("\u{1b}"))
    #expect(!text.contains("<b>"))
    #expect(try report("-o", path).status == .mistake)
    #expect(try report("-o", path, "--force").status == .success)
  }

  @Test(arguments: [
    ["--all", "last"], ["--all", "-o", "x.html"], ["1", "2", "-o", "x.html"], [],
  ])
  func whatCannotBeMeantIsRefused(arguments: [String]) throws {
    #expect(try CommandRun(["report", "--db", database] + arguments).status == .mistake)
  }

  @Test func aRunThatIsNotThereIsAMistake() throws {
    #expect(try report("nosuchrun", "-o", output).status == .mistake)
    #expect(!FileManager.default.fileExists(atPath: output))
  }
}
