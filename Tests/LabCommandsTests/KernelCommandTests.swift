import Foundation
import Testing

@testable import LabCommands

@Suite struct KernelCommandTests {
  private struct Document: Decodable {
    struct Kernel: Decodable {
      var id: String
      var backend: String
      var release: String
      var names: [String]
      var origin: String
      var image: String
      var hash: String
    }
    var kernels: [Kernel]
  }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func labbook(_ arguments: String...) throws -> CommandRun {
    try CommandRun(
      ["kernel"] + arguments, environment: ["LANG": "C.UTF-8", "XDG_CACHE_HOME": folder.path])
  }

  @Test func anEmptyCacheIsSaidToBeEmpty() throws {
    let text = try labbook("list")
    #expect(text.status == .success)
    #expect(text.stdout.isEmpty)
    #expect(text.stderr == "no kernels in the cache: labbook kernel add SPEC\n")
    let json = try labbook("list", "--json")
    #expect(try JSONDecoder().decode(Document.self, from: Data(json.stdout.utf8)).kernels.isEmpty)
  }

  @Test(arguments: [
    ["add"], ["add", "/no/such/kernel"], ["add", "host"], ["add", "a b"], ["add", "/etc/passwd"],
    ["add", "/etc"], ["remove"], ["remove", "6.12"], ["remove", ".."], ["bogus"],
  ])
  func whatCannotBeMeantIsAMistake(arguments: [String]) throws {
    let run = try CommandRun(
      ["kernel"] + arguments, environment: ["LANG": "C.UTF-8", "XDG_CACHE_HOME": folder.path])
    #expect(run.status == .mistake)
    #expect(run.stdout.isEmpty)
    #expect(!run.stderr.isEmpty)
  }

  @Test func withoutAFolderForItThereIsNoCache() throws {
    let run = try CommandRun(["kernel", "list"], environment: ["LANG": "C.UTF-8"])
    #expect(run.status == .failed)
    #expect(run.stderr.contains("XDG_CACHE_HOME"))
  }

  @Test func aNameCannotSteerTheTerminal() throws {
    let run = try labbook("remove", "x\u{1B}[31m")
    #expect(!run.stderr.contains("\u{1B}"))
    #expect(run.stderr.contains("x\\x1b[31m"))
  }

  @Test func aDamagedKernelIsNamedAndCanBeRemoved() throws {
    let kernels = folder.path + "/labbook/kernels/6.9.1-01234567"
    try FileManager.default.createDirectory(atPath: kernels, withIntermediateDirectories: true)
    let list = try labbook("list")
    #expect(list.status == .failed)
    #expect(list.stderr.contains("labbook kernel remove 6.9.1-01234567"))
    let remove = try labbook("remove", "6.9.1-01234567")
    #expect(remove.status == .success)
    #expect(remove.stdout == "removed 6.9.1-01234567\n")
    #expect(try labbook("list").status == .success)
  }

  @Test(
    .enabled(
      if: access("/usr/bin/linux.uml", X_OK) == 0,
      "linux.uml is not installed: apt-get install user-mode-linux"))
  func aKernelIsAddedListedAndRemoved() throws {
    let add = try labbook("add", "uml", "/no/such/kernel")
    // The one that is there is added all the same.
    #expect(add.status == .mistake)
    let id = try #require(add.stdout.split(separator: " ").first.map(String.init))
    #expect(add.stdout == "\(id)  uml  /usr/bin/linux.uml\n")
    let text = try labbook("list")
    #expect(text.stdout.split(separator: "\n").count == 2)
    #expect(text.stdout.contains(id))
    let json = try labbook("list", "--json")
    let kernels = try JSONDecoder().decode(Document.self, from: Data(json.stdout.utf8)).kernels
    let kernel = try #require(kernels.first)
    #expect(kernels.count == 1)
    #expect(kernel.id == id)
    #expect(kernel.id == "\(kernel.release)-\(kernel.hash.prefix(8))")
    #expect(kernel.backend == "uml")
    #expect(kernel.names == ["uml"])
    #expect(kernel.image.hasPrefix(folder.path + "/labbook/kernels/\(id)/"))
    #expect(try labbook("remove", "uml").stdout == "removed \(id)\n")
    #expect(try labbook("list").stdout.isEmpty)
  }
}
