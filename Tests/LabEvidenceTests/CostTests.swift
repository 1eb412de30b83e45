import Glibc
import LabEvidence
import LabModel
import Testing

/// What recording costs: printed, and held to only where it does not depend on the machine.
@Suite(.serialized) struct CostTests {
  /// How long `body` took, and how much of that this thread was computing.
  private func cost(_ body: () throws -> Void) rethrows -> Cost {
    func now(_ clock: clockid_t) -> Double {
      var time = timespec()
      clock_gettime(clock, &time)
      return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
    }
    let (wall, computing) = (now(CLOCK_MONOTONIC), now(CLOCK_THREAD_CPUTIME_ID))
    try body()
    return Cost(
      wall: now(CLOCK_MONOTONIC) - wall, computing: now(CLOCK_THREAD_CPUTIME_ID) - computing)
  }

  private struct Cost: CustomStringConvertible {
    /// In ms.
    var wall: Double
    var computing: Double

    var description: String { "\(rounded(wall)) (\(rounded(computing)) computing)" }

    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
  }

  private func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  @Test func aSmallPacketTakesAtMost90Bytes() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let count = 60_000
    var generator = SystemRandomNumberGenerator()
    // 4,000 packets a batch, as a capture gives them; payloads with a counter and two random bytes.
    let batches = (0..<count / 4000).map { part in
      Frames.batch(
        (0..<4000).map { place in
          let number = part * 4000 + place
          return Frames.udp(
            [
              UInt8(truncatingIfNeeded: number >> 16), UInt8(truncatingIfNeeded: number >> 8),
              UInt8(truncatingIfNeeded: number), generator.next(), generator.next(), 0, 0, 0, 0, 0,
              0, 0,
            ], identification: UInt16(truncatingIfNeeded: number))
        }, at: 5_000_000_000 + Int64(part) * 4_000_000)
    }
    let journal = try Journal.standing(in: store)
    try journal.commit()
    let time = try cost {
      for batch in batches { try journal.write(At.event(9_000_000_000, .packets(batch))) }
      try journal.finish(.finished)
    }
    let packets = try RunEvidence.load(run: journal.run, from: store).packets
    var seen = 0
    let reading = try cost {
      try packets.forEach(in: Int64.min...Int64.max) { _ in
        seen += 1
        return true
      }
    }
    #expect(seen == count)
    try store.close()
    let bytes = Double(size(fixture.path)) / Double(count)
    print(
      """
      packets: \(Int(Double(count) / time.wall * 1000)) written a second, \
      \(Int(Double(count) / reading.wall * 1000)) read a second, \(bytes) bytes each on disk
      """)
    #expect(bytes <= 90)
  }

  @Test func aThousandTinySteps() throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    let plan = Plans.plan((1...1000).map { "echo \($0)" })
    var journal: Journal?
    let beginning = try cost { journal = try Journal.standing(plan, in: store) }
    let running = try cost {
      for step in 1...1000 {
        let time = Int64(step) * 100_000
        try journal?.write(At.event(time, .stepStarted(StepStart(step: step, attempt: 1, host: 1))))
        try journal?.write(
          At.event(
            time + 10,
            .output(OutputChunk(step: step, attempt: 1, stream: .stdout, bytes: [104, 105, 10]))))
        try journal?.write(
          At.event(
            time + 30,
            .stepEnded(
              StepEnd(
                step: step, attempt: 1, ending: .exited, status: 0, exitTime: At.start + time + 25,
                settled: .idle, leaks: 0, userTime: 0, systemTime: 0))))
        journal?.recordOutcome(step: step, attempt: 1, met: true)
        try journal?.write(At.event(time + 30, .fence(Fence(step: step, attempt: 1))))
        try journal?.commit()
      }
    }
    let finishing = try cost { try journal?.finish(.finished) }
    let run = try #require(journal).run
    var evidence: RunEvidence?
    let loading = try cost { evidence = try RunEvidence.load(run: run, from: store) }
    let closing = try cost { try store.close() }
    print(
      """
      1,000 steps: begin \(beginning), steps \(running), finish \(finishing), \
      load \(loading), close \(closing), \(size(fixture.path)) bytes
      """)
    #expect(evidence?.attempts.count == 1000)
  }

  @Test func oneStep() throws {
    let fixture = try Fixture()
    try fixture.open().close()
    for round in 1...3 {
      var store: Store?
      var journal: Journal?
      var evidence: RunEvidence?
      let opening = try cost { store = try fixture.open() }
      let opened = try #require(store)
      var provenance = Plans.provenance
      let gathering = try cost {
        provenance = try Provenance.gather(
          for: ["bash", "ip"], searchPath: "/usr/sbin:/usr/bin:/sbin:/bin", store: opened)
      }
      let beginning = try cost {
        journal = try Journal.begin(
          Plans.plan(), in: opened, backend: "namespaces", provenance: provenance, labbook: "x")
      }
      let begun = try #require(journal)
      let running = try cost {
        try begun.write(At.lab)
        try begun.write(At.ready)
        try begun.write(At.event(1, .fence(Fence(step: 0, attempt: 0))))
        try begun.commit()
        try begun.write(At.event(2, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
        try begun.write(
          At.event(3, .output(OutputChunk(step: 1, attempt: 1, stream: .stdout, bytes: [104]))))
        try begun.write(At.event(4, .fence(Fence(step: 1, attempt: 1))))
        try begun.commit()
        try begun.finish(.finished)
      }
      let loading = try cost {
        evidence = try RunEvidence.load(run: begun.run, from: opened)
      }
      let closing = try cost { try opened.close() }
      print(
        """
        one step, round \(round): open \(opening), provenance \(gathering), \
        begin \(beginning), write \(running), load \(loading), close \(closing)
        """)
      #expect(evidence?.outputs.count == 1)
    }
  }
}
