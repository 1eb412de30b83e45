import LabEvidence
import LabModel
import Testing

@Suite struct InterfaceTests {
  private let fixture: Fixture
  private let store: Store
  private let journal: Journal

  init() throws {
    fixture = try Fixture()
    store = try fixture.open()
    journal = try Journal.standing(in: store)
  }

  private func link(
    _ offset: Int64, earliest: Int64, old: Link?, new: Link?
  ) throws {
    try journal.write(
      At.event(
        offset,
        .link(ObjectChange(host: 1, earliest: At.start + earliest, old: old, new: new))))
  }

  private func packet(_ offset: Int64, interface: Int32 = 2, hardwareType: UInt16 = 1) throws {
    try journal.write(
      At.event(
        offset,
        .packets(
          Frames.batch(
            [[1, 2, 3]], interface: interface, at: offset, hardwareType: hardwareType))))
  }

  private func evidence() throws -> RunEvidence {
    try journal.finish(.finished)
    return try RunEvidence.load(run: journal.run, from: store)
  }

  @Test func aRenameEndsARowAndBeginsAnother() throws {
    let before = Link(index: 2, name: "eth0")
    let after = Link(index: 2, name: "wan0")
    try link(10, earliest: 5, old: nil, new: before)
    try packet(20)
    try link(30, earliest: 25, old: before, new: after)
    try packet(40)
    try link(50, earliest: 45, old: after, new: nil)
    let evidence = try evidence()
    #expect(
      evidence.interfaces == [
        InterfaceRow(
          number: 1, host: 1, index: 2, name: "eth0", hardwareType: 1, from: At.start + 5,
          to: At.start + 30),
        InterfaceRow(
          number: 2, host: 1, index: 2, name: "wan0", hardwareType: 1, from: At.start + 30,
          to: At.start + 50),
      ])
    #expect(try evidence.packets.all().map(\.interface) == [1, 2])
  }

  @Test func aChangeThatKeepsTheNameKeepsTheRow() throws {
    let down = Link(index: 2, name: "eth0")
    var up = down
    up.flags = 1
    try link(10, earliest: 5, old: nil, new: down)
    try link(20, earliest: 15, old: down, new: up)
    #expect(try evidence().interfaces.count == 1)
  }

  @Test func aPacketBeforeItsInterfaceIsKnownWaitsForTheName() throws {
    try packet(20)
    try journal.commit()
    try #expect(
      RunEvidence.load(run: journal.run, from: store).interfaces.map(\.name) == ["if2"])
    try link(30, earliest: 15, old: nil, new: Link(index: 2, name: "veth0"))
    let evidence = try evidence()
    #expect(evidence.interfaces.map(\.name) == ["veth0"])
    #expect(evidence.interfaces.map(\.from) == [At.start + 15])
    #expect(try evidence.packets.all().map(\.interface) == [1])
  }

  @Test func aPacketWithinTheUncertaintyOfItsInterfacesArrivalBelongsToIt() throws {
    // Read after the packet, and the earliest instant of the change lies after the packet too.
    try packet(20)
    try link(30, earliest: 25, old: nil, new: Link(index: 2, name: "veth0"))
    let evidence = try evidence()
    #expect(evidence.interfaces.map(\.name) == ["veth0"])
    #expect(try evidence.packets.all().map(\.interface) == [1])
  }

  @Test func anInterfaceThatIsGoneKeepsItsNameAndALaterOneOfItsIndexIsAnother() throws {
    let first = Link(index: 2, name: "a")
    try link(10, earliest: 5, old: nil, new: first)
    try link(20, earliest: 15, old: first, new: nil)
    try packet(12)
    try link(40, earliest: 35, old: nil, new: Link(index: 2, name: "b"))
    try packet(50)
    let evidence = try evidence()
    #expect(evidence.interfaces.map(\.name) == ["a", "b"])
    #expect(try evidence.packets.all().map(\.interface) == [1, 2])
  }

  @Test func anotherHardwareTypeIsAnotherInterface() throws {
    try link(10, earliest: 5, old: nil, new: Link(index: 2, name: "tun0", hardwareType: 1))
    try packet(20)
    try packet(30, hardwareType: 65534)
    try packet(40, hardwareType: 65534)
    let evidence = try evidence()
    #expect(evidence.interfaces.map(\.name) == ["tun0", "tun0"])
    #expect(evidence.interfaces.map(\.hardwareType) == [1, 65534])
    #expect(try evidence.packets.all().map(\.hardwareType) == [1, 65534, 65534])
  }

  @Test func anIndexMeansAnotherInterfaceOnAnotherHost() throws {
    try journal.write(
      At.event(1, .hostAdded(HostRecord(number: 2, name: "b", origin: .planned))))
    for host in [1, 2] {
      try journal.write(
        At.event(
          2,
          .link(
            ObjectChange(
              host: host, earliest: At.start, old: nil, new: Link(index: 2, name: "eth\(host)")))))
    }
    try journal.write(At.event(3, .packets(Frames.batch([[1]], host: 2, interface: 2, at: 3))))
    let evidence = try evidence()
    #expect(try evidence.packets.all().map(\.interface) == [2])
    #expect(evidence.interfaces.map(\.host) == [1, 2])
  }
}
