import LabModel

/// What an attempt printed in a scope, as far as its ends can be told.
struct OutputSlice: Sendable {
  /// The chunks that are, or may be, in scope, in order.
  private let chunks: [(row: OutputRow, membership: Membership)]
  /// Bytes that were dropped at the output limit and could be in scope.
  let cutBytes: Int
  /// The streams whose last bytes in scope may have been followed by some that were dropped.
  let cutStreams: Set<OutputStream>
  let stream: OutputStream?

  /// What `attempt` printed on `stream` in `windows`; nil is all streams, each on its own.
  init(run: JudgedRun, attempt: AttemptRow, stream: OutputStream?, windows: [Window]) {
    self.stream = stream
    func isMine(_ other: OutputStream) -> Bool {
      // With one pipe for both, what came on it may be what is asked for.
      stream == nil || other == stream || other == .merged
    }
    chunks = run.outputs(of: attempt).compactMap { row in
      guard isMine(row.stream) else { return nil }
      let instant = Instant(row.time)
      let membership = windows.membership { $0.membership(of: instant) }
      return membership == .outside ? nil : (row, membership)
    }
    let cuts = run.evidence.outputCuts.filter { cut in
      cut.step == attempt.step && cut.attempt == attempt.attempt && isMine(cut.stream)
        && windows.membership({ $0.membership(of: Instant(cut.time)) }) != .outside
    }
    cutBytes = cuts.reduce(0) { $0 + $1.bytes }
    cutStreams = Set(cuts.map(\.stream))
  }

  /// Whether something was certainly printed in scope.
  var isCertain: Bool { chunks.contains { $0.membership == .inside && !$0.row.bytes.isEmpty } }
  /// Whether something may have been printed in scope.
  var mayBe: Bool { !chunks.isEmpty }

  /// One reading of what lies in scope.
  struct Variant: Sendable {
    var rows: [OutputRow]

    /// Whether both streams came on one pipe.
    var isMerged: Bool { rows.contains { $0.stream == .merged } }

    func bytes(_ stream: OutputStream) -> [UInt8] {
      rows.filter { $0.stream == stream }.flatMap(\.bytes)
    }

    /// What each stream printed, those that printed something.
    var streams: [[UInt8]] {
      OutputStream.allCases.map { bytes($0) }.filter { !$0.isEmpty }
    }

    /// The row that holds byte `offset` of `stream`.
    func row(holding offset: Int, of stream: OutputStream) -> OutputRow? {
      var end = 0
      for row in rows where row.stream == stream {
        end += row.bytes.count
        if offset < end { return row }
      }
      return nil
    }
  }

  /// The most readings that are tried one by one; beyond it only the shortest and the longest.
  private static let mostVariants = 64

  /// Every reading of what lies in scope: one, unless chunks came too close to an end of it.
  var variants: [Variant] {
    let rows = chunks.map(\.row)
    let first = chunks.firstIndex { $0.membership == .inside }
    let last = chunks.lastIndex { $0.membership == .inside }
    guard chunks.contains(where: { $0.membership == .unclear }) else {
      return [Variant(rows: rows)]
    }
    var variants: [Variant] = []
    for start in 0...(first ?? rows.count) {
      for end in max(start, (last.map { $0 + 1 }) ?? start)...rows.count {
        variants.append(Variant(rows: Array(rows[start..<end])))
        guard variants.count <= Self.mostVariants else {
          let shortest = first.flatMap { first in last.map { Array(rows[first...$0]) } } ?? []
          return [Variant(rows: shortest), Variant(rows: rows)]
        }
      }
    }
    return variants
  }
}
