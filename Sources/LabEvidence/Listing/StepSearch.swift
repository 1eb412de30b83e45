/// Finds the steps whose command and output have all words of a text, the runs added last first.
///
/// Letter case and accents do not matter; a word is a run of letters and digits, and what is written together
/// (`10.0.0.1`) has to stand together. A run that is not indexed yet is not found.
struct StepSearch {
  private let words: String
  private let connection: Connection

  /// Steps of one run that are told, and lines of each.
  private static let mostSteps = 5
  private static let mostLines = 3
  /// Steps that the index finds and runs of which the other conditions are asked, for one part of the list.
  private static let mostFound = 50_000
  private static let mostRuns = 1000
  /// Pieces of a run's output that are looked through, and bytes, of one step and altogether.
  private static let mostOutputs = 20_000
  private static let mostBytes = 1 << 19
  private static let mostBytesAltogether = 4 << 20

  init(_ words: String, _ connection: Connection) {
    self.words = words
    self.connection = connection
  }

  /// The runs with such steps that `selection` lets through; `after` is the number of the one before.
  func listing(
    _ filter: RunFilter, _ selection: RunSelection, after: Int?
  ) throws(StoreFailure) -> RunListing {
    guard let query else { return RunListing() }
    let reader = SummaryReader(connection)
    let (test, place) = try selection.test()
    let find = try connection.statement(.find)
    defer { find.reset() }
    find.bind(1, query)
    find.bind(2, after.map { $0 << 32 } ?? Int.max)
    var listing = RunListing()
    var steps: [Int: [Int]] = [:]
    var (current, isWanted, found, asked) = (0, false, 0, 0)
    while try find.next() {
      let (run, step): (Int, Int) = (find.number(0) >> 32, find.number(0) & 0xffff_ffff)
      found += 1
      if run != current {
        if listing.runs.count == filter.limit ?? .max || found > Self.mostFound
          || asked == Self.mostRuns
        {
          listing.next = try reader.summary(of: current)?.id
          break
        }
        asked += 1
        current = run
        test.bind(place, run)
        isWanted = try test.next()
        test.reset()
        if isWanted, let summary = try reader.summary(of: run),
          filter.statuses.isEmpty || filter.statuses.contains(summary.status)
        {
          listing.runs.append(summary)
        } else {
          isWanted = false
        }
      }
      // They come the last one first; the first ones are told.
      if isWanted { steps[run, default: []].append(step) }
    }
    var bytes = Self.mostBytesAltogether
    for run in listing.runs {
      listing.excerpts[run.number] = try excerpts(
        of: steps[run.number, default: []].suffix(Self.mostSteps).reversed(), run.number, &bytes)
    }
    return listing
  }

  /// The words for FTS5, each in quotes, so that nothing is taken for an operator; nil where there are none.
  private var query: String? {
    let words = words.split { $0.isWhitespace }
    guard !words.isEmpty else { return nil }
    return words.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: " ")
  }

  // MARK: - Lines

  private func excerpts(
    of steps: [Int], _ run: Int, _ bytes: inout Int
  ) throws(StoreFailure) -> [StepExcerpt] {
    let matcher = WordMatcher(words)
    let outputs = try outputs(of: steps, run, &bytes)
    var excerpts: [StepExcerpt] = []
    for step in steps {
      var ofStep: [StepExcerpt] = []
      let command = try connection.statement(.command)
      command.bind(1, run)
      command.bind(2, step)
      if try command.next() {
        ofStep += matcher.lines(of: command.bytes(0), atMost: 1).map {
          StepExcerpt(step: step, pieces: $0.pieces)
        }
        command.reset()
      }
      for (attempt, text) in (outputs[step] ?? [:]).sorted(by: { $0.key < $1.key })
      where ofStep.count < Self.mostLines {
        ofStep += matcher.lines(of: text, atMost: Self.mostLines).map {
          StepExcerpt(step: step, attempt: attempt, line: $0.line, pieces: $0.pieces)
        }
      }
      excerpts += ofStep.isEmpty ? [StepExcerpt(step: step, pieces: [])] : ofStep
    }
    return excerpts
  }

  /// What each attempt at each of `steps` printed, by step and attempt, as far as it may be looked through.
  private func outputs(
    of steps: [Int], _ run: Int, _ bytes: inout Int
  ) throws(StoreFailure) -> [Int: [Int: [UInt8]]] {
    let output = try connection.statement(.outputs)
    output.bind(1, run)
    output.bind(2, Self.mostOutputs)
    defer { output.reset() }
    var outputs: [Int: [Int: [UInt8]]] = [:]
    var sizes: [Int: Int] = [:]
    while bytes > 0, try output.next() {
      let step: Int = output.number(0)
      let room = min(Self.mostBytes - sizes[step, default: 0], bytes)
      guard room > 0, steps.contains(step) else { continue }
      let part = output.withBytes(2) { Array($0.prefix(room)) }
      outputs[step, default: [:]][output.number(1), default: []] += part
      sizes[step, default: 0] += part.count
      bytes -= part.count
    }
    return outputs
  }
}

extension SQL {
  fileprivate static let find = SQL(
    "SELECT rowid FROM step_text WHERE step_text MATCH ? AND rowid < ? ORDER BY rowid DESC")
  fileprivate static let command = SQL("SELECT command FROM step WHERE run = ? AND number = ?")
  fileprivate static let outputs = SQL(
    """
    SELECT step, attempt.attempt, content FROM output
      JOIN attempt ON attempt.run = output.run AND attempt.number = output.attempt
    WHERE output.run = ? AND output.number <= ? ORDER BY output.number
    """)
}
