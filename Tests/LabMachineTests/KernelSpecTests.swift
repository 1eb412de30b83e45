import Testing

@testable import LabMachine

@Suite struct KernelSpecTests {
  @Test(arguments: [
    ("6.12", KernelSpec.release("6.12")), ("6", .release("6")),
    ("6.12.117+deb12-cloud-amd64", .release("6.12.117+deb12-cloud-amd64")),
    ("uml", .userMode), ("/boot/vmlinuz", .file("/boot/vmlinuz")),
    ("linux-image-6.12.107+deb12-cloud-amd64", .package("linux-image-6.12.107+deb12-cloud-amd64")),
    ("user-mode-linux", .package("user-mode-linux")),
  ])
  func whatIsTypedIsAPathAReleaseOrAPackage(text: String, spec: KernelSpec) throws {
    #expect(try KernelSpec(text) == spec)
  }

  @Test func aRelativePathIsTakenFromTheWorkingFolder() throws {
    let spec = try KernelSpec("./no-such-file")
    guard case .file(let path) = spec else {
      Issue.record("\(spec) is no file")
      return
    }
    #expect(path.hasPrefix("/"))
    #expect(path.hasSuffix("/./no-such-file"))
  }

  @Test(arguments: ["", "host", "-x", "Linux", "a b", "x", "6.1=2", "6.1\n", "über"])
  func whatIsNeitherIsAMistake(text: String) {
    let failure = #expect(throws: MachineFailure.self) { try KernelSpec(text) }
    #expect(failure?.isMistake == true)
  }
}
