import LabEvidence
import LabModel
import Testing

/// What is found out about one packet, within limits.
@Suite struct ExaminedPacketTests {
  /// A run of `count` datagrams on `lo`, each sent and received.
  private func store(_ fixture: Fixture, _ count: Int) throws -> Store {
    let store = try fixture.open()
    let journal = try Journal.standing(Plans.plan(["true", "false"]), in: store)
    try journal.write(At.event(1, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
    let frames = (0..<count).map { Frames.udp([UInt8($0 & 255)], identification: UInt16($0)) }
    try journal.write(At.event(2, .packets(Frames.batch(frames, at: 2))))
    try journal.write(
      At.event(
        Int64(count) * 1000 + 10,
        .stepEnded(
          StepEnd(
            step: 1, attempt: 1, ending: .exited, status: 0, exitTime: At.start + 9,
            settled: .quiet, leaks: 0, userTime: 0, systemTime: 0))))
    try journal.finish(.finished)
    return store
  }

  @Test func copiesAreLookedForWithinLimits() throws {
    let fixture = try Fixture()
    let store = try store(fixture, 3000)
    let all = try #require(try ExaminedPacket.read(1500, ofRun: 1, from: store))
    #expect(all.path.looked == 1...3000 && !all.path.isCut)
    #expect(all.path.journey.hops.map(\.packet) == [1500])
    let limits = ReadingLimits(packets: 100, bytes: 1 << 30, time: 1 << 60)
    let some = try #require(try ExaminedPacket.read(1500, ofRun: 1, from: store, limits: limits))
    #expect(some.path.looked == 1450...1550 && some.path.isCut && some.path.count == 101)
    let few = ReadingLimits(packets: 1 << 30, bytes: 43 * 20, time: 1 << 60)
    let bytes = try #require(try ExaminedPacket.read(1, ofRun: 1, from: store, limits: few))
    #expect(bytes.path.looked == 1...11 && bytes.path.isCut)
  }

  @Test func neighboursOfAFlowAreThoseOfItsInterface() throws {
    let fixture = try Fixture()
    let store = try store(fixture, 10)
    let first = try #require(try ExaminedPacket.read(1, ofRun: 1, from: store))
    #expect(first.flowPrevious == nil && first.flowNext == 2)
    let last = try #require(try ExaminedPacket.read(10, ofRun: 1, from: store))
    #expect(last.flowPrevious == 9 && last.flowNext == nil)
    #expect(first.moment?.step.number == 1 && first.moment?.isAfter == false)
    #expect(try ExaminedPacket.read(11, ofRun: 1, from: store) == nil)
    #expect(try ExaminedPacket.read(0, ofRun: 1, from: store) == nil)
  }
}
