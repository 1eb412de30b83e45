import LabEvidence
import LabModel
import Testing

/// Packets that are cut up, put together or carried by others on their way.
struct PacketPieceTests {
  private static func segment(_ start: Int, _ length: Int, id: UInt16) -> PathFrame {
    PathFrame(
      source: PathLab.ctr, destination: PathLab.world,
      content: .tcp(from: 4000, to: 80, sequence: UInt32(1000 + start)),
      payload: (start..<start + length).map { UInt8(truncatingIfNeeded: $0) }, id: id)
  }

  private static func masqueraded(_ frame: PathFrame) -> PathFrame {
    frame.routed.with { $0.source = PathLab.uplink }
  }

  @Test func aSegmentThatIsCutUpIsFoundByItsBytes() throws {
    let lab = PathLab()
    lab.enter(Self.segment(0, 300, id: 1), from: "ctr", at: 0)
    lab.leave(Self.segment(0, 100, id: 1).routed, at: 10)
    lab.leave(Self.segment(100, 100, id: 2).routed, at: 11)
    lab.leave(Self.segment(200, 100, id: 3).routed, at: 12)
    let way = "ctr:eth0 > veth0 > cni0 > eth0 > world:eth0"
    #expect(try lab.told() == [[way, way, way].joined(separator: " and ")])
    #expect(try lab.paths().journey(0).hops[3].changes.contains(.cut))
  }

  @Test func soItIsWhereItIsMasqueradedToo() throws {
    let lab = PathLab()
    lab.enter(Self.segment(0, 10, id: 1), from: "ctr", at: 0)
    lab.leave(Self.masqueraded(Self.segment(0, 10, id: 1)), at: 10)
    lab.enter(Self.segment(10, 200, id: 2), from: "ctr", at: 20)
    lab.leave(Self.masqueraded(Self.segment(10, 100, id: 2)), at: 30)
    lab.leave(Self.masqueraded(Self.segment(110, 100, id: 3)), at: 31)
    let way = "ctr:eth0 > veth0 > cni0 > eth0 > world:eth0"
    #expect(try lab.told() == [way, way + " and " + way])
  }

  @Test func segmentsThatArePutTogetherAreFoundByTheirBytes() throws {
    let lab = PathLab()
    lab.enter(Self.segment(0, 100, id: 1), from: "ctr", at: 0)
    lab.enter(Self.segment(100, 100, id: 2), from: "ctr", at: 1)
    lab.leave(Self.segment(0, 200, id: 1).routed, at: 10)
    let way = "ctr:eth0 > veth0 > cni0 > eth0 > world:eth0"
    #expect(try lab.told() == [way + " and " + way])
    let hop = try #require(try lab.paths().journey(0).hops.first { $0.previous.count > 1 })
    #expect(hop.changes.contains(.joined(2)))
  }

  @Test func aMissingPartIsUncertain() throws {
    let lab = PathLab()
    lab.enter(Self.segment(0, 300, id: 1), from: "ctr", at: 0)
    lab.leave(Self.segment(0, 100, id: 1).routed, at: 10)
    lab.leave(Self.segment(200, 100, id: 3).routed, at: 12)
    #expect(try lab.told().allSatisfy { $0.hasSuffix("?") })
  }

  @Test func aDatagramThatIsFragmentedOnItsWayIsFoundByItsBytes() throws {
    let lab = PathLab()
    let whole = PathFrame(
      source: PathLab.ctr, destination: PathLab.world, content: .other(200),
      payload: (0..<80).map { UInt8($0) }, id: 77, fragment: 0)
    lab.enter(whole, from: "ctr", at: 0)
    lab.leave(
      whole.routed.with { ($0.payload, $0.fragment) = (Array(whole.payload[..<40]), 0x2000) },
      at: 10)
    lab.leave(
      whole.routed.with { ($0.payload, $0.fragment) = (Array(whole.payload[40...]), 5) }, at: 11)
    let way = "ctr:eth0 > veth0 > cni0 > eth0 > world:eth0"
    #expect(try lab.told() == [way + " and " + way])
  }

  @Test func whatATunnelCarriesIsFollowedThroughIt() throws {
    let lab = PathLab()
    lab.add("lab:vx0", Link(index: 0, name: "", kind: "vxlan"))
    lab.add("world:vx0", Link(index: 0, name: "", kind: "vxlan"))
    let inner = PathFrame(
      source: PathLab.ctr, destination: [10, 88, 1, 9], content: .udp(from: 1, to: 2), payload: [3])
    lab.enter(inner, from: "ctr", at: 0)
    lab.see(inner.routed.bytes, .outgoing, "lab:vx0", 10)
    let outer = PathFrame(
      source: PathLab.uplink, destination: PathLab.world, content: .udp(from: 50000, to: 4789),
      payload: [8, 0, 0, 0, 0, 0, 42, 0] + inner.routed.bytes, id: 12)
    lab.see(outer.bytes, .outgoing, "lab:eth0", 12)
    lab.see(outer.bytes, .toHost, "world:eth0", 14)
    lab.see(inner.routed.bytes, .toHost, "world:vx0", 15)
    #expect(
      try lab.told() == ["ctr:eth0 > veth0 > cni0 > vx0 > eth0 > world:eth0 > world:vx0"])
    #expect(try lab.paths().journey(0).hops[4].changes.first == .tunnels(0, 1))
  }

  @Test func aVLANIsAboveItsEthernet() throws {
    let lab = PathLab()
    let index = lab.evidence.interfaces.last { $0.host == 4 }?.index ?? 0
    lab.add("world:eth0.7", Link(index: 0, name: "", kind: "vlan", link: index))
    lab.add("world:out", Link(index: 0, name: ""))
    let frame = PathFrame(
      source: PathLab.uplink, destination: [10, 0, 9, 9], content: .udp(from: 1, to: 2),
      payload: [3], vlan: 7)
    lab.leave(frame, at: 0)
    lab.see(frame.with { $0.vlan = nil }.bytes, .toHost, "world:eth0.7", 2)
    lab.see(frame.with { $0.vlan = nil }.routed.bytes, .outgoing, "world:out", 9)
    #expect(try lab.told() == ["eth0 > world:eth0 > world:eth0.7 > world:out"])
    #expect(try lab.paths().journey(0).hops[2].changes == [.vlan(7, nil)])
  }
}
