import LabEvidence
import LabModel
import Testing

/// TCP's numbers in a slice of a run, told without reading what is before it.
@Suite struct SequenceOriginTests {
  /// A run of one conversation seen whole and then, after `between` datagrams, once more from its middle
  /// on and once more whole.
  private func store(_ fixture: Fixture, between: Int) throws -> Store {
    let store = try fixture.open()
    let journal = try Journal.standing(in: store)
    let conversation = PacketSummarizerTests.conversation
    let middle = Array(conversation.dropFirst(2))
    var frames = middle + [PacketSummarizerTests.segment(0, seq: 9)] + conversation
    frames += (0..<between).map { Frames.udp([UInt8(truncatingIfNeeded: $0)]) }
    frames += middle + conversation
    for first in stride(from: 0, to: frames.count, by: 2000) {
      let part = Array(frames[first..<min(frames.count, first + 2000)])
      let time = Int64(first) * 1000
      try journal.write(At.event(time, .packets(Frames.batch(part, at: time))))
    }
    try journal.finish(.finished)
    return store
  }

  @Test func linesAreThoseOfTheWholeListWhereverASliceBegins() throws {
    let fixture = try Fixture()
    let store = try store(fixture, between: 50)
    var lines: [Int: String] = [:]
    let listing = try PacketListing(try RunEvidence.load(run: 1, from: store), PacketSelection())
    try listing.forEach {
      lines[$0.row.number] = $0.line
      return true
    }
    #expect(lines.values.contains { $0.contains("seq 1:6") })
    let reader = try PacketSliceReader(run: 1, from: store)
    for start in 1...lines.count {
      for packet in try reader.slice(PacketSliceRequest(place: .from(start), most: 5)).packets {
        #expect(packet.line == lines[packet.row.number])
      }
      let examined = try #require(try ExaminedPacket.read(start, ofRun: 1, from: store))
      #expect(examined.line == lines[start])
    }
  }

  @Test func numbersWhoseOriginIsTooFarAwayStayAsTheyAre() throws {
    let fixture = try Fixture()
    let store = try store(fixture, between: 21_000)
    let reader = try PacketSliceReader(run: 1, from: store)
    let last = reader.outline.packets.count
    // The middle of a conversation, whose beginning is 21,000 packets away; and the second one's end.
    let slice = try reader.slice(PacketSliceRequest(place: .from(last - 13), most: 2))
    #expect(slice.packets.last?.line.contains("seq 4000000001:4000000006, ack 78") == true)
    let whole = try reader.slice(PacketSliceRequest(place: .from(last - 4), most: 1))
    #expect(whole.packets.first?.line.contains("seq 1:6") == true)
  }
}
