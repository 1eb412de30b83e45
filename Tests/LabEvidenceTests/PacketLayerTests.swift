import LabEvidence
import Testing

@Suite struct PacketLayerTests {
  static func row(
    _ bytes: [UInt8], hardwareType: UInt16 = 1, length: Int? = nil
  ) -> PacketRow {
    PacketRow(
      number: 1, host: 1, interface: 1, direction: .outgoing, hardwareType: hardwareType, time: 0,
      wall: 0, length: length ?? bytes.count, bytes: bytes)
  }

  /// `bytes` with the 16-bit number at `place` set.
  private static func setting(_ bytes: [UInt8], _ place: Int, _ number: UInt16) -> [UInt8] {
    var bytes = bytes
    bytes[place] = UInt8(number >> 8)
    bytes[place + 1] = UInt8(truncatingIfNeeded: number)
    return bytes
  }

  private static func check(_ name: String, of bytes: [UInt8], length: Int? = nil) -> ChecksumCheck?
  {
    PacketLayer.layers(of: row(bytes, length: length)).first { $0.name == name }?
      .fields.compactMap(\.checksum).first
  }

  @Test func layersStandFromTheOutermostToTheInnermost() throws {
    let frame = Frames.udp(Array("hello".utf8))
    let layers = PacketLayer.layers(of: Self.row(frame))
    #expect(layers.map(\.name) == ["Ethernet", "IPv4", "UDP", "Payload"])
    #expect(layers.map(\.range) == [0..<14, 14..<34, 34..<42, 42..<47])
    let ports = layers[2].fields.prefix(2)
    #expect(ports.map(\.value) == ["40000", "5000"])
    #expect(ports.map(\.range) == [34..<36, 36..<38])
    #expect(layers[3].fields.last?.value == "hello")
  }

  @Test func aChecksumIsRightWrongLeftToHardwareOrNone() throws {
    let frame = Frames.udp([1, 2, 3])
    #expect(Self.check("UDP", of: frame) == .absent)
    // 10.0.0.1, 10.0.0.2, 17, 11: the sum of the pseudo header, and what is right with the rest.
    let pseudo: UInt16 = 0x0a00 + 1 + 0x0a00 + 2 + 17 + 11
    #expect(Self.check("UDP", of: Self.setting(frame, 40, pseudo)) == .leftToHardware)
    #expect(Self.check("UDP", of: Self.setting(frame, 40, 17 + 0x1403)) == .leftToHardware)
    guard case .wrong(let right) = Self.check("UDP", of: Self.setting(frame, 40, 1)) else {
      Issue.record("a wrong checksum was not found")
      return
    }
    #expect(Self.check("UDP", of: Self.setting(frame, 40, right)) == .correct)
    guard case .wrong(let header) = Self.check("IPv4", of: frame) else {
      Issue.record("a wrong checksum was not found")
      return
    }
    #expect(Self.check("IPv4", of: Self.setting(frame, 24, header)) == .correct)
  }

  @Test func whatWasNotCapturedCannotBeCheckedAndIsSaid() throws {
    let frame = Self.setting(Frames.udp([1, 2, 3, 4]), 40, 1)
    let cut = Array(frame.dropLast(2))
    #expect(Self.check("UDP", of: cut, length: frame.count) == .unknown("bytes are missing"))
    let layers = PacketLayer.layers(of: Self.row(cut, length: frame.count))
    #expect(layers.compactMap(\.note).contains("2 of its bytes are missing"))
    let short = PacketLayer.layers(of: Self.row(Array(frame.prefix(30)), length: frame.count))
    #expect(short.map(\.name) == ["Ethernet", "IPv4"])
    #expect(short.last?.note == "it is cut short")
  }

  @Test func whatAnErrorQuotesIsMarked() throws {
    let sample = try #require(SampleFrames.all.first { $0.line.contains("udp port") })
    let layers = PacketLayer.layers(of: Self.row(sample.frame))
    #expect(layers.filter(\.isQuoted).map(\.name).prefix(2) == ["IPv4", "UDP"])
    #expect(layers.filter { !$0.isQuoted }.map(\.name) == ["Ethernet", "IPv4", "ICMP"])
  }

  @Test func whatIsNotDecodedIsAPayload() throws {
    let layers = PacketLayer.layers(of: Self.row([1, 2, 3], hardwareType: 280))
    #expect(layers.map(\.name) == ["Payload"])
    #expect(layers.first?.note == "hardware type 280 is not decoded")
    #expect(PacketLayer.layers(of: Self.row([], hardwareType: 280)).isEmpty)
  }

  @Test func everySampleIsDecodedToItsEnd() {
    for sample in SampleFrames.all {
      let layers = PacketLayer.layers(of: Self.row(sample.frame))
      #expect(layers.last?.range.upperBound == sample.frame.count, "\(sample.line)")
      #expect(layers.allSatisfy { !$0.fields.isEmpty }, "\(sample.line)")
    }
  }

  @Test func noBytesWhateverMakeItFail() {
    var generator = SystemRandomNumberGenerator()
    var layerCount = 0
    for round in 0..<fuzzRounds(4000) {
      var frame = SampleFrames.all[round % SampleFrames.all.count].frame
      if round % 7 == 0 { frame = Self.tunnelled(frame, &generator) }
      for _ in 0..<Int.random(in: 1...8, using: &generator) where !frame.isEmpty {
        let place = Int.random(in: 0..<frame.count, using: &generator)
        frame[place] = [0, 1, 0x7f, 0xff, generator.next()].randomElement(using: &generator) ?? 0
      }
      if round % 3 == 0 { frame.removeLast(Int.random(in: 0...frame.count, using: &generator)) }
      if round % 5 == 0 { frame = Array(frame.dropFirst(14)) }
      for hardwareType in [1, 772, 65534, 280] as [UInt16] {
        let row = Self.row(frame, hardwareType: hardwareType, length: frame.count + round % 3)
        let layers = PacketLayer.layers(of: row)
        layerCount += layers.count
        #expect(layers.count < 100)
        for layer in layers { Self.expectWithin(layer.range, layer.fields, frame.count) }
      }
    }
    #expect(layerCount > 0)
  }

  /// `frame` in UDP on a port whose payload is looked into.
  private static func tunnelled(
    _ frame: [UInt8], _ generator: inout SystemRandomNumberGenerator
  ) -> [UInt8] {
    let port: UInt16 = [53, 5353, 4789, 8472].randomElement(using: &generator) ?? 53
    let outer = Frames.udp([8, 0, 0, 0, 0, 0, 1, 0] + frame)
    return setting(outer, 36, port)
  }

  private static func expectWithin(_ range: Range<Int>, _ fields: [PacketField], _ count: Int) {
    #expect(range.lowerBound >= 0 && range.upperBound <= count)
    for field in fields { expectWithin(field.range, field.fields, count) }
  }

  @Test func aHostileFrameHasFewFields() {
    // 64 KiB of tags, of options of one byte, and of records that point to each other.
    let tags = [UInt8](repeating: 0, count: 12) + (0..<16_000).flatMap { _ in [0x81, 0, 0, 1] }
    let names = [UInt8](repeating: 0, count: 12).map { $0 }
    let message = names.enumerated().map { $0.offset % 2 == 0 ? 0xff : $0.element }
    let records = (0..<9000).flatMap { _ in [0xc0, 0x0c, 0, 1, 0, 1] as [UInt8] }
    let dns = Self.setting(Frames.udp(message + records), 36, 53)
    for frame in [tags, dns] {
      let layers = PacketLayer.layers(of: Self.row(frame))
      #expect(layers.reduce(0) { $0 + $1.fields.count } < 500)
    }
  }
}
