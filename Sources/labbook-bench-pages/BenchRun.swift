import LabEvidence
import LabModel

/// One made-up run: what it is hangs on its number alone.
struct BenchRun {
  let number: Int
  let isLarge: Bool

  private static let notebooks = [
    "bridge", "route", "nat", "vlan", "lo", "tunnel", "bond", "dhcp", "dns", "firewall",
  ]
  private static let kernels = ["6.1.112", "6.6.58", "6.12.9", "6.18.0"]
  private static let machines = ["alpha", "beta", "gamma"]
  /// Steps of the plan.
  private static let stepCount = 8

  private var notebook: String { Self.notebooks[number % Self.notebooks.count] }
  private var kernel: String { Self.kernels[number / 3 % Self.kernels.count] }

  var backend: String { number % 5 == 0 ? "qemu" : number % 7 == 0 ? "uml" : "namespaces" }

  private var status: RunRow.Status {
    if number % 97 == 0 { return .crashed }
    if number % 41 == 0 { return .blocked }
    return number % 67 == 0 ? .interrupted : .finished
  }

  var provenance: Provenance {
    var provenance = Provenance(
      kernel: KernelRecord(release: kernel, version: "#1 SMP", machine: "x86_64"),
      hostname: Self.machines[number % Self.machines.count], processors: 2)
    if backend != "namespaces" { provenance.kernelLabel = String(kernel.prefix { $0 != "-" }) }
    return provenance
  }

  var plan: Plan {
    var plan = Plan(
      path: "experiments/\(notebook).md", title: "What a \(notebook) does with packets",
      source: Array(source.utf8))
    plan.parameters = ["mtu": number % 2 == 0 ? "1500" : "9000"]
    if isLarge { plan.parameters[BenchStore.large.name] = BenchStore.large.value }
    for step in 1...Self.stepCount {
      let position = SourcePosition(line: 6 * step, column: 1)
      var block = Block(number: step, kind: .transcript, id: "step\(step)", position: position)
      block.steps = [
        Step(
          number: step, block: step, indexInBlock: 1, host: "lab",
          command: step % 2 == 0 ? "ping -c 3 10.0.0.2" : "ip link set dev eth\(step) up",
          expectation: Expectation(), position: position, expectedLines: 1..<1)
      ]
      plan.blocks.append(block)
    }
    return plan
  }

  /// The notebook's text, which has the steps and claims that the run had.
  private var source: String {
    var text = "---\nlabbook: 1\ntitle: What a \(notebook) does with packets\n---\n\n"
    for step in 1...Self.stepCount {
      let command = step % 2 == 0 ? "ping -c 3 10.0.0.2" : "ip link set dev eth\(step) up"
      text += "```console {#step\(step)}\n$ \(command)\n```\n\n"
    }
    return text + "```claims\nping succeeds\nno packets until lo is up\n```\n"
  }

  /// Four claims, of which one run in ten refutes one.
  var verdicts: [ClaimVerdict] {
    (1...4).map { claim in
      let answer: Verdict.Answer =
        number % 10 == claim ? .refuted : number % 53 == claim ? .inconclusive : .holds
      return ClaimVerdict(
        number: claim, identity: "claim \(claim)", text: "packets of flow \(claim) arrive",
        line: 40 + claim,
        verdict: Verdict(
          answer, "packet 17 was seen at lab:eth0",
          evidence: [EvidenceReference(.packet, 17), EvidenceReference(.attempt, 2)]))
    }
  }

  /// Writes what happened, from `start` on, and ends the run.
  func write(
    to journal: Journal, _ start: EventTime, packets: Int, _ frames: BenchFrames
  ) throws(StoreFailure) {
    func event(_ offset: Int64, _ body: Event.Body) -> Event {
      Event(
        time: EventTime(monotonic: start.monotonic + offset, wall: start.wall + offset), body: body)
    }
    for (place, host) in ["lab", "left", "right"].enumerated() {
      try journal.write(
        event(-1000, .hostAdded(HostRecord(number: place + 1, name: host, origin: .planned))))
    }
    try journal.write(event(0, .ready(sandbox)))
    for host in 1...3 {
      let link = Link(index: 2, name: "eth0", kind: "veth", hardwareType: 1, flags: 1, mtu: 1500)
      try journal.write(
        event(1000, .link(ObjectChange(host: host, earliest: start.monotonic, old: nil, new: link)))
      )
      let address = Address(interface: 2, address: "10.0.0.\(host)", prefixLength: 24)
      try journal.write(
        event(
          2000,
          .address(ObjectChange(host: host, earliest: start.monotonic, old: nil, new: address))))
    }
    for step in 1...Self.stepCount {
      let time = Int64(step) * 200_000_000
      try journal.write(event(time, .stepStarted(StepStart(step: step, attempt: 1, host: 1))))
      let batch = frames.batch(
        packets / Self.stepCount, host: 1 + step % 3,
        from: EventTime(monotonic: start.monotonic + time + 1000, wall: start.wall + time + 1000))
      try journal.write(event(time + 150_000_000, .packets(batch)))
      try journal.write(
        event(
          time + 150_000_001,
          .output(
            OutputChunk(step: step, attempt: 1, stream: .stdout, bytes: Array(output(step).utf8)))))
      let end = StepEnd(
        step: step, attempt: 1, ending: .exited, status: 0,
        exitTime: start.monotonic + time + 150_000_002, settled: .idle, leaks: 0, userTime: 0,
        systemTime: 0)
      try journal.write(event(time + 150_000_003, .stepEnded(end)))
      journal.recordOutcome(step: step, attempt: 1, met: !(number % 20 == 0 && step == 3))
      try journal.write(event(time + 150_000_004, .fence(Fence(step: step, attempt: 1))))
    }
    try journal.finish(status, reason: status == .finished ? nil : "made up")
  }

  private func output(_ step: Int) -> String {
    guard step % 2 == 0 else { return step == 1 ? "marker\(number)\n" : "" }
    let lines = (1...3).map { "64 bytes from 10.0.0.2: icmp_seq=\($0) ttl=64 time=0.0\($0)7 ms" }
    return "PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.\n" + lines.joined(separator: "\n")
      + "\n\n--- 10.0.0.2 ping statistics ---\n3 packets transmitted, 3 received, 0% packet loss\n"
  }

  private var sandbox: SandboxRecord {
    SandboxRecord(
      identifiers: "range", limits: [], kernelRelease: kernel, kernelVersion: "#1 SMP",
      machine: "x86_64", shell: "/bin/bash", notes: [])
  }
}
