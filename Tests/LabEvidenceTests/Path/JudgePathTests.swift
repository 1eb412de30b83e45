import LabClaims
import LabEvidence
import LabModel
import Testing

/// Claims about the path of packets.
struct JudgePathTests {
  private static let claim =
    "packets matching `icmp` cross ctr:eth0 > veth0 > cni0 > eth0 > world:eth0"

  private static func request(_ sequence: UInt16) -> PathFrame {
    PathFrame(
      source: PathLab.ctr, destination: PathLab.world,
      content: .echo(request: true, identifier: 7, sequence: sequence), payload: [1, 2, 3],
      id: sequence)
  }

  private static func outward() -> PathLab {
    let lab = PathLab()
    lab.step("ping 192.0.2.2", id: "outward", from: 0, to: 1000)
    lab.enter(request(1), from: "ctr", at: 10)
    lab.leave(request(1).routed, at: 20)
    return lab
  }

  private func verdict(_ text: String, _ lab: PathLab) throws -> Verdict {
    let position = SourcePosition(line: 1, column: 1)
    let parsed = ClaimParser.claim(SourceText(text, position: position))
    guard let claim = parsed.value else { throw UnreadableText(diagnostics: parsed.diagnostics) }
    return try Judge(evidence: lab.stored).verdict(
      on: PlannedClaim(number: 1, claim: claim, text: text, position: position))
  }

  @Test(arguments: [
    claim,
    claim + " during #outward",
    "packets matching `icmp` cross ctr:eth0 > * > * > * > world:*",
    // One copy that matches is enough.
    "packets matching `ip[8] = 63` cross ctr:eth0 > veth0 > cni0 > eth0 > world:eth0",
    "packets matching `icmp` are seen on exactly 5 interfaces",
    "packets matching `icmp` are seen on at least 3 interfaces",
  ])
  func holds(_ text: String) throws {
    let verdict = try verdict(text, Self.outward())
    #expect(verdict.answer == .holds, "\(verdict.reason)")
    #expect(verdict.evidence.map(\.number).prefix(5) == [1, 2, 3, 4, 5])
  }

  @Test func saysWhichWayWasTaken() throws {
    let reason = try verdict(Self.claim + " during #outward", Self.outward()).reason
    #expect(
      reason
        == "1 packet matching `icmp` crossed ctr:eth0 > veth0 > cni0 > eth0 > world:eth0"
        + " during step 1 (`ping 192.0.2.2`), at +0.000 s")
  }

  @Test(arguments: [
    // A part of the way is not the way.
    "packets matching `icmp` cross ctr:eth0 > veth0 > cni0 > eth0",
    "packets matching `icmp` cross veth0 > cni0 > eth0 > world:eth0",
    "packets matching `icmp` cross ctr:eth0 > veth0 > cni0 > veth1 > other:eth0",
    "packets matching `icmp` cross ctr:eth0 > cni0 > veth0 > eth0 > world:eth0",
    "packets matching `icmp` are seen on exactly 3 interfaces",
    "packets matching `icmp` are seen on at least 6 interfaces",
  ])
  func isRefuted(_ text: String) throws {
    let verdict = try verdict(text, Self.outward())
    #expect(verdict.answer == .refuted, "\(verdict.reason)")
    #expect(verdict.reason.contains(", expected "))
  }

  @Test func everyPacketMustTakeTheWay() throws {
    let lab = Self.outward()
    lab.enter(Self.request(2), from: "ctr", at: 500)
    let verdict = try verdict(Self.claim, lab)
    #expect(verdict.answer == .refuted)
    #expect(
      verdict.reason
        == "packet 6 matching `icmp` crossed ctr:eth0 > veth0 > cni0, at +0.000 s, expected "
        + "ctr:eth0 > veth0 > cni0 > eth0 > world:eth0")
  }

  @Test func aScopeLeavesOthersOut() throws {
    let lab = Self.outward()
    lab.step("ping 10.88.0.3", id: "sideways", from: 2000, to: 3000)
    lab.enter(Self.request(2), from: "ctr", at: 2500)
    #expect(try verdict(Self.claim + " during #outward", lab).answer == .holds)
    #expect(try verdict(Self.claim + " during #sideways", lab).answer == .refuted)
    #expect(try verdict(Self.claim + " until #sideways", lab).answer == .holds)
    #expect(try verdict(Self.claim + " after #sideways", lab).answer == .inconclusive)
  }

  @Test func nothingToJudgeIsInconclusive() throws {
    let lab = Self.outward()
    for text in [
      "packets matching `tcp` cross eth0", "packets matching `icmp` cross eth7",
      "packets matching `icmp` cross nobody:eth0",
    ] {
      #expect(try verdict(text, lab).answer == .inconclusive)
    }
  }

  @Test func aCopyThatCannotBeMatchedIsInconclusiveAndSaysWhy() throws {
    let lab = PathLab()
    lab.enter(Self.request(1), from: "ctr", at: 10)
    lab.see(Self.request(1).routed.bytes, .toHost, "world:eth0", 30)
    let verdict = try verdict(Self.claim, lab)
    #expect(verdict.answer == .refuted || verdict.answer == .inconclusive)
    let other = try self.verdict("packets matching `icmp` cross world:eth0", lab)
    #expect(other.answer == .refuted || other.answer == .inconclusive)
    let alone = PathLab()
    alone.see(Self.request(1).routed.bytes, .toHost, "world:eth0", 30)
    let unknown = try self.verdict("packets matching `icmp` cross world:eth0", alone)
    #expect(unknown.answer == .inconclusive)
    #expect(
      unknown.reason
        == "packet 1 matching `icmp` crossed world:eth0, at +0.000 s, as far as can be told: "
        + "packet 1 came in at world:eth0, and no copy of it was seen on the other side")
  }

  @Test func lossThatCouldOverturnItIsInconclusive() throws {
    let lab = Self.outward()
    lab.loss(on: "other", from: 0, to: 1000)
    #expect(try verdict(Self.claim, lab).answer == .inconclusive)
    // A lost copy could have been the one that is missing …
    #expect(
      try verdict(
        "packets matching `icmp` cross ctr:eth0 > veth0 > cni0 > eth0 > eth0 > world:eth0", lab
      ).answer == .inconclusive)
    // … but not where the packet was seen elsewhere.
    #expect(
      try verdict("packets matching `icmp` cross ctr:eth0 > veth0 > veth1 > other:eth0", lab)
        .answer == .refuted)
    #expect(
      try verdict("packets matching `icmp` are seen on at most 4 interfaces", lab).answer
        == .refuted)
  }
}
