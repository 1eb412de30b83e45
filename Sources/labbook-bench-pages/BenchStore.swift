import LabEvidence
import LabModel

/// A database as years of use make it: many runs of some notebooks, on several kernels and machines.
struct BenchStore {
  let path: String

  /// What the few runs with many packets have.
  static let large = RunFilter.Parameter(name: "size", value: "large")
  /// One run in so many is large.
  private static let largeEvery = 1000
  private static let largePackets = 10_000
  /// 2026-01-01T00:00:00Z in ns; a run begins every seven minutes.
  private static let firstWall: Int64 = 1_767_225_600_000_000_000
  private static let interval: Int64 = 420_000_000_000

  /// Adds so many runs with about so many packets altogether, all with verdicts and in the index of words.
  func add(runs: Int, packets: Int) throws(StoreFailure) {
    let store = try Store.open(path: path)
    let frames = BenchFrames()
    let larges = runs / Self.largeEvery
    let each = max(0, packets - larges * Self.largePackets) / max(1, runs - larges)
    for number in 1...runs {
      let isLarge = number % Self.largeEvery == 0
      let run = BenchRun(number: number, isLarge: isLarge)
      let journal = try Journal.begin(
        run.plan, in: store, backend: run.backend, provenance: run.provenance, labbook: "0.1.0")
      let start = EventTime(
        monotonic: 1_000_000_000, wall: Self.firstWall + Int64(number) * Self.interval)
      try run.write(to: journal, start, packets: isLarge ? Self.largePackets : each, frames)
      try VerdictStore(store).record(
        run.verdicts, ofRun: journal.run, at: start.wall + 60_000_000_000)
    }
    try store.indexSteps()
    try store.close()
  }
}
