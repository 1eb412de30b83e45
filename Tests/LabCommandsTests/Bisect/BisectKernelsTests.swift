import Foundation
import LabReport
import Testing

@testable import LabCommands

@Suite struct BisectKernelsTests {
  /// An ELF file, as far as it is looked at.
  private static let elf = "\u{7F}ELF\u{2}"

  private func folder(_ files: [String], order: String? = nil) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for file in files {
      if let slash = file.lastIndex(of: "/") {
        try FileManager.default.createDirectory(
          atPath: folder.path + "/" + file[..<slash], withIntermediateDirectories: true)
      }
      if !file.hasSuffix("/") { _ = try folder.file(file, Self.elf) }
    }
    if let order { _ = try folder.file("order", order) }
    return folder
  }

  @Test(arguments: [
    ("nofolder/", "there is no folder"), ("nofolder", "there is no folder"),
    ("n.md", "is no folder"),
  ])
  func aListOfOneWordIsAFolder(list: String, message: String) throws {
    let folder = try TemporaryFolder()
    let notebook = try folder.file(
      "n.md", "---\nlabbook: 1\n---\n# N\n\n```console\n$ true\n```\n")
    let run = try CommandRun([
      "bisect", notebook, "--good", "a", "--bad", "b", "--kernels", folder.path + "/" + list,
      "--db", folder.path + "/db.sqlite",
    ])
    #expect(run.status == .mistake)
    #expect(run.stderr.contains(message), "\(run.stderr)")
    #expect(run.stderr.contains("name a folder of builds, or kernels with commas between them"))
  }

  @Test func buildsStandInTheOrderOfTheirVersions() throws {
    let folder = try folder([
      "linux-6.1.10", "linux-6.1.9", "linux-6.2", "linux-6.2-rc3", "linux-6.2-rc12", "linux-6.1.9a",
    ])
    _ = try folder.file("notes.txt", "not a kernel")
    _ = try folder.file(".hidden", Self.elf)
    #expect(
      try KernelBuilds(folder: folder.path).members().map(\.name) == [
        "linux-6.1.9", "linux-6.1.9a", "linux-6.1.10", "linux-6.2-rc3", "linux-6.2-rc12",
        "linux-6.2",
      ])
  }

  @Test func aFolderMayHoldABuildOrNone() throws {
    let folder = try folder([
      "1/arch/x86/boot/bzImage", "2/", "3/vmlinux", "3/other", "4/mine", "5/a", "5/b",
    ])
    // 0x202 bytes are not enough to be a bzImage.
    var image = [UInt8](repeating: 0, count: 0x206)
    image.replaceSubrange(0x202..., with: Array("HdrS".utf8))
    try Data(image).write(to: URL(filePath: folder.path + "/6"))
    try Data(image.dropLast()).write(to: URL(filePath: folder.path + "/7"))
    let members = try KernelBuilds(folder: folder.path).members()
    #expect(members.map(\.name) == ["1", "2", "3", "4", "5", "6"])
    let found = members.map { $0.spec.map { String($0.dropFirst(folder.path.count)) } }
    #expect(found == ["/1/arch/x86/boot/bzImage", nil, "/3/vmlinux", "/4/mine", nil, "/6"])
  }

  @Test func aFileSaysTheOrder() throws {
    let folder = try folder(
      ["one", "two", "three"], order: "# oldest first\nthree\n\n  one \r\ntwo")
    #expect(
      try KernelBuilds(folder: folder.path).members().map(\.name) == ["three", "one", "two"])
    let wrong = try self.folder(["one"], order: "four\n")
    #expect(throws: CommandFailure.self) { try KernelBuilds(folder: wrong.path).members() }
    #expect(throws: CommandFailure.self) {
      try KernelBuilds(folder: folder.path + "/none").members()
    }
  }

  @Test func theEndsCutTheListAndTellItsDirection() throws {
    let members = BisectKernels.specified("6.1, 6.5,6.6 ,,6.12,6.18")
    #expect(members.map(\.spec) == ["6.1", "6.5", "6.6", "6.12", "6.18"])
    let kernels = try BisectKernels(members, good: "6.5", bad: "6.12", of: "--kernels")
    #expect(kernels.members.map(\.name) == ["6.5", "6.6", "6.12"])
    #expect(!kernels.isReversed)
    let reversed = try BisectKernels(members, good: "6.12", bad: "6.1", of: "--kernels")
    #expect(reversed.members.map(\.name) == ["6.12", "6.6", "6.5", "6.1"])
    #expect(reversed.isReversed)
  }

  @Test func anEndThatIsNotThereIsAMistake() {
    let members = BisectKernels.specified("6.1,6.5")
    for (good, bad) in [("6.2", "6.5"), ("6.1", "6.6"), ("6.1", "6.1")] {
      #expect {
        try BisectKernels(members, good: good, bad: bad, of: "--kernels")
      } throws: { ($0 as? CommandFailure)?.status == .mistake }
    }
  }

  @Test func anEndMayBeAPathToABuild() throws {
    let folder = try folder(["6.1", "6.2/vmlinux", "6.3"])
    let members = try KernelBuilds(folder: folder.path).members()
    let kernels = try BisectKernels(
      members, good: folder.path + "/6.1", bad: folder.path + "/6.2/", of: folder.path)
    #expect(kernels.members.map(\.name) == ["6.1", "6.2"])
  }
}
