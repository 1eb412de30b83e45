/// Copies judgements of a run that both files have: each of them may have been judged again.
///
/// A judgement is known by its instant. Their numbers follow the instants afterwards, so the newest one
/// is the highest, whichever file was merged into which.
struct JudgementCopy {
  private let verdicts: Verdicts
  private let transcripts: Transcripts

  init(from source: Connection, to target: Connection) throws(StoreFailure) {
    verdicts = try Verdicts(from: source, to: target)
    transcripts = try Transcripts(from: source, to: target)
  }

  /// Adds what run `run` of the target lacks of run `number` of the source; gives the judgements' count.
  func copy(ofRun number: Int, to run: Int) throws(StoreFailure) -> Int {
    try verdicts.copy(ofRun: number, to: run) + transcripts.copy(ofRun: number, to: run)
  }

  /// Instants of judgements of run `number` that the target's run `run` has none of.
  private static func missing(
    _ number: Int, _ run: Int, _ instants: PreparedStatement, _ known: PreparedStatement
  ) throws(StoreFailure) -> [Int64] {
    instants.bind(1, number)
    var missing: [Int64] = []
    while try instants.next() {
      known.bind(1, run)
      known.bind(2, instants.integer(0))
      if try known.next() { known.reset() } else { missing.append(instants.integer(0)) }
    }
    return missing
  }

  /// What was said of claims.
  private struct Verdicts {
    private let instants, read, readEvidence: PreparedStatement
    private let known, last, findClaim, addClaim, add, addEvidence, sort: PreparedStatement

    init(from source: Connection, to target: Connection) throws(StoreFailure) {
      instants = try PreparedStatement(
        "SELECT DISTINCT judged_at FROM verdict WHERE run = ? ORDER BY 1", on: source)
      read = try PreparedStatement(
        """
        SELECT identity, text, is_published, expected_failure, is_implicit, judged_at, claim_number,
          line, answer, reason, verdict.number
        FROM verdict JOIN claim ON claim.run = verdict.run AND claim.number = verdict.claim
        WHERE verdict.run = ? AND judged_at = ? ORDER BY verdict.number
        """, on: source)
      readEvidence = try PreparedStatement(
        "SELECT number, table_name, row_number FROM evidence WHERE run = ? AND verdict = ?",
        on: source)
      known = try PreparedStatement(
        "SELECT 1 FROM verdict WHERE run = ? AND judged_at = ? LIMIT 1", on: target)
      last = try PreparedStatement(
        """
        SELECT (SELECT coalesce(max(number), 0) FROM verdict WHERE run = ?1),
          (SELECT coalesce(max(number), 0) FROM claim WHERE run = ?1),
          (SELECT coalesce(max(judgement), 0) FROM verdict WHERE run = ?1)
        """, on: target)
      findClaim = try PreparedStatement(
        """
        SELECT number FROM claim
        WHERE run = ? AND identity = ? AND text = ? AND is_published = ? AND expected_failure IS ?
          AND is_implicit = ?
        """, on: target)
      addClaim = try PreparedStatement(
        """
        INSERT INTO claim (
          run, identity, text, is_published, expected_failure, is_implicit, number
        ) VALUES (?, ?, ?, ?, ?, ?, ?)
        """, on: target)
      add = try PreparedStatement(
        """
        INSERT INTO verdict (
          run, judged_at, claim_number, line, answer, reason, number, judgement, claim
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, on: target)
      addEvidence = try PreparedStatement(
        "INSERT INTO evidence (run, verdict, number, table_name, row_number) VALUES (?, ?, ?, ?, ?)",
        on: target)
      sort = try PreparedStatement(
        """
        UPDATE verdict SET judgement = (
          SELECT count(DISTINCT judged_at) FROM verdict AS other
          WHERE other.run = verdict.run AND other.judged_at <= verdict.judged_at)
        WHERE run = ?
        """, on: target)
    }

    func copy(ofRun number: Int, to run: Int) throws(StoreFailure) -> Int {
      let missing = try JudgementCopy.missing(number, run, instants, known)
      guard !missing.isEmpty else { return 0 }
      for instant in missing {
        let judgement = try highest(run).judgement + 1
        read.bind(1, number)
        read.bind(2, instant)
        while try read.next() { try copyVerdict(ofRun: number, to: run, judgement) }
      }
      sort.bind(1, run)
      try sort.run()
      return missing.count
    }

    private func highest(
      _ run: Int
    ) throws(StoreFailure) -> (verdict: Int, claim: Int, judgement: Int) {
      last.bind(1, run)
      defer { last.reset() }
      guard try last.next() else { return (0, 0, 0) }
      return (last.number(0), last.number(1), last.number(2))
    }

    private func copyVerdict(
      ofRun number: Int, to run: Int, _ judgement: Int
    ) throws(StoreFailure) {
      let claim = try claim(run)
      let verdict = try highest(run).verdict + 1
      add.bind(1, run)
      for place in 0..<Int32(5) { add.bind(place + 2, place + 5, of: read) }
      add.bind(7, verdict)
      add.bind(8, judgement)
      add.bind(9, claim)
      try add.run()
      readEvidence.bind(1, number)
      readEvidence.bind(2, 10, of: read)
      while try readEvidence.next() {
        addEvidence.bind(1, run)
        addEvidence.bind(2, verdict)
        for place in 0..<Int32(3) { addEvidence.bind(place + 3, place, of: readEvidence) }
        try addEvidence.run()
      }
    }

    /// The number of the claim of the row that is being read, which is added where it is not there.
    private func claim(_ run: Int) throws(StoreFailure) -> Int {
      findClaim.bind(1, run)
      for place in 0..<Int32(5) { findClaim.bind(place + 2, place, of: read) }
      if try findClaim.next() {
        defer { findClaim.reset() }
        return findClaim.number(0)
      }
      let new = try highest(run).claim + 1
      addClaim.bind(1, run)
      for place in 0..<Int32(5) { addClaim.bind(place + 2, place, of: read) }
      addClaim.bind(7, new)
      try addClaim.run()
      return new
    }
  }

  /// What was said of packet transcripts.
  private struct Transcripts {
    private let instants, read, known, last, add, lift, sort: PreparedStatement

    private static let columns =
      "number, judged_at, line, place, filter, during, expected_failure, answer, reason, difference"

    init(from source: Connection, to target: Connection) throws(StoreFailure) {
      instants = try PreparedStatement(
        "SELECT DISTINCT judged_at FROM packet_transcript WHERE run = ? ORDER BY 1", on: source)
      read = try PreparedStatement(
        "SELECT \(Self.columns) FROM packet_transcript WHERE run = ? AND judged_at = ?", on: source)
      known = try PreparedStatement(
        "SELECT 1 FROM packet_transcript WHERE run = ? AND judged_at = ? LIMIT 1", on: target)
      last = try PreparedStatement(
        "SELECT coalesce(max(judgement), 0) FROM packet_transcript WHERE run = ?", on: target)
      add = try PreparedStatement(
        """
        INSERT INTO packet_transcript (run, judgement, \(Self.columns))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, on: target)
      // The number is part of the key: out of the way first, so that no two are ever the same.
      lift = try PreparedStatement(
        "UPDATE packet_transcript SET judgement = judgement + (1 << 40) WHERE run = ?", on: target)
      sort = try PreparedStatement(
        """
        UPDATE packet_transcript SET judgement = (
          SELECT count(DISTINCT judged_at) FROM packet_transcript AS other
          WHERE other.run = packet_transcript.run
            AND other.judged_at <= packet_transcript.judged_at)
        WHERE run = ?
        """, on: target)
    }

    func copy(ofRun number: Int, to run: Int) throws(StoreFailure) -> Int {
      let missing = try JudgementCopy.missing(number, run, instants, known)
      guard !missing.isEmpty else { return 0 }
      for instant in missing {
        last.bind(1, run)
        let judgement: Int = try last.next() ? last.number(0) + 1 : 1
        last.reset()
        read.bind(1, number)
        read.bind(2, instant)
        while try read.next() {
          add.bind(1, run)
          add.bind(2, judgement)
          for place in 0..<Int32(10) { add.bind(place + 3, place, of: read) }
          try add.run()
        }
      }
      for statement in [lift, sort] {
        statement.bind(1, run)
        try statement.run()
      }
      return missing.count
    }
  }
}
