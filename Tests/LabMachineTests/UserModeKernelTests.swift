import Testing

@testable import LabMachine

/// Debian's user-mode Linux, where it is installed.
@Suite(
  .enabled(if: ProgramPath.find("linux.uml") != nil, "linux.uml is not installed: user-mode-linux"))
struct UserModeKernelTests {
  @Test func theExecutableIsTakenWithItsConfigurationAndModules() throws {
    let sample = try SampleCache()
    let kernel = try sample.cache.add("uml", progress: { _ in })
    #expect(kernel.backend == .uml)
    #expect(kernel.labels == ["uml"])
    #expect(kernel.origin == ProgramPath.find("linux.uml"))
    #expect(sample.cache.find("uml") == kernel)
    #expect(sample.cache.find(kernel.origin) == kernel)
    // It says itself which release it is.
    let said = try ProgramRun.run([kernel.image, "--version"])
    #expect(String(decoding: said, as: UTF8.self).hasPrefix(kernel.release))
    #expect(kernel.version.hasPrefix("#"))
    let configuration = try #require(kernel.configuration.flatMap(FileTree.text))
    #expect(configuration.contains("CONFIG_UML=y"))
    if configuration.contains("CONFIG_MODULES=y") {
      #expect(kernel.modules == kernel.folder)
      let index = "\(kernel.folder)/lib/modules/\(kernel.release)/modules.dep"
      #expect(try MappedFile(index).count > 1000)
    }
    // Its release begins like others', but it is not what a release means.
    let series = kernel.release.split(separator: ".").prefix(2).joined(separator: ".")
    #expect(sample.cache.find(series) == nil)
    #expect(sample.cache.find(kernel.release) == kernel)
  }
}
