import Glibc
import LabEvidence
import LabModel
import Testing

@Suite struct PcapngExportTests {
  /// Names and commands as nobody should have them, on two hosts.
  private func hostile() -> RunEvidence {
    let start: Int64 = 1_000_000_000_000
    let run = RunRow(
      number: 1, id: "0190b6f0-0000-7000-8000-000000000000", path: "lo\u{1b}[2J.md",
      title: String(repeating: "é", count: 40_000), backend: "namespaces",
      kernelRelease: "6.1", captureFilter: "tcp port 80", status: .finished, start: start,
      end: start + 10_000, startWall: 1_700_000_000_000_000_000)
    let frames: [[UInt8]] = [Frames.udp([1]), Frames.udp([1, 2]), Frames.udp([1, 2, 3]), [], [9]]
    let rows = frames.enumerated().map { place, frame in
      let time = Int64(place + 1) * 1000
      return PacketRow(
        number: place + 1, host: place == 4 ? 2 : 1, interface: place == 4 ? 3 : 1,
        direction: [.outgoing, .toHost, .multicast, .broadcast, .otherHost][place],
        hardwareType: place == 4 ? 824 : 1, time: start + time, wall: run.startWall + time,
        length: frame.count + 7, bytes: frame)
    }
    var evidence = RunEvidence(run: run, packets: StoredPackets(rows: rows))
    evidence.hosts = [
      HostRow(number: 1, name: "a\n\u{202e}\"", origin: .found, from: start),
      HostRow(number: 2, name: String(repeating: "b", count: 300), origin: .found, from: start),
    ]
    evidence.interfaces = [
      InterfaceRow(
        number: 1, host: 1, index: 2, name: "eth\t0", hardwareType: 1, from: start,
        to: start + 5000),
      InterfaceRow(
        number: 2, host: 1, index: 7, name: "eth\t0", hardwareType: 0xfffe,
        from: start + 2_500_000_000),
      InterfaceRow(number: 3, host: 2, index: 2, name: "nlmon0", hardwareType: 824, from: start),
    ]
    evidence.links = [
      ChangeRow(
        number: 1, time: start,
        change: ObjectChange(
          host: 1, earliest: start, old: nil,
          new: Link(index: 2, name: "eth\t0", kind: "veth", address: [2, 0, 0, 0, 0, 9])))
    ]
    let addresses = [
      (1, "10.0.0.1"), (2, "10.0.0.2"), (1, "10.9.9.9"), (2, "10.9.9.9"), (1, "127.0.0.1"),
      (2, "fd00::2"),
    ]
    evidence.addresses = addresses.enumerated().map { place, one in
      ChangeRow(
        number: place + 1, time: start,
        change: ObjectChange(
          host: one.0, earliest: start, old: nil,
          new: Address(interface: 2, address: one.1, prefixLength: 24)))
    }
    evidence.steps = [
      StepRow(
        number: 3, block: 1, blockID: "try\u{7}", indexInBlock: 1, host: "a\n",
        command: "printf '\u{1b}]0;x\u{7}'\n" + String(repeating: "x", count: 100_000)),
      StepRow(number: 4, block: 2, indexInBlock: 1, host: "lab", command: "true"),
    ]
    evidence.attempts = [
      AttemptRow(
        number: 1, step: 3, attempt: 1, start: start + 1500, end: start + 2000, packets: 2...2),
      AttemptRow(
        number: 2, step: 3, attempt: 2, start: start + 2500, end: start + 3500, packets: 3...3),
      AttemptRow(number: 3, step: 4, start: start + 4500),
    ]
    evidence.losses = [
      LossRow(number: 1, host: 1, source: .capture, count: 5, since: start, time: start + 1),
      LossRow(number: 2, host: 1, source: .netlink, count: 9, since: start, time: start + 1),
      LossRow(number: 3, host: 2, source: .capture, count: 0, since: start, time: start + 1),
    ]
    return evidence
  }

  private func export(
    _ evidence: RunEvidence, _ selection: PacketSelection = PacketSelection()
  ) throws -> (PcapngFile, PcapngExport.Summary) {
    var bytes: [UInt8] = []
    let export = try PcapngExport(
      evidence, Plans.provenance, labbook: "0.1.0", selection: selection)
    #expect(export.problem == nil)
    let summary = try export.write {
      bytes += $0
      return true
    }
    return (try #require(PcapngFile(bytes)), summary)
  }

  @Test func everyBlockIsAsTheFormatHasIt() throws {
    let evidence = hostile()
    let (file, summary) = try export(evidence)
    #expect(summary.packets == 5)
    #expect(summary.interfaces == 3)
    #expect(file.blocks.map(\.type) == [0x0a0d_0d0a, 1, 1, 1, 4, 6, 6, 6, 6, 6, 5, 5, 5])
    let section = file.blocks[0]
    #expect(section.text(4) == "labbook 0.1.0")
    #expect(section.text(3) == "Linux 6.18.0 #1 SMP")
    #expect(section.text(2) == "x86_64, 2 processors")
    let packets = file.blocks(6)
    for (block, row) in zip(packets, try evidence.packets.all()) {
      let count = Int(try #require(block.body[...].number(12)))
      #expect(Array(block.body[20..<20 + count]) == row.bytes)
      #expect(block.body[...].number(16) == UInt32(row.length))
      let upper = UInt64(try #require(block.body[...].number(4)))
      let lower = UInt64(try #require(block.body[...].number(8)))
      #expect(Int64(upper << 32 | lower) == row.wall)
      #expect(block.option(5)?.first == UInt8(row.number))
    }
    let flags: [UInt8] = [2, 5, 9, 13, 17]
    #expect(packets.compactMap { $0.option(2)?.first } == flags)
    #expect(packets.map { $0.body[...].number(0) } == [0, 0, 0, 0, 2])
  }

  @Test func interfacesAreDescribed() throws {
    let interfaces = try export(hostile()).0.blocks(1)
    #expect(interfaces.map { $0.body[...].number(0) } == [1, 101, 147])
    #expect(interfaces[0].text(2) == #"a\n\u{202e}":eth\t0"#)
    #expect(interfaces[0].text(3) == "veth, index 2, from +0.000 s, until +0.000 s")
    #expect(interfaces[1].text(3) == "index 7, from +2.500 s")
    #expect(interfaces[2].text(3) == "hardware type 824, index 2")
    #expect(interfaces[0].option(6) == [2, 0, 0, 0, 0, 9])
    #expect(interfaces[1].option(6) == nil)
    #expect(interfaces.allSatisfy { $0.option(9) == [9] })
    #expect(interfaces.allSatisfy { $0.option(11) == [0] + Array("tcp port 80".utf8) })
  }

  @Test func everyPacketNamesItsStep() throws {
    let comments = try export(hostile()).0.blocks(6).compactMap { $0.text(1) }
    let step = #"step 3 (#try\x07), attempt "#
    let command = #": a\n$ printf '\x1b]0;x\x07'\nxxxx"#
    #expect(comments[0] == "before the first step")
    #expect(comments[1].hasPrefix(step + "1" + command))
    #expect(comments[2].hasPrefix(step + "2" + command))
    #expect(comments[2].hasSuffix("x…"))
    #expect(comments[2].utf8.count < 300)
    #expect(comments[3] == "after " + step + "2")
    #expect(comments[4] == "step 4: $ true")
  }

  @Test func addressesOfOneHostHaveItsName() throws {
    let block = try #require(try export(hostile()).0.blocks(4).first)
    let text = String(decoding: block.body.map { $0 == 0 ? 0x7c : $0 }, as: Unicode.ASCII.self)
    #expect(block.body.starts(with: [1, 0, 17, 0, 10, 0, 0, 1]))
    #expect(text.contains(#"a\n\u"#))
    #expect(!text.contains(String(repeating: "b", count: 64)))
    func has(_ bytes: [UInt8]) -> Bool {
      block.body.indices.contains { block.body[$0...].starts(with: bytes) }
    }
    #expect(has([10, 0, 0, 2]))
    #expect(has([0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]))
    #expect(!has([10, 9, 9, 9]))
    #expect(!has([127, 0, 0, 1]))
  }

  @Test func whatCapturesLostStandsInTheStatistics() throws {
    let statistics = try export(hostile()).0.blocks(5)
    #expect(statistics.map { $0.option(5)?.first } == [5, 5, nil])
    #expect(statistics.map { $0.option(8)?.first } == [4, 0, 1])
    #expect(statistics[0].text(1) == "the host's capture, of all its interfaces, lost 5 packets")
    #expect(statistics[2].text(1) == "the host's capture lost packets; nobody knows how many")
  }

  @Test func aSelectionHasOnlyItsInterfacesAndPackets() throws {
    let place = Place(host: String(repeating: "b", count: 300), interface: nil)
    let (file, summary) = try export(hostile(), PacketSelection(place: place))
    #expect(summary.packets == 1)
    #expect(summary.interfaces == 1)
    #expect(file.blocks(6).map { $0.body[...].number(0) } == [0])
    let (_, during) = try export(hostile(), PacketSelection(time: .step(4)))
    #expect(during.packets == 1)
    #expect(during.interfaces == 3)
    let (_, filtered) = try export(hostile(), PacketSelection(filter: PacketFilter("udp")))
    #expect(filtered.packets == 3)
  }

  @Test(.enabled(if: access("/usr/bin/tshark", X_OK) == 0, "tshark is not installed"))
  func tsharkTakesNamesAsTheyAreShown() throws {
    let fixture = try Fixture()
    let file = fopen(fixture.path, "w")
    _ = try PcapngExport(hostile(), Plans.provenance, labbook: "0.1.0").write {
      fwrite($0, 1, $0.count, file) == $0.count
    }
    fclose(file)
    func shown(_ words: String) throws -> String {
      let pipe = try #require(popen("tshark -r '\(fixture.path)' \(words)", "r"))
      var text: [UInt8] = []
      while case let byte = fgetc(pipe), byte != EOF {
        text.append(UInt8(truncatingIfNeeded: byte))
      }
      #expect(pclose(pipe) == 0)
      return String(decoding: text, as: UTF8.self)
    }
    let messages = try shown("2>&1 > /dev/null").split(separator: "\n").filter {
      !$0.hasPrefix("Running as user \"root\"")
    }
    #expect(messages == [])
    let names = try shown("-T fields -e frame.interface_name 2> /dev/null").split(separator: "\n")
    #expect(names.count == 5)
    #expect(names[0] == #"a\n\u{202e}":eth\t0"#)
  }

  @Test func aReaderThatWantsNoMoreEndsIt() throws {
    var count = 0
    let summary = try PcapngExport(hostile(), Plans.provenance, labbook: "0.1.0").write { _ in
      count += 1
      return count < 7
    }
    #expect(count == 7)
    #expect(summary.packets == 2)
  }
}
