import LabMachine
import LabReport
import Testing

@testable import LabCommands

/// What the environment says of machines, and no machine can do.
@Suite struct MachineEnvironmentTests {
  private func check(_ backend: Kernel.Backend, _ value: String?) throws {
    let kernel = Kernel(
      id: "6.9.1-0", backend: backend, release: "6.9.1", version: "#1", machine: "x86_64",
      origin: "here", folder: "/k", image: "/k/image", configuration: nil, modules: nil, hash: "0",
      added: 0)
    let machine = BenchChoice.Machine(kernel: kernel, cache: CacheFolder(path: "/k"))
    let choices = BenchChoices([.host, BenchChoice(label: "6.9.1", machine: machine)])
    try choices.checkEnvironment(
      in: CommandContext(
        stdout: OutputFile(descriptor: 1), stderr: OutputFile(descriptor: 2),
        environment: Environment { $0 == "LABBOOK_ACCELERATOR" ? value : nil }))
  }

  @Test func anAcceleratorThatThereIsNotIsAMistakeAndStopsGit() throws {
    let failure = try #require(
      #expect(throws: CommandFailure.self) { try check(.qemu, "xen") })
    #expect(failure.status == .mistake)
    #expect(failure.message == "no accelerator \"xen\" (LABBOOK_ACCELERATOR)")
    let bisecting = try #require(
      try LabbookCommand.parseAsRoot(["run", "--bisect-exit"]) as? RunCommand)
    #expect(bisecting.status(of: failure) == .bisectStops)
    for value in ["kvm", "tcg", "", nil] { try check(.qemu, value) }
    // User-mode Linux has none.
    try check(.uml, "xen")
  }
}
