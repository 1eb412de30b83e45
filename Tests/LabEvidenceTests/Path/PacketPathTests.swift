import LabEvidence
import LabModel
import Testing

/// Copies of one packet, joined across interfaces and hosts.
struct PacketPathTests {
  private static let outward = "ctr:eth0 > veth0 > cni0 > eth0 > world:eth0"

  private static func datagram(_ source: [UInt8] = PathLab.ctr, id: UInt16 = 0) -> PathFrame {
    PathFrame(
      source: source, destination: PathLab.world, content: .udp(from: 4000, to: 53),
      payload: Array("question".utf8), id: id)
  }

  private static let request = PathFrame(
    source: PathLab.ctr, destination: PathLab.world,
    content: .echo(request: true, identifier: 7, sequence: 1), payload: [1, 2, 3], id: 99)

  private static func masqueraded(_ frame: PathFrame) -> PathFrame {
    frame.routed.with {
      $0.source = PathLab.uplink
      $0.checksum = 0x1234
    }
  }

  @Test func aRoutedPacketIsOnePacketThroughout() throws {
    let lab = PathLab()
    lab.enter(Self.request, from: "ctr", at: 10)
    lab.leave(Self.request.routed, at: 20)
    #expect(try lab.told() == [Self.outward])
    let journey = try lab.paths().journey(0)
    #expect(journey.hops.map(\.packet) == [1, 2, 3, 4, 5])
    #expect(journey.hops.map(\.previous) == [[], [0], [1], [2], [3]])
    #expect(journey.hops[2].changes == [])
    #expect(
      journey.hops[3].changes == [
        .ttl(64, 63), .sourceMAC([2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2]),
        .destinationMAC([2, 0, 0, 0, 0, 101], [2, 0, 0, 0, 0, 102]),
      ])
    #expect(try lab.paths().journey(ofPacket: 4) == 0)
    #expect(try lab.paths().journey(ofPacket: 6) == nil)
  }

  @Test func maskedPacketsAndTheirAnswersAreFoundAgain() throws {
    let lab = PathLab()
    lab.enter(Self.request, from: "ctr", at: 10)
    lab.leave(
      Self.masqueraded(Self.request).with {
        $0.content = .echo(
          request: true, identifier: 900, sequence: 1)
      }, at: 20)
    let reply = PathFrame(
      source: PathLab.world, destination: PathLab.uplink,
      content: .echo(request: false, identifier: 900, sequence: 1), payload: [1, 2, 3], id: 5)
    lab.see(reply.bytes, .outgoing, "world:eth0", 40)
    lab.see(reply.bytes, .toHost, "lab:eth0", 42)
    let back = reply.routed.with {
      $0.destination = PathLab.ctr
      $0.content = .echo(request: false, identifier: 7, sequence: 1)
    }
    lab.see(back.bytes, .outgoing, "lab:cni0", 50)
    lab.see(back.bytes, .outgoing, "lab:veth0", 51)
    lab.see(back.bytes, .toHost, "ctr:eth0", 53)
    #expect(try lab.told() == [Self.outward, "world:eth0 > eth0 > cni0 > veth0 > ctr:eth0"])
    let changes = try lab.paths().journey(0).hops[3].changes
    #expect(changes.contains(.source(.v4(0x0a58_0002), .v4(0xc000_0201))))
    #expect(changes.contains(.identifier(7, 900)))
    #expect(changes.contains(.checksum(0, 0x1234)))
  }

  @Test func aForwardedPortIsSeenThrough() throws {
    let lab = PathLab()
    let ask = PathFrame(
      source: PathLab.world, destination: PathLab.uplink, content: .udp(from: 5, to: 8080),
      payload: [1])
    lab.see(ask.bytes, .outgoing, "world:eth0", 10)
    lab.see(ask.bytes, .toHost, "lab:eth0", 12)
    let inside = ask.routed.with {
      $0.destination = PathLab.ctr
      $0.content = .udp(from: 5, to: 80)
    }
    lab.see(inside.bytes, .outgoing, "lab:cni0", 20)
    lab.see(inside.bytes, .outgoing, "lab:veth0", 21)
    lab.see(inside.bytes, .toHost, "ctr:eth0", 23)
    #expect(try lab.told() == ["world:eth0 > eth0 > cni0 > veth0 > ctr:eth0"])
    let changes = try lab.paths().journey(0).hops[2].changes
    #expect(changes.contains(.destinationPort(8080, 80)))
  }

  @Test func equalDatagramsOfTwoContainersAreNotMixed() throws {
    let lab = PathLab()
    // The first of each shows what lab makes of its flow; then they overtake each other.
    lab.enter(Self.datagram(), from: "ctr", at: 0)
    lab.leave(Self.masqueraded(Self.datagram()), at: 10)
    let other = Self.masqueraded(Self.datagram(PathLab.other)).with {
      $0.content = .udp(from: 61000, to: 53)
    }
    lab.enter(Self.datagram(PathLab.other), from: "other", at: 20)
    lab.leave(other, at: 30)
    for round in 1...50 {
      let at = Double(round) * 100
      lab.enter(Self.datagram(), from: "ctr", at: at)
      lab.enter(Self.datagram(PathLab.other), from: "other", at: at + 1)
      lab.leave(other, at: at + 10)
      lab.leave(Self.masqueraded(Self.datagram()), at: at + 11)
    }
    let told = try lab.told()
    #expect(told.count == 102)
    #expect(told.count { $0 == Self.outward } == 51)
    #expect(told.count { $0 == "other:eth0 > veth1 > cni0 > eth0 > world:eth0" } == 51)
    // Had they been mixed, every packet would have taken 10 µs.
    let paths = try lab.paths()
    let delays = (0..<paths.count).map { index in
      let hops = paths.journey(index).hops
      return hops[3].time - hops[0].time
    }
    #expect(delays.count { $0 == 9000 } == 50 && delays.count { $0 == 11000 } == 50)
  }

  @Test func flowsThatNothingTellsApartAreUncertain() throws {
    let lab = PathLab()
    lab.enter(Self.datagram(), from: "ctr", at: 0)
    lab.enter(Self.datagram(PathLab.other), from: "other", at: 1)
    lab.leave(
      Self.masqueraded(Self.datagram()).with { $0.content = .udp(from: 61000, to: 53) }, at: 10)
    let told = try lab.told()
    #expect(told.count == 3)
    #expect(told.allSatisfy { $0.hasSuffix("?") })
  }

  @Test func whichOfTwoEqualPacketsWasDroppedIsUncertain() throws {
    let lab = PathLab()
    lab.enter(Self.datagram(), from: "ctr", at: 0)
    lab.enter(Self.datagram(), from: "ctr", at: 5)
    lab.leave(Self.datagram().routed, at: 20)
    let told = try lab.told()
    #expect(told.count == 2 && told.allSatisfy { $0.hasSuffix("?") })
  }

  @Test func aDropThatTimesTellIsCertain() throws {
    let lab = PathLab()
    lab.enter(Self.datagram(), from: "ctr", at: 0)
    lab.leave(Self.datagram().routed, at: 20)
    lab.enter(Self.datagram(), from: "ctr", at: 50)
    #expect(try lab.told() == [Self.outward, "ctr:eth0 > veth0 > cni0"])
  }

  @Test func packetsWithIdsOfTheirOwnAreToldApartWhenOneIsDropped() throws {
    let lab = PathLab()
    lab.enter(Self.datagram(id: 1), from: "ctr", at: 0)
    lab.enter(Self.datagram(id: 2), from: "ctr", at: 5)
    lab.leave(Self.datagram(id: 2).routed, at: 20)
    #expect(try lab.told() == ["ctr:eth0 > veth0 > cni0", Self.outward])
  }

  @Test func lossAmongEqualPacketsIsUncertain() throws {
    let lab = PathLab()
    for round in 0..<3 {
      lab.enter(Self.datagram(), from: "ctr", at: Double(round) * 100)
      lab.leave(Self.datagram().routed, at: Double(round) * 100 + 10)
    }
    #expect(try lab.told().allSatisfy { !$0.hasSuffix("?") })
    lab.loss(on: "lab", from: 0, to: 1000)
    #expect(try lab.told().allSatisfy { $0.hasSuffix("?") })
  }

  @Test func aPacketThatEndsWhereOthersWereLostIsUncertain() throws {
    let lab = PathLab()
    lab.enter(Self.request, from: "ctr", at: 10)
    lab.leave(Self.request.routed, at: 20)
    lab.enter(Self.request.with { $0.id += 1 }, from: "ctr", at: 30)
    lab.loss(on: "lab", from: 0, to: 1000)
    // The first one came to its destination, so nothing of it is missing.
    #expect(try lab.told() == [Self.outward, "ctr:eth0 > veth0 > cni0 ?"])
  }

  @Test func nothingIsLearnedFromTranslationsWherePacketsWereLost() throws {
    let lab = PathLab()
    lab.enter(Self.request, from: "ctr", at: 10)
    lab.leave(Self.masqueraded(Self.request), at: 20)
    #expect(try lab.told() == [Self.outward])
    lab.loss(on: "lab", from: 0, to: 1000)
    #expect(try lab.told() == [Self.outward + " ?"])
  }

  @Test func aMacvlanInAnotherHostIsAboveItsLowerDevice() throws {
    let lab = PathLab()
    let index = lab.evidence.interfaces.last { $0.host == 1 && $0.name == "eth0" }?.index ?? 0
    lab.add(
      "other:mv",
      Link(
        index: 0, name: "", kind: "macvlan", link: index, linkNamespace: 0,
        linkHost: 1))
    let frame = PathFrame(
      source: PathLab.world, destination: PathLab.other, content: .udp(from: 1, to: 2))
    lab.see(frame.bytes, .outgoing, "world:eth0", 0)
    lab.see(frame.bytes, .toHost, "lab:eth0", 2)
    lab.see(frame.bytes, .toHost, "other:mv", 3)
    #expect(try lab.told() == ["world:eth0 > eth0 > other:mv"])
  }

  @Test func aRouterWithOneArmSendsItBackWhereItCameFrom() throws {
    let lab = PathLab()
    lab.enter(Self.request, from: "ctr", at: 0)
    let back = Self.request.routed
    lab.see(back.bytes, .outgoing, "lab:cni0", 8)
    lab.see(back.bytes, .outgoing, "lab:veth0", 9)
    lab.see(back.bytes, .toHost, "ctr:eth0", 11)
    #expect(try lab.told() == ["ctr:eth0 > veth0 > cni0 > cni0 > veth0 > ctr:eth0"])
  }

  @Test func anErrorFollowsThePacketThatItQuotesThroughTranslation() throws {
    let lab = PathLab()
    let quoted = PathFrame(
      source: PathLab.ctr, destination: [198, 51, 100, 9], content: .udp(from: 4000, to: 53),
      payload: [1, 2, 3, 4], id: 8)
    func error(_ quoted: PathFrame, to destination: [UInt8]) -> PathFrame {
      PathFrame(
        source: PathLab.world, destination: destination, content: .other(1),
        payload: [3, 1, 0, 0, 0, 0, 0, 0] + quoted.packet, id: 4)
    }
    let outside = quoted.with {
      $0.source = PathLab.uplink
      $0.content = .udp(from: 61000, to: 53)
    }
    let answer = error(outside, to: PathLab.uplink)
    lab.see(answer.bytes, .outgoing, "world:eth0", 0)
    lab.see(answer.bytes, .toHost, "lab:eth0", 2)
    let inside = error(quoted, to: PathLab.ctr).routed
    lab.see(inside.bytes, .outgoing, "lab:cni0", 8)
    lab.see(inside.bytes, .outgoing, "lab:veth0", 9)
    lab.see(inside.bytes, .toHost, "ctr:eth0", 11)
    #expect(try lab.told() == ["world:eth0 > eth0 > cni0 > veth0 > ctr:eth0"])
  }

  @Test func manyEqualPacketsTakeTimeInProportion() throws {
    func seconds(_ count: Int) throws -> Duration {
      let lab = PathLab()
      for round in 0..<count {
        lab.enter(Self.datagram(), from: "ctr", at: Double(round) * 10)
        if round % 7 != 0 { lab.leave(Self.datagram().routed, at: Double(round) * 10 + 5) }
      }
      let clock = ContinuousClock()
      let evidence = lab.stored
      return try clock.measure { _ = try PacketPaths(evidence: evidence) }
    }
    let few = try seconds(1000)
    #expect(try seconds(8000) < few * 40)
  }

  @Test func aPortComesBeforeItsBridgeHoweverTheyWereWrittenDown() throws {
    let lab = PathLab()
    lab.see(Self.request.bytes, .outgoing, "ctr:eth0", 0)
    lab.see(Self.request.bytes, .toHost, "lab:cni0", 2)
    lab.see(Self.request.bytes, .otherHost, "lab:veth0", 2)
    #expect(try lab.told() == ["ctr:eth0 > veth0 > cni0"])
    #expect(try lab.paths().journey(0).hops.map(\.packet) == [1, 3, 2])
  }

  @Test func aBroadcastFansOut() throws {
    let lab = PathLab()
    let arp: [UInt8] =
      [255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1]
      + [2, 0, 0, 0, 0, 1] + PathLab.ctr + [0, 0, 0, 0, 0, 0] + PathLab.other
    lab.see(arp, .outgoing, "ctr:eth0", 0)
    lab.see(arp, .broadcast, "lab:veth0", 2)
    lab.see(arp, .broadcast, "lab:cni0", 2)
    lab.see(arp, .outgoing, "lab:veth1", 3)
    lab.see(arp, .broadcast, "other:eth0", 5)
    #expect(
      try lab.told() == [
        "ctr:eth0 > veth0 > cni0 and ctr:eth0 > veth0 > veth1 > other:eth0"
      ])
  }

  @Test func anAnswerThatCarriesTheSameIsAnotherPacket() throws {
    let lab = PathLab()
    lab.enter(Self.datagram(), from: "ctr", at: 0)
    lab.leave(Self.datagram().routed, at: 10)
    let answer = PathFrame(
      source: PathLab.world, destination: PathLab.ctr, content: .udp(from: 53, to: 4000),
      payload: Array("question".utf8), ttl: 62)
    lab.see(answer.bytes, .outgoing, "world:eth0", 20)
    lab.see(answer.bytes, .toHost, "lab:eth0", 22)
    #expect(try lab.told() == [Self.outward, "world:eth0 > eth0"])
  }

  @Test func portsAreWhatTheyWereAtThatInstant() throws {
    let lab = PathLab()
    lab.master("lab:veth0", nil, at: 100)
    lab.see(Self.request.bytes, .outgoing, "ctr:eth0", 200)
    lab.see(Self.request.bytes, .toHost, "lab:veth0", 202)
    lab.see(Self.request.bytes, .toHost, "lab:cni0", 202)
    #expect(try lab.told() == ["ctr:eth0 > veth0", "cni0 ?"])
  }

  @Test func whatComesFromNowhereIsUncertain() throws {
    let lab = PathLab()
    lab.see(Self.request.bytes, .toHost, "world:eth0", 5)
    lab.see(Self.request.routed.bytes, .outgoing, "lab:eth0", 100)
    #expect(try lab.told() == ["world:eth0 ?", "eth0 ?"])
  }

  @Test func ipv6IsJoinedWithoutAnId() throws {
    let lab = PathLab()
    let source: [UInt8] = [0xfd, 0] + [UInt8](repeating: 0, count: 13) + [2]
    let frame = PathFrame(
      source: source, destination: source.dropLast() + [9], content: .udp(from: 1, to: 2),
      payload: [5])
    lab.address("ctr", "fd00::2")
    lab.enter(frame, from: "ctr", at: 0)
    lab.leave(frame.routed, at: 10)
    #expect(try lab.told() == [Self.outward])
  }

  @Test(arguments: [14, 20, 34, 41, 60])
  func cutFramesDoNotMatter(_ length: Int) throws {
    let lab = PathLab()
    let bytes = Array(Self.datagram().bytes.prefix(length))
    lab.see(bytes, .outgoing, "ctr:eth0", 0)
    lab.see(bytes, .otherHost, "lab:veth0", 2)
    #expect(try lab.told() == ["ctr:eth0 > veth0"])
  }

  @Test(arguments: [
    PathFrame.Content.other(1), .other(4), .other(6), .other(17), .other(47), .other(58),
    .udp(from: 1, to: 4789), .tcp(from: 1, to: 2, sequence: 3),
    .echo(request: true, identifier: 1, sequence: 1),
  ])
  func framesOfEveryLengthAreTaken(_ content: PathFrame.Content) throws {
    let lab = PathLab()
    lab.add("lab:vx0", Link(index: 0, name: "", kind: "vxlan"))
    var count = 0
    for type: UInt8 in [0, 2, 3, 8, 11, 0x20, 0xb0] {
      let frame = PathFrame(
        source: PathLab.ctr, destination: PathLab.world, content: content,
        payload: [type, 0, 0x65, 0x58] + Self.request.bytes + Self.datagram().bytes)
      for length in 0...frame.bytes.count {
        lab.see(Array(frame.bytes.prefix(length)), .outgoing, "ctr:eth0", Double(count))
        count += 1
      }
    }
    #expect(try lab.paths().count <= count)
  }

  @Test func noBytesWhateverMakeItFail() throws {
    var generator = SystemRandomNumberGenerator()
    let lab = PathLab()
    for round in 0..<2000 {
      var bytes = (round % 2 == 0 ? Self.request : Self.datagram()).bytes
      for _ in 0...Int.random(in: 0..<4, using: &generator) {
        bytes[Int.random(in: 12..<bytes.count, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      let count = Int.random(in: 0...bytes.count, using: &generator)
      lab.see(
        Array(bytes.prefix(count)), round % 3 == 0 ? .outgoing : .toHost,
        ["ctr:eth0", "lab:veth0", "lab:cni0", "lab:eth0", "nowhere:x"][round % 5], Double(round))
    }
    let paths = try lab.paths()
    var seen: Set<Int> = []
    paths.forEach { journey in
      for hop in journey.hops { #expect(seen.insert(hop.packet).inserted) }
      return true
    }
    #expect(seen.count == 2000)
  }
}
