import LabClaims
import LabEvidence
import LabModel
import Testing

/// Packet transcripts over a run: place, filter, time, and what may be missing.
@Suite struct JudgePacketTranscriptTests {
  private static let arp = "ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28"
  private static let udp = "IP 10.0.0.1.40000 > 10.0.0.2.9: UDP, length 2"

  /// Three blocks: the first sends ARP, the second UDP, the third nothing.
  private static func run(status: RunRow.Status = .finished) -> RecordedRun {
    RecordedRun(status: status)
      .link(nil, eth0, at: 1, isInitial: true)
      .step("arping", id: "ask", at: 100).packet(Frame.arp, on: "eth0", at: 105, .outgoing)
      .step("send", id: "send", at: 200).packet(Frame.udp(to: 9, "hi"), on: "eth0", at: 205)
      .step("true", id: "nothing", at: 300)
  }

  private static let eth0 = Link(index: 2, name: "eth0", hardwareType: 1, mtu: 1500)

  private static func transcript(
    _ lines: [String], on interface: String? = "eth0", host: String = "lab",
    filter: String? = nil, during: String? = nil, blocks: Range<Int> = 1..<4
  ) -> PacketTranscript {
    let position = SourcePosition(line: 9, column: 1)
    var transcript = PacketTranscript(
      number: 1, position: position, place: Place(host: host, interface: interface),
      filter: filter.map { PacketFilter($0) }, blocks: blocks,
      lines: lines.map { ExpectedLine(reading: $0, at: position) }, expectedLines: 10..<10)
    transcript.during = during.map { StepSelector(name: .word($0)) }
    transcript.duringText = during
    return transcript
  }

  private func outcome(
    _ transcript: PacketTranscript, _ run: RecordedRun = run()
  ) throws -> PacketTranscriptOutcome {
    try Judge(evidence: run.evidence).outcome(of: transcript)
  }

  @Test func thePacketsOfAnInterfaceAreComparedInOrder() throws {
    let met = try outcome(Self.transcript([Self.arp, Self.udp]))
    #expect(met.answer == .met)
    #expect(met.reason == "2 packets, as the transcript has it")
    #expect(met.seen == [Self.arp, Self.udp])
    #expect(met.standing == .pass)
    let missed = try outcome(Self.transcript([Self.udp, Self.arp]))
    #expect(missed.answer == .missed)
    #expect(missed.standing == .failure)
  }

  @Test func patternsAndDotsMatchAsInTranscripts() throws {
    #expect(try outcome(Self.transcript(["ARP, Request * (glob)", "..."])).answer == .met)
    #expect(try outcome(Self.transcript(["...", "IP .* UDP, length \\d+ (re)"])).answer == .met)
    #expect(try outcome(Self.transcript(["* (glob+)"])).answer == .met)
  }

  @Test func aMissSaysWhatDiffersAndShowsIt() throws {
    let missed = try outcome(Self.transcript([Self.arp, "IP other"]))
    #expect(missed.reason == "no packet is the expected `IP other`")
    #expect(
      missed.difference.map(\.text) == ["  " + Self.arp, "- IP other", "+ " + Self.udp])
    #expect(missed.line == 9)
    #expect(missed.place == "lab:eth0")
  }

  @Test func anEmptyTranscriptMeansNone() throws {
    #expect(try outcome(Self.transcript([], filter: "icmp")).answer == .met)
    #expect(try outcome(Self.transcript([], on: "lo")).answer == .met)
    let missed = try outcome(Self.transcript([]))
    #expect(missed.answer == .missed)
    #expect(missed.reason == "2 packets were seen, expected none")
  }

  @Test func filterAndTimeNarrowWhatIsCompared() throws {
    #expect(try outcome(Self.transcript([Self.udp], filter: "udp")).answer == .met)
    #expect(try outcome(Self.transcript([Self.arp], during: "ask")).answer == .met)
    #expect(try outcome(Self.transcript([], during: "nothing")).answer == .met)
    #expect(try outcome(Self.transcript([Self.arp], blocks: 1..<2)).answer == .met)
    #expect(try outcome(Self.transcript([Self.udp], blocks: 2..<4)).answer == .met)
    #expect(try outcome(Self.transcript([], blocks: 3..<4)).answer == .met)
    #expect(try outcome(Self.transcript([], blocks: 1..<1)).answer == .met)
  }

  @Test func aHostsInterfacesAreNamedInTheLines() throws {
    let run = Self.run().packet(Frame.ping, on: "lo", at: 303)
    let outcome = try outcome(
      Self.transcript(
        ["eth0  Out " + Self.arp, "eth0  In  " + Self.udp, "lo    In  IP * (glob)"], on: nil),
      run)
    #expect(outcome.answer == .met, "\(outcome.seen ?? [])")
  }

  @Test func lossInItsTimeMakesItInconclusive() throws {
    let lost = Self.run().loss(3, from: 101, to: 110)
    let outcome = try outcome(Self.transcript([Self.arp], during: "ask"), lost)
    #expect(outcome.answer == .inconclusive)
    #expect(outcome.reason == "the capture on lab lost 3 packets")
    #expect(outcome.seen == nil)
    #expect(outcome.standing == .inconclusive)
    let missed = try self.outcome(Self.transcript(["IP x"], during: "ask"), lost)
    #expect(missed.answer == .inconclusive)
    #expect(missed.reason.hasSuffix("but the capture on lab lost 3 packets"))
    #expect(!missed.difference.isEmpty)
    #expect(try self.outcome(Self.transcript([Self.udp], during: "send"), lost).answer == .met)
  }

  @Test func aPacketTooCloseToAStepsEndMakesItInconclusive() throws {
    let run = Self.run().packet(Frame.arp, on: "eth0", at: 315.0001, clockError: 5_000)
    #expect(try outcome(Self.transcript([], during: "nothing"), run).answer == .inconclusive)
  }

  @Test func whatIsNotThereIsInconclusive() throws {
    #expect(try outcome(Self.transcript([], on: "eth9")).answer == .inconclusive)
    #expect(try outcome(Self.transcript([], host: "ns9")).answer == .inconclusive)
    #expect(try outcome(Self.transcript([], during: "later")).answer == .inconclusive)
    let interrupted = Self.run(status: .interrupted).unfinishedStep("sleep", at: 400)
    #expect(try outcome(Self.transcript([], blocks: 3..<5), interrupted).answer == .inconclusive)
    #expect(try outcome(Self.transcript([Self.arp], during: "ask"), interrupted).answer == .met)
  }

  @Test func whatWasPassedOverIsNotApplicable() throws {
    let run = Self.run().skippedStep("x", id: "x", reason: "not here", isPassedOver: true)
    let outcome = try outcome(Self.transcript(["IP x"], during: "x"), run)
    #expect(outcome.answer == .notApplicable)
    #expect(outcome.standing == .uncounted)
    var conditional = Self.transcript(["IP x"])
    conditional.conditions = [.option("NO_SUCH_OPTION")]
    #expect(try self.outcome(conditional).answer == .notApplicable)
  }

  @Test func stepsThatAreNotTheRunsLeaveOnlyNamedOnesToJudge() throws {
    let judge = Judge(evidence: Self.run().evidence)
    let unnamed = try judge.outcome(of: Self.transcript([Self.arp]), stepsAreTheRuns: false)
    #expect(unnamed.answer == .inconclusive)
    let named = try judge.outcome(
      of: Self.transcript([Self.arp], during: "ask"), stepsAreTheRuns: false)
    #expect(named.answer == .met)
  }

  @Test func oneThatMustMissCountsTheOtherWayRound() throws {
    var transcript = Self.transcript([Self.arp, Self.udp])
    transcript.expectedFailure = "to show"
    #expect(try outcome(transcript).standing == .failure)
    transcript.lines = []
    #expect(try outcome(transcript).standing == .pass)
  }

  @Test func claimsReadTheLinesThatTranscriptsShow() throws {
    let run = RecordedRun()
    for (place, frame) in PacketSummarizerTests.conversation.enumerated() {
      run.packet(frame, at: 100 + Double(place))
    }
    run.step("curl", id: "curl-step", at: 103.5, took: 1)
    // Its beginning came before the scope.
    #expect(
      try run.answer("1 packet reading \"seq 1:10, ack 6\" during curl-step") == .holds)
  }

  @Test func aListHasWhatIsSelected() throws {
    func list(_ selection: PacketSelection) throws -> [String] {
      var lines: [String] = []
      let listing = try PacketListing(Self.run().evidence, selection)
      #expect(listing.problem == nil)
      try listing.forEach { packet in
        lines.append("\(packet.host):\(packet.interface) \(packet.line)")
        return true
      }
      return lines
    }
    #expect(try list(PacketSelection()) == ["lab:eth0 " + Self.arp, "lab:eth0 " + Self.udp])
    #expect(try list(PacketSelection(filter: PacketFilter("arp"))) == ["lab:eth0 " + Self.arp])
    #expect(try list(PacketSelection(time: .step(2))) == ["lab:eth0 " + Self.udp])
    let ask = StepSelector(name: .word("ask"))
    #expect(try list(PacketSelection(time: .steps(ask))) == ["lab:eth0 " + Self.arp])
    #expect(try list(PacketSelection(place: Place(host: "lab", interface: "lo"))).isEmpty)
  }

  @Test func aListOfWhatIsNotThereSaysSo() throws {
    let evidence = Self.run().evidence
    let step = try PacketListing(evidence, PacketSelection(time: .step(9)))
    #expect(
      step.problem
        == "no such step ran; the run has steps 1 to 3, among them those of #ask, #send, #nothing")
    let place = try PacketListing(
      evidence, PacketSelection(place: Place(host: "lab", interface: "eth9")))
    #expect(place.problem?.contains("eth9") == true)
  }
}
