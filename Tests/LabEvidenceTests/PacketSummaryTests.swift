import Glibc
import LabEvidence
import Testing

@Suite struct PacketSummaryTests {
  @Test(arguments: SampleFrames.all)
  func aPacketReadsAsTcpdumpShowsIt(sample: SampleFrames.Sample) {
    let line = PacketSummary.line(
      for: sample.frame, hardwareType: 1, length: sample.frame.count)
    #expect(line == sample.line)
  }

  @Test(.enabled(if: tcpdumpPath != nil, "tcpdump is not installed"))
  func tcpdumpItselfSaysTheSame() throws {
    let fixture = try Fixture()
    let capture = fixture.folder + "/all.pcap"
    defer { unlink(capture) }
    // pcap-savefile(5): magic, version 2.4, snap length, LINKTYPE_ETHERNET; then each packet.
    var content =
      bytes(0xa1b2_c3d4) + [2, 0, 4, 0] + bytes(0) + bytes(0) + bytes(262_144) + bytes(1)
    for sample in SampleFrames.all {
      let size = UInt32(sample.frame.count)
      content += bytes(0) + bytes(0) + bytes(size) + bytes(size) + sample.frame
    }
    try write(content, to: capture)
    let command = "\(tcpdumpPath ?? "") -n -t -S -r '\(capture)' 2>/dev/null"
    let pipe = try #require(popen(command, "r"))
    var text: [UInt8] = []
    while case let byte = fgetc(pipe), byte != EOF { text.append(UInt8(truncatingIfNeeded: byte)) }
    pclose(pipe)
    // Lines that begin with a tab are dumps of what tcpdump does not decode either.
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
      .filter { !$0.hasPrefix("\t") }
      .map { $0.hasSuffix(" ") ? String($0.dropLast()) : String($0) }
    #expect(lines == SampleFrames.all.map(\.line))
  }

  @Test func segmentsThatTheCardCutsUpHaveTheLengthOfTheFrame() throws {
    let sample = try #require(SampleFrames.all.first { $0.line.contains("length 5") })
    var frame = sample.frame
    (frame[16], frame[17]) = (0, 0)
    #expect(PacketSummary.line(for: frame, hardwareType: 1, length: frame.count) == sample.line)
  }

  @Test func aFrameWithoutLinkHeaderReadsTheSame() throws {
    let sample = try #require(SampleFrames.all.first { $0.line.contains("echo request") })
    let frame = Array(sample.frame.dropFirst(14))
    #expect(PacketSummary.line(for: frame, hardwareType: 65534, length: 9) == sample.line)
    #expect(
      PacketSummary.line(for: frame, hardwareType: 32, length: 9) == "hardware type 32, length 9")
  }

  @Test func noBytesWhateverMakeDecodingFail() {
    var generator = SystemRandomNumberGenerator()
    var lines = 0
    for round in 0..<4000 {
      var frame = SampleFrames.all[round % SampleFrames.all.count].frame
      for _ in 0..<Int.random(in: 1...8, using: &generator) where !frame.isEmpty {
        let place = Int.random(in: 0..<frame.count, using: &generator)
        frame[place] = [0, 1, 0x7f, 0xff, generator.next()].randomElement(using: &generator) ?? 0
      }
      if round % 3 == 0 { frame.removeLast(Int.random(in: 0...frame.count, using: &generator)) }
      if round % 5 == 0 { frame = Array(frame.dropFirst(14)) }
      for hardwareType in [1, 772, 65534] as [UInt16] {
        let packet = DecodedPacket(frame, hardwareType: hardwareType)
        #expect(packet.payload.lowerBound >= 0 && packet.payload.upperBound <= frame.count)
        let line = PacketSummary.line(
          for: frame, hardwareType: hardwareType, length: frame.count)
        #expect(line.utf8.allSatisfy { (0x20..<0x7f).contains($0) })
        lines += line.isEmpty ? 0 : 1
      }
    }
    #expect(lines == 12_000)
  }

  private func bytes(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

/// Where tcpdump is, if it is installed.
private let tcpdumpPath: String? = ["/usr/bin/tcpdump", "/usr/sbin/tcpdump"].first {
  access($0, X_OK) == 0
}
