import Testing

@testable import LabMachine

@Suite struct BootImageTests {
  static let compressors: [[String]] = [
    ["gzip", "-n9c"], ["xz", "--check=crc32", "--x86", "--lzma2=dict=1MiB", "-c"],
    ["zstd", "-22", "--ultra", "-cq"], ["lz4", "-l", "-9", "-cq"],
    ["xz", "--format=lzma", "-9", "-c"], ["bzip2", "-9c"], ["lzop", "-9c"],
  ]

  @Test(arguments: compressors)
  func aVmlinuxComesOutOfABootImageAsItWentIn(command: [String]) throws {
    guard ProgramPath.find(command[0]) != nil else {
      try Test.cancel("\(command[0]) is not installed")
    }
    let folder = try TemporaryFolder()
    let filler = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let vmlinux = SampleImage.vmlinux(release: "6.9.1-test", filler: filler)
    let image = try folder.write(
      SampleImage.bzImage(try SampleImage.payload(vmlinux, command: command)), to: "bzImage")
    let file = try MappedFile(image)
    #expect(BootImage.isBootImage(file))
    try BootImage(file, name: "it").extract(to: folder.path + "/vmlinux", cancellation: nil)
    let unpacked = try MappedFile(folder.path + "/vmlinux")
    #expect(unpacked.range(0, unpacked.count) == vmlinux)
    let elf = try #require(ELFImage(unpacked))
    #expect(elf.hasPVHEntry)
    #expect(elf.isLoadedInKernelHalf)
    #expect(elf.machineName == "x86_64")
    let banner = try #require(KernelBanner(unpacked))
    #expect(banner.release == "6.9.1-test")
    #expect(banner.version == "#7 SMP PREEMPT_DYNAMIC Test (2026-01-01)")
  }

  @Test func aKernelWithoutTheNoteHasNoEntry() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(SampleImage.vmlinux(release: "6.9.1", hasPVH: false), to: "vmlinux")
    #expect(try ELFImage(MappedFile(path))?.hasPVHEntry == false)
  }

  @Test func aSizeThatIsNotTheImagesIsDamage() throws {
    let folder = try TemporaryFolder()
    var payload = try SampleImage.payload(
      SampleImage.vmlinux(release: "6.9.1"), command: ["xz", "--check=crc32", "-c"])
    payload[payload.count - 4] ^= 1
    let path = try folder.write(SampleImage.bzImage(payload), to: "bzImage")
    let image = try BootImage(try MappedFile(path), name: "it")
    let failure = #expect(throws: MachineFailure.self) {
      try image.extract(to: folder.path + "/vmlinux", cancellation: nil)
    }
    #expect(failure?.message.hasPrefix("it is damaged") == true)
  }

  @Test func anUnknownCompressionIsNamedAsSuch() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      SampleImage.bzImage([UInt8](repeating: 7, count: 400)), to: "bzImage")
    let image = try BootImage(try MappedFile(path), name: "it")
    #expect(throws: MachineFailure.self) {
      try image.extract(to: folder.path + "/vmlinux", cancellation: nil)
    }
  }

  @Test func noDamageIsMoreThanAFailure() throws {
    let folder = try TemporaryFolder()
    let whole = try SampleImage.bzImage(of: SampleImage.vmlinux(release: "6.9.1"))
    // Cut anywhere, and with wild numbers where the header has offsets.
    var damaged = stride(from: 1, to: whole.count, by: 41).map { Array(whole[..<$0]) }
    for place in [0x1f1, 0x248, 0x24b, 0x24c, 0x24f, 1040, 1060] {
      var bytes = whole
      bytes[place] = 0xff
      damaged.append(bytes)
    }
    for bytes in damaged {
      let file = try MappedFile(try folder.write(bytes, to: "bzImage"))
      guard BootImage.isBootImage(file) else { continue }
      #expect(throws: MachineFailure.self, "\(bytes.count) bytes") {
        try BootImage(file, name: "it").extract(to: folder.path + "/out", cancellation: nil)
      }
    }
  }

  @Test func noDamagedELFIsMoreThanNone() throws {
    let folder = try TemporaryFolder()
    let whole = SampleImage.vmlinux(release: "6.9.1")
    var damaged = (1..<220).map { Array(whole[..<$0]) }
    for place in 0..<220 {
      for value: UInt8 in [0, 0x7f, 0xff] {
        var bytes = whole
        bytes[place] = value
        damaged.append(bytes)
      }
    }
    var stillFound = 0
    for bytes in damaged {
      let elf = ELFImage(try MappedFile(try folder.write(bytes, to: "vmlinux")))
      if elf?.hasPVHEntry == true, elf?.isLoadedInKernelHalf == true { stillFound += 1 }
    }
    // Most of the header says nothing that matters here; cutting it off does.
    #expect((1..<damaged.count - 200).contains(stillFound))
  }
}
