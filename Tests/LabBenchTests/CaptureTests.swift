import Glibc
import LabModel
import LabSandbox
import Testing

/// What the capture of a sandbox sees, and to which step it belongs.
@Suite struct CaptureTests {
  /// Sends N UDP datagrams over `lo` from the step's own shell, which forks nothing.
  private func send(_ count: Int) -> String {
    "for ((i = 0; i < \(count); i++)); do echo x >/dev/udp/127.0.0.1/9; done"
  }

  private func datagrams(_ result: TestLab.Result) -> Int {
    var count = 0
    for event in result.events {
      guard case .packets(let batch) = event.body else { continue }
      for packet in batch.packets {
        let bytes = Array(batch.bytes(of: packet))
        if bytes.count > 37, bytes[23] == 17, bytes[36] == 0, bytes[37] == 9 { count += 1 }
      }
    }
    return count
  }

  @Test(arguments: TestBench.all) func everyPacketIsFoundInItsStepManyTimes(bench: TestBench) throws
  {
    // Without the quiet window: the count alone has to find them all.
    let lab = try TestLab(on: bench, hosts: [HostPlan(name: "lab", loopbackUp: true)]) {
      $0.durations.quiet = 0
    }
    var wrong = 0
    for round in 0..<bench.rounds {
      let count = 1 + round % 7
      if datagrams(try lab.run(send(count))) != count { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test(arguments: TestBench.all) func aStepMadeNamespaceIsCapturedFromItsFirstPacket(
    bench: TestBench
  ) throws {
    let lab = try TestLab(on: bench)
    let result = try lab.run(
      """
      ip netns add ns1
      ip -n ns1 link set lo up
      ip netns exec ns1 bash -c '\(send(5))'
      """)
    #expect(result.stderr == "")
    #expect(datagrams(result) == 5)
    #expect(
      lab.events.contains {
        if case .hostAdded(let host) = $0.body {
          host.name == "ns1" && host.origin == .named
        } else {
          false
        }
      })
  }

  @Test(arguments: TestBench.all) func aNamespaceWithoutANameIsFoundAtTheFence(bench: TestBench)
    throws
  {
    let lab = try TestLab(on: bench)
    try lab.run("unshare -n bash -c 'ip link set lo up; read x </dev/zero | sleep 1000' &")
    let found = lab.events.contains {
      if case .hostAdded(let host) = $0.body { host.origin == .found } else { false }
    }
    #expect(found)
  }

  @Test(arguments: TestBench.all) func aDeletedNamespaceIsLetGoAtOnce(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    try lab.run(
      """
      ip netns add ns1
      ip link add va type veth peer name vb netns ns1
      """)
    #expect(try lab.run("ls /sys/class/net").stdout == "lo\nva\n")
    // The kernel destroys the namespace, and with it both ends of the pair, in its own time: a
    // bounded wait, which a capture that held the namespace would outlast.
    let result = try lab.run(
      "ip netns del ns1; for i in $(seq 50); do [ -e /sys/class/net/va ] || break; sleep 0.02; done; "
        + "ls /sys/class/net")
    #expect(result.stdout == "lo\n")
  }

  @Test(arguments: TestBench.all) func packetsBeforeAnyInterfaceIsUpAreNone(bench: TestBench) throws
  {
    let lab = try TestLab(on: bench)
    let result = try lab.run(send(3))
    #expect(result.packets.isEmpty)
    #expect(result.stderr.contains("Network is unreachable"))
  }

  @Test(arguments: TestBench.all) func lossIsCounted(bench: TestBench) throws {
    let lab = try TestLab(on: bench, hosts: [HostPlan(name: "lab", loopbackUp: true)]) {
      $0.captureBuffer = 1 << 19
    }
    // All of them at once, and none waits for an answer.
    let result = try lab.run("ping -q -f -l 20000 -c 20000 -s 30000 -w 2 127.0.0.1")
    var lost = 0
    for event in result.events {
      if case .loss(let loss) = event.body { lost += loss.count }
    }
    // `9876 packets transmitted, …`: a slow machine does not get through all of them.
    let sent = result.stdout.split(separator: "\n").first { $0.contains(" packets transmitted") }
      .flatMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    // In a machine the agent goes before the sender, and may well lose nothing.
    if bench.backend == "namespaces" { #expect(lost > 0) }
    #expect(result.packets.count + lost >= (try #require(sent)), "lost \(lost), \(result.stdout)")
  }
}
