import LabEvidence
import Testing

@Suite struct PacketSummaryTests {
  @Test(arguments: SampleFrames.all)
  func aPacketReadsAsTcpdumpShowsIt(sample: SampleFrames.Sample) {
    let line = PacketSummary.line(
      for: sample.frame, hardwareType: 1, length: sample.frame.count)
    #expect(line == sample.line)
  }

  @Test(.enabled(if: Tcpdump.path != nil, "tcpdump is not installed"))
  func tcpdumpItselfSaysTheSame() throws {
    let lines = try Tcpdump.lines(SampleFrames.all.map(\.frame), options: "-S")
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
    let rounds = fuzzRounds(4000)
    for round in 0..<rounds {
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
    #expect(lines == 3 * rounds)
  }
}
