import LabClaims
import LabEvidence
import LabModel
import Testing

/// Reading some packets of a run at a time.
@Suite struct PacketSliceTests {
  /// A run with `count` datagrams of which each tenth goes to port 5001, and a step from 4 to 6.
  private func reader(
    _ count: Int, in fixture: Fixture, limits: ReadingLimits = .page
  ) throws -> PacketSliceReader {
    let store = try fixture.open()
    let journal = try Journal.standing(Plans.plan(["true", "false"]), in: store)
    for first in stride(from: 0, to: count, by: 2000) {
      let frames = (first..<min(count, first + 2000)).map { place in
        var frame = Frames.udp([UInt8(truncatingIfNeeded: place)])
        if place % 10 == 9 { frame[37] = 0x89 }
        return frame
      }
      try journal.write(
        At.event(
          Int64(first) * 1000, .packets(Frames.batch(frames, at: Int64(first) * 1000))))
    }
    try journal.finish(.finished)
    return try PacketSliceReader(run: 1, from: store, limits: limits)
  }

  @Test func aRunIsReadForwardsAndBackwardsInSlices() throws {
    let reader = try reader(250, in: Fixture())
    var request = PacketSliceRequest()
    var slice = try reader.slice(request)
    #expect(slice.packets.map(\.row.number) == Array(1...100))
    #expect(slice.total == 250 && slice.looked == 1...100 && !slice.isCut)
    #expect(slice.next == 101 && slice.previous == nil)
    request.place = .from(201)
    slice = try reader.slice(request)
    #expect(slice.packets.map(\.row.number) == Array(201...250))
    #expect(slice.next == nil && slice.previous == 201)
    request.place = .before(201)
    slice = try reader.slice(request)
    #expect(slice.packets.map(\.row.number) == Array(101...200))
    #expect(slice.next == 201 && slice.previous == 101)
  }

  @Test func aFilterGoesOnWhereItLeftOff() throws {
    let reader = try reader(3000, in: Fixture())
    var request = PacketSliceRequest(filter: "udp port 5001", most: 7)
    var found: [Int] = []
    while true {
      let slice = try reader.slice(request)
      found += slice.packets.map(\.row.number)
      guard let next = slice.next else { break }
      request.place = .from(next)
    }
    #expect(found == Array(stride(from: 10, through: 3000, by: 10)))
  }

  @Test func whatMatchesNothingIsNotReadToTheEnd() throws {
    let limits = ReadingLimits(packets: 500, bytes: 1 << 30, time: 1 << 60)
    let reader = try reader(3000, in: Fixture(), limits: limits)
    var request = PacketSliceRequest(filter: "tcp")
    var slice = try reader.slice(request)
    #expect(slice.packets.isEmpty && slice.isCut)
    #expect(slice.looked == 1...500 && slice.next == 501)
    request.place = .before(3001)
    slice = try reader.slice(request)
    #expect(slice.isCut && slice.looked == 2501...3000 && slice.previous == 2501)
    var rounds = 0
    request.place = .from(1)
    while let next = try reader.slice(request).next {
      request.place = .from(next)
      rounds += 1
    }
    #expect(rounds == 5)
  }

  @Test func aTimeThatIsOverStillReadsSomething() throws {
    let limits = ReadingLimits(packets: 1 << 30, bytes: 1 << 30, time: 0)
    let slice = try reader(100, in: Fixture(), limits: limits)
      .slice(PacketSliceRequest(filter: "tcp"))
    #expect(slice.looked != nil)
  }

  @Test(arguments: [Int.min, 0, 1, 101, Int.max])
  func anyPlaceIsNoMishap(number: Int) throws {
    let reader = try reader(100, in: Fixture())
    for place in [PacketSliceRequest.Place.from(number), .before(number)] {
      let slice = try reader.slice(PacketSliceRequest(place: place))
      #expect(slice.packets.count <= 100 && slice.total == 100)
    }
  }

  @Test func hostsAndInterfacesThatAreNotThereHaveNone() throws {
    let reader = try reader(20, in: Fixture())
    #expect(try reader.slice(PacketSliceRequest(hosts: ["lab"])).packets.count == 20)
    #expect(try reader.slice(PacketSliceRequest(hosts: ["lab", "x"])).packets.count == 20)
    #expect(try reader.slice(PacketSliceRequest(hosts: ["x"])).packets.isEmpty)
    #expect(try reader.slice(PacketSliceRequest(interfaces: ["x"])).packets.isEmpty)
    #expect(try reader.slice(PacketSliceRequest(steps: [1])).packets.isEmpty)
  }

  @Test(arguments: [
    ("tcp prt 80", 5, 3), ("tcp and", 8, 1), ("bogus", 1, 5), ("port nosuchport", 6, 10),
    ("icmp[0] = = 8", 11, 1), ("tcp (", 5, 1),
  ])
  func aWrongFilterIsPointedAt(filter: String, column: Int, length: Int) throws {
    let reader = try reader(1, in: Fixture())
    do {
      _ = try reader.slice(PacketSliceRequest(filter: filter))
      Issue.record("\(filter) was taken")
    } catch let failure as FilterFailure {
      let diagnostic = failure.diagnostic
      #expect(diagnostic.position.column == column, "\(failure.message)")
      #expect(diagnostic.length == length, "\(failure.message)")
      #expect(diagnostic.sourceLine == filter)
    }
  }
}
