import LabModel
import Testing

@testable import LabMachine

/// What QEMU machines decide without one: accelerator, channel, names of snapshots, the monitor's JSON.
struct EmulatorValueTests {
  private static let kernel = Kernel(
    id: "6.12-01234567", backend: .qemu, release: "6.12", version: "#1", machine: "x86_64",
    origin: "test", folder: "/k", image: "/k/vmlinux", configuration: nil, modules: nil,
    hash: "aa", added: 0)

  private static func arguments(
    _ accelerator: MachineRecord.Accelerator = .tcg, extra: [String] = []
  ) -> EmulatorArguments {
    EmulatorArguments(
      kernel: kernel, image: GuestImage(path: "/i", hash: "bb"), accelerator: accelerator,
      channel: .virtio, extra: extra)
  }

  @Test(arguments: [
    (String?.none, "flags\t\t: fpu vmx sse", true, MachineRecord.Accelerator.kvm),
    (nil, "flags\t\t: fpu svm", true, .kvm),
    ("", "flags\t\t: fpu svm", false, .tcg),
    (nil, "flags\t\t: fpu vmxx\nvmx flags\t: vmx", true, .tcg),
    ("tcg", "flags\t\t: vmx", true, .tcg),
    ("kvm", "", false, .kvm),
  ])
  func theAcceleratorIsWhatWorks(
    _ requested: String?, _ processors: String, _ hasDevice: Bool,
    _ expected: MachineRecord.Accelerator
  ) throws {
    let chosen = try EmulatorAccelerator.choose(
      requested: requested, processors: processors, hasDevice: { hasDevice })
    #expect(chosen.accelerator == expected)
    #expect(chosen.isForced == (requested?.isEmpty == false))
  }

  @Test func anAcceleratorThatThereIsNotIsAMistake() {
    let failure = #expect(throws: MachineFailure.self) {
      try EmulatorAccelerator.choose(requested: "hvf", processors: "", hasDevice: { false })
    }
    #expect(failure?.isMistake == true)
    #expect(failure?.message.contains("\"hvf\"") == true)
  }

  @Test func aKernelOfAnotherArchitectureIsAMistake() {
    let failure = #expect(throws: MachineFailure.self) { try EmulatorProgram(machine: "s390x") }
    #expect(failure?.isMistake == true)
  }

  @Test(arguments: [
    ("CONFIG_VIRTIO_PCI=y\nCONFIG_VIRTIO_CONSOLE=m\n" as String?, EmulatorArguments.ChannelDevice.virtio),
    ("CONFIG_VIRTIO_PCI=y\n# CONFIG_VIRTIO_CONSOLE is not set\n", .serial),
    (nil, .serial),
  ])
  func theChannelIsWhatTheKernelCanDrive(
    _ configuration: String?, _ device: EmulatorArguments.ChannelDevice
  ) {
    #expect(EmulatorArguments.channel(configuration: configuration) == device)
  }

  @Test func aSnapshotIsOfOneMachineOnly() throws {
    let program = try? EmulatorProgram(machine: "x86_64")
    guard let program else { return }
    func name(_ arguments: EmulatorArguments, boot: String = "1") -> String {
      Snapshot.name(arguments, program, boot: boot)
    }
    var image = Self.arguments()
    image.image.hash = "cc"
    var kernel = Self.arguments()
    kernel.kernel.hash = "dd"
    let names = [
      name(Self.arguments()), name(Self.arguments(.kvm)), name(Self.arguments(extra: ["x"])),
      name(image), name(kernel), name(Self.arguments(), boot: "2"),
    ]
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.hasPrefix("6.12-01234567-") })
    #expect(name(Self.arguments()) == names[0])
  }

  @Test func theMonitorsAnswersAreRead() {
    let text =
      #"{"return": {"status": "completed", "ram": [1, -2.5e3, {}], "ok": true}, "id": null}"#
    let value = MonitorValue(Array(text.utf8))
    #expect(value?["return"]?["status"]?.text == "completed")
    #expect(value?["return"]?["ram"] == .array([.word("1"), .word("-2.5e3"), .object([:])]))
    let escaped = MonitorValue(Array(#"{"error": {"desc": "a\n\"b\" \u00e4 \\"}}"#.utf8))
    #expect(escaped?["error"]?["desc"]?.text == "a\n\"b\" ä \\")
  }

  @Test(arguments: [
    "", "{", #"{"a"}"#, #"{"a": }"#, "[1,]", #""\u12"#, #""a"#, "{} {}",
    String(repeating: "[", count: 100_000),
  ])
  func whatIsNoAnswerIsNone(_ text: String) {
    #expect(MonitorValue(Array(text.utf8)) == nil)
  }
}
