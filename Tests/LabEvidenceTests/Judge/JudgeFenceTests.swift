import LabEvidence
import LabModel
import Testing

/// What is known as of each fence: ports, sockets and counters.
struct JudgeFenceTests {
  private static let listener = Socket(
    family: 2, protocolNumber: 6, localAddress: "0.0.0.0", localPort: 8900,
    remoteAddress: "0.0.0.0",
    remotePort: 0, state: 10, inode: 7)

  private static func established(_ port: UInt16, state: UInt8 = 1) -> Socket {
    Socket(
      family: 2, protocolNumber: 6, localAddress: "127.0.0.1", localPort: 8900,
      remoteAddress: "127.0.0.1", remotePort: port, state: state, inode: 0)
  }

  private static func server() -> RecordedRun {
    RecordedRun()
      .step("nc -lk 8900 &", id: "serve", at: 100).socket(nil, listener)
      .step("curl localhost:8900", id: "fetch", at: 200)
      .socket(nil, established(40000)).socket(nil, established(40001))
      .step("sleep 1", id: "pause", at: 300)
      .socket(established(40000), established(40000, state: 6))
      .socket(established(40001), nil)
      .step("kill %1", id: "stop", at: 400).socket(listener, nil)
  }

  @Test(arguments: [
    ("port tcp/8900 is listening", Verdict.Answer.refuted),
    ("port tcp/8900 is not listening", .holds),
    ("port tcp/8900 is not listening before serve", .holds),
    ("port tcp/8900 is listening after serve", .holds),
    ("port tcp/8900 is listening between serve and stop", .holds),
    ("port tcp/8900 is not listening until serve", .holds),
    ("port tcp/8900 is listening during fetch", .holds),
    ("port tcp/8900 is listening during serve", .refuted),
    ("port udp/8900 is listening after serve", .refuted),
    ("port tcp/80 is listening after serve", .refuted),
    ("port tcp/8900 is listening on ns1", .inconclusive),
    ("curl succeeds after port tcp/8900 is listening", .holds),
    ("curl succeeds before port tcp/8900 is listening", .inconclusive),
    ("3 sockets with port 8900 after fetch", .holds),
    ("2 sockets in state established after fetch", .holds),
    ("1 socket in state time-wait after pause", .holds),
    ("no sockets in state established after pause", .holds),
    ("at least 2 sockets after fetch", .holds),
    ("1 socket in state listening with port 8900 after serve", .holds),
    ("no sockets until serve", .holds),
    ("1 socket", .holds),
    ("no sockets", .refuted),
    ("no sockets in state time-wait until fetch", .refuted),
  ])
  func portsAndSockets(claim: String, answer: Verdict.Answer) throws {
    let verdict = try Self.server().verdict(claim)
    #expect(verdict.answer == answer, "\(verdict.reason)")
  }

  @Test func aDatagramSocketListensWhileItIsNotConnected() throws {
    let bound = Socket(
      family: 2, protocolNumber: 17, localAddress: "0.0.0.0", localPort: 53,
      remoteAddress: "0.0.0.0",
      remotePort: 0, state: 7, inode: 9)
    var connected = bound
    connected.state = 1
    connected.remotePort = 40000
    let run = RecordedRun()
      .step("dns &", id: "serve", at: 100).socket(nil, bound)
      .step("ask", id: "ask", at: 200).socket(bound, connected)
    #expect(try run.answer("port udp/53 is listening after serve") == .holds)
    #expect(try run.answer("port udp/53 is listening") == .refuted)
    #expect(try run.answer("port udp/53 is listening until ask") == .refuted)
    #expect(try run.answer("port tcp/53 is not listening after serve") == .holds)
  }

  @Test func aBlockThatWaitsEndsWhenItsMomentHasCome() throws {
    let run = RecordedRun()
      .step("slow-server &", id: "serve", at: 100)
      .fence(at: 130).fence(at: 150).socket(nil, Self.listener)
      .step("curl localhost:8900", at: 200).fence(at: 230)
    #expect(try run.answer("port tcp/8900 is listening after serve") == .holds)
    #expect(try run.answer("port tcp/8900 is not listening after `slow-server`") == .holds)
    #expect(try run.answer("port tcp/8900 is not listening until serve") == .holds)
    #expect(try run.answer("port tcp/8900 is listening before curl") == .holds)
    #expect(try run.answer("port tcp/8900 is listening during curl") == .holds)
    // The last block, and the fence at the end of the run.
    let last = RecordedRun()
      .step("slow-server &", id: "serve", at: 100)
      .fence(at: 130).socket(nil, Self.listener).fence(at: 9000)
    #expect(try last.answer("port tcp/8900 is listening after serve") == .holds)
  }

  private static func drops() -> RecordedRun {
    RecordedRun()
      .step("true", id: "calm", at: 100)
      .step("flood", id: "flood", at: 200).counter("TcpExtListenDrops", from: 0, to: 5)
      .counter("tx_dropped", from: 0, to: 3, interface: 1)
      .step("flood more", id: "again", at: 300).counter("TcpExtListenDrops", from: 5, to: 7)
      .loUp(at: 305)
  }

  @Test(arguments: [
    ("counter TcpExtListenDrops rises by 7", Verdict.Answer.holds),
    ("counter TcpExtListenDrops rises by at least 8", .refuted),
    ("counter TcpExtListenDrops rises by 5 during flood", .holds),
    ("counter TcpExtListenDrops rises by 2 after flood", .holds),
    ("counter TcpExtListenDrops does not change during calm", .holds),
    ("counter TcpExtListenDrops does not change before flood", .holds),
    ("counter TcpExtListenDrops does not change until flood", .holds),
    ("counter TcpExtListenDrops does not change until again", .refuted),
    ("counter TcpExtListenDrops does not change", .refuted),
    ("counter IpInReceives does not change", .holds),
    ("counter IpInReceives rises by at most 2", .holds),
    ("counter IpInReceives rises by some", .refuted),
    // Read at the end of the step within which `lo` came up.
    ("counter TcpExtListenDrops rises by 2 after lo is up", .inconclusive),
    ("counter TcpExtListenDrops rises by at least 5 before lo is up", .holds),
    ("counter TcpExtListenDrops rises by at most 4 before lo is up", .refuted),
    ("counter TcpExtListenDrops rises by at most 7 before lo is up", .holds),
    ("counter tx_dropped on lo rises by 3", .holds),
    ("counter tx_dropped on * rises by 3", .holds),
    ("counter tx_dropped on lo does not change after flood", .holds),
    ("counter tx_dropped on eth9 does not change", .inconclusive),
  ])
  func counters(claim: String, answer: Verdict.Answer) throws {
    let verdict = try Self.drops().verdict(claim)
    #expect(verdict.answer == answer, "\(verdict.reason)")
  }

  @Test func reasonsSayByHowMuch() throws {
    #expect(
      try Self.drops().sentence("counter TcpExtListenDrops does not change during flood")
        == "refuted: counter TcpExtListenDrops rose by 5 during step 2 (`flood`), expected no change"
    )
    #expect(
      try Self.server().sentence("no sockets with port 8900 after fetch")
        == "refuted: there were 3 sockets with port 8900 after step 2 (`curl localhost:8900`) ended"
        + " at +0.215 s (since +0.215 s), expected none")
  }

  @Test func whatAHostCountedJustBeforeItWentIsNotKnown() throws {
    let run = RecordedRun()
      .host("ns1", origin: .named, from: 1, to: 205)
      .step("true", id: "calm", at: 100)
      .step("ip netns del ns1", id: "remove", at: 200)
    #expect(try run.answer("counter IpInReceives on ns1 does not change") == .inconclusive)
    #expect(try run.answer("counter IpInReceives on ns1 does not change during calm") == .holds)
  }
}
