import LabEvidence
import LabModel
import LabNotebook

/// A run that is written down as one that really happened is, event by event.
struct RecordedRun {
  /// CLOCK_MONOTONIC and CLOCK_REALTIME when the sandbox stood, in ns.
  static let start: Int64 = 5_000_000_000_000
  static let startWall: Int64 = 1_760_000_000_000_000_000

  let journal: Journal
  let plan: Plan

  var id: String { journal.id }

  /// Begins a run of the notebook with this text.
  init(
    _ text: String, path: String = "experiments/lo.md", in store: Store,
    backend: String = "namespaces", hostname: String = "here", notes: [String] = []
  ) throws {
    try self.init(
      plan: NotebookReader.read(path: path, bytes: Array(text.utf8)).draft, in: store,
      backend: backend, hostname: hostname, notes: notes)
  }

  init(
    plan: Plan, in store: Store, backend: String = "namespaces", hostname: String = "here",
    notes: [String] = []
  ) throws {
    self.plan = plan
    journal = try Journal.begin(
      plan, in: store, backend: backend,
      provenance: Provenance(
        kernel: KernelRecord(
          release: "6.18.0", version: "#1 SMP", machine: "x86_64",
          configurationHash: String(repeating: "a", count: 64), options: ["VETH"]),
        hostname: hostname, processors: 2),
      labbook: "0.1.0")
    try write(-1000, .hostAdded(HostRecord(number: 1, name: "lab", origin: .planned)))
    try write(
      0,
      .ready(
        SandboxRecord(
          identifiers: "range", limits: [NamedValue(name: "memory", value: "cgroup")],
          kernelRelease: "6.18.0", kernelVersion: "#1 SMP", machine: "x86_64", shell: "/bin/bash",
          notes: notes)))
  }

  /// Writes an event `offset` ns after the sandbox stood.
  func write(_ offset: Int64, _ body: Event.Body) throws {
    try journal.write(
      Event(
        time: EventTime(monotonic: Self.start + offset, wall: Self.startWall + offset), body: body))
  }

  /// Writes an attempt that begins at `offset` and lasts a millisecond, with what it printed.
  func step(
    _ step: Int, attempt: Int = 1, at offset: Int64, status: Int32 = 0,
    output: [(stream: OutputStream, bytes: [UInt8])] = [], met: Bool? = true, miss: String? = nil
  ) throws {
    try write(offset, .stepStarted(StepStart(step: step, attempt: attempt, host: 1)))
    for (place, piece) in output.enumerated() {
      try write(
        offset + 1000 * Int64(place + 1),
        .output(
          OutputChunk(step: step, attempt: attempt, stream: piece.stream, bytes: piece.bytes)))
    }
    try write(
      offset + 1_000_000,
      .stepEnded(
        StepEnd(
          step: step, attempt: attempt, ending: .exited, status: status,
          exitTime: Self.start + offset + 900_000, settled: .idle, leaks: 0, userTime: 10,
          systemTime: 20)))
    journal.recordOutcome(step: step, attempt: attempt, met: met, miss: miss)
  }

  /// Writes that `lo` is there, or comes up.
  func loopback(at offset: Int64, up: Bool, isInitial: Bool = false, name: String = "lo") throws {
    let down = Link(index: 1, name: name, hardwareType: 772)
    let link = Link(index: 1, name: name, hardwareType: 772, flags: up ? 1 : 0)
    try write(
      offset,
      .link(
        ObjectChange(
          host: 1, earliest: Self.start + offset - 500_000, old: isInitial ? nil : down, new: link,
          isInitial: isInitial)))
  }

  /// Writes `count` packets on `lo`, `pause` ns after each other.
  func packets(_ count: Int, at offset: Int64, pause: Int64 = 1000) throws {
    // IPv4, UDP from 127.0.0.1:40000 to 127.0.0.1:5000, behind the loopback's empty Ethernet header.
    let frame: [UInt8] =
      Array(repeating: 0, count: 12) + [8, 0, 0x45, 0, 0, 28, 0, 1, 0x40, 0, 64, 17, 0, 0]
      + [127, 0, 0, 1, 127, 0, 0, 1, 0x9C, 0x40, 0x13, 0x88, 0, 8, 0, 0]
    var packets: [Packet] = []
    for place in 0..<count {
      let time = offset + Int64(place) * pause
      packets.append(
        Packet(
          time: Self.start + time, wall: Self.startWall + time, interface: 1,
          direction: place % 2 == 0 ? .outgoing : .toHost, hardwareType: 772, length: frame.count,
          offset: place * frame.count, capturedLength: frame.count))
    }
    try write(
      offset + Int64(count) * pause,
      .packets(
        PacketBatch(
          host: 1, packets: packets,
          bytes: Array(repeatElement(frame, count: count).joined()), clockError: 100)))
  }

  /// A server that cannot be reached until `lo` is up, with one step that misses and a refuted claim.
  static func sample(in store: Store) throws -> RecordedRun {
    let run = try RecordedRun(sampleText, in: store)
    try run.loopback(at: 1000, up: false, isInitial: true)
    try run.step(
      1, at: 1_000_000, status: 7, output: [(.stderr, Array("curl: (7) Failed\n".utf8))])
    try run.step(2, at: 3_000_000)
    try run.loopback(at: 3_500_000, up: true)
    try run.packets(2, at: 4_500_000)
    try run.step(
      3, at: 5_000_000, output: [(.stdout, Array("BAM!\n".utf8))], met: false,
      miss: "printed a line that was not expected: BAM!\n- OK\n+ BAM!")
    try run.write(6_500_000, .fence(Fence(step: 0, attempt: 0)))
    try run.journal.finish(.finished)
    let number = try store.resolveRun(run.id)
    try VerdictStore(store).record(
      [
        ClaimVerdict(
          run.plan.claims[0],
          Verdict(
            .holds, "it exited 7",
            evidence: [
              EvidenceReference(.attempt, 1), EvidenceReference(.output, 1),
              EvidenceReference(.link, 2), EvidenceReference(.packet, 1),
            ])),
        ClaimVerdict(run.plan.claims[1], Verdict(.refuted, "2 packets were seen, expected none")),
      ], ofRun: number, at: startWall)
    return run
  }

  static let sampleText = """
    ---
    labbook: 1
    title: Nothing answers until lo is up
    ---

    # Nothing answers until lo is up

    Prose with *emphasis*, `code` and [a link](https://example.org/?a=1&b=2).

    ## First

    ```console {#first}
    $ curl -sS localhost:8900
    curl: (7) Failed
    [7]
    ```

    ## Then

    ```console
    $ ip link set dev lo up
    $ curl -sS localhost:8900
    OK
    ```

    | a | b |
    | --- | --- |
    | 1 | <b>2</b> |

    ```claims
    # What is said of it:
    curl fails until lo is up
    no packets on lo
    ```

    """
}
