import LabEvidence

/// What the attempts of a run printed, each from its beginning and all of them bounded.
struct RunOutput: Sendable {
  /// More pieces of an attempt's output than this are not looked through.
  private static let mostPieces = 2000
  /// How much output stands on a page in all, in bytes.
  private static let mostBytes = 1 << 20

  /// By the number of the attempt's row.
  private(set) var excerpts: [Int: OutputExcerpt] = [:]

  /// Reads the output of the attempts that `outline` has.
  init(of outline: RunEvidence, from store: Store) throws(StoreFailure) {
    let run = outline.run.number
    let pieces = try store.outputPieces(
      ofRun: run, attempts: outline.attempts.map(\.number), most: Self.mostPieces)
    var room = Self.mostBytes
    for attempt in outline.attempts {
      var excerpt = OutputExcerpt()
      let own = pieces[attempt.number] ?? []
      excerpt.size = own.reduce(0) { $0 + $1.size }
      excerpt.isIncomplete = own.count >= Self.mostPieces
      for piece in own where !excerpt.isFull && room > 0 {
        let bytes = try store.outputBytes(
          ofRun: run, piece: piece.number,
          most: min(room, OutputExcerpt.mostBytes - excerpt.shown))
        excerpt.add(piece, bytes)
      }
      room -= excerpt.shown
      excerpts[attempt.number] = excerpt
    }
    let rows = Dictionary(
      outline.attempts.map { ([$0.step, $0.attempt], $0.number) },
      uniquingKeysWith: { first, _ in first })
    for cut in try store.outputCuts(ofRun: run) {
      if let row = rows[[cut.step, cut.attempt]] { excerpts[row]?.dropped += cut.bytes }
    }
  }

  subscript(attempt: AttemptRow) -> OutputExcerpt { excerpts[attempt.number] ?? OutputExcerpt() }
}
