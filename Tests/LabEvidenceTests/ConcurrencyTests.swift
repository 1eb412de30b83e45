import Glibc
import LabEvidence
import LabModel
import Testing

@Suite struct ConcurrencyTests {
  /// Writes a run of 200 steps with a line and ten packets each, a commit a step.
  private static func writeRun(to path: String, mark: UInt8) throws -> Int {
    let store = try Store.open(path: path)
    let journal = try Journal.standing(
      Plans.plan((1...200).map { "echo \($0)" }), in: store)
    for step in 1...200 {
      let time = Int64(step) * 1_000_000
      try journal.write(At.event(time, .stepStarted(StepStart(step: step, attempt: 1, host: 1))))
      try journal.write(
        At.event(
          time + 10,
          .output(OutputChunk(step: step, attempt: 1, stream: .stdout, bytes: [mark, 10]))))
      try journal.write(
        At.event(
          time + 20,
          .packets(Frames.batch([[UInt8]](repeating: [mark], count: 10), at: time + 11))))
      try journal.write(
        At.event(
          time + 30,
          .stepEnded(
            StepEnd(
              step: step, attempt: 1, ending: .exited, status: 0, exitTime: At.start + time + 25,
              settled: .quiet, leaks: 0, userTime: 0, systemTime: 0))))
      try journal.write(At.event(time + 30, .fence(Fence(step: step, attempt: 1))))
      try journal.commit()
    }
    try journal.finish(.finished)
    return journal.run
  }

  @Test func twoWritersOfOneFileBothKeepEverything() async throws {
    let fixture = try Fixture()
    let path = fixture.path
    let runs = try await withThrowingTaskGroup(of: (UInt8, Int).self) { group in
      for mark in [1, 2] as [UInt8] {
        group.addTask { (mark, try Self.writeRun(to: path, mark: mark)) }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let store = try fixture.open()
    #expect(try store.integrityProblems() == [])
    for (mark, run) in runs {
      let evidence = try RunEvidence.load(run: run, from: store)
      #expect(evidence.run.status == .finished)
      #expect(evidence.outputs.count == 200)
      #expect(evidence.outputs.allSatisfy { $0.bytes == [mark, 10] })
      #expect(evidence.packets.count == 2000)
      #expect(try evidence.packets.all().allSatisfy { $0.bytes == [mark] })
      #expect(evidence.attempts.map(\.packets?.count) == [Int?](repeating: 10, count: 200))
    }
  }

  @Test func aReaderSeesWholeStatesWhileARunIsWritten() async throws {
    let fixture = try Fixture()
    let path = fixture.path
    try fixture.open().close()
    try await withThrowingTaskGroup(of: Int?.self) { group in
      group.addTask { try Self.writeRun(to: path, mark: 1) }
      group.addTask {
        let store = try Store.open(path: path, for: .read)
        var lastCount = 0
        while true {
          guard let run = try store.runs().first else { continue }
          let evidence = try RunEvidence.load(run: run.number, from: store)
          // What a commit wrote is there as a whole: a step, its line, its packets, its fence.
          #expect(evidence.outputs.count == evidence.fences.count)
          #expect(evidence.packets.count == evidence.fences.count * 10)
          #expect(evidence.attempts.filter { $0.end != nil }.count == evidence.fences.count)
          #expect(evidence.outputs.count >= lastCount)
          #expect(try evidence.packets.all().count == evidence.packets.count)
          lastCount = evidence.outputs.count
          if evidence.run.status == .finished { return nil }
        }
      }
      try await group.waitForAll()
    }
    #expect(try fixture.open().runs().map(\.status) == [.finished])
  }

  @Test func severalRunsShareOneStore() async throws {
    let fixture = try Fixture()
    let store = try fixture.open()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let journal = try Journal.standing(in: store)
          try journal.write(At.event(1, .stepStarted(StepStart(step: 1, attempt: 1, host: 1))))
          for place in 0..<100 {
            let chunk = OutputChunk(step: 1, attempt: 1, stream: .stdout, bytes: [1])
            try journal.write(At.event(2 + Int64(place), .output(chunk)))
            try journal.commit()
          }
          try journal.finish(.finished)
          let evidence = try RunEvidence.load(run: journal.run, from: store)
          #expect(evidence.outputs.count == 100)
        }
      }
      try await group.waitForAll()
    }
    #expect(try store.runs().count == 4)
  }
}
