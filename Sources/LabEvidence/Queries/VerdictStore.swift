import LabModel

/// Keeps the verdicts of runs: judging again adds, and overwrites nothing.
package struct VerdictStore: Sendable {
  let store: Store

  package init(_ store: Store) {
    self.store = store
  }

  /// Records what one judgement of a run said of its claims, made at `wall` (CLOCK_REALTIME in ns
  /// since 1970).
  package func record(
    _ verdicts: [ClaimVerdict], ofRun run: Int, at wall: Int64
  ) throws(StoreFailure) {
    guard !verdicts.isEmpty else { return }
    try store.use(to: "write") { connection throws(StoreFailure) in
      try connection.transaction { () throws(StoreFailure) in
        let judgement = try next(.lastJudgement, ofRun: run, connection)
        var number = try next(.lastVerdict, ofRun: run, connection)
        for verdict in verdicts {
          let claim = try claimNumber(verdict, ofRun: run, connection)
          let row = try connection.statement(.addVerdict)
          row.bind(1, run)
          row.bind(2, number)
          row.bind(3, judgement)
          row.bind(4, wall)
          row.bind(5, claim)
          row.bind(6, verdict.number)
          row.bind(7, verdict.line)
          row.bind(8, verdict.verdict.answer.storedName)
          row.bind(9, verdict.verdict.reason)
          try row.run()
          try add(verdict.verdict.evidence, toVerdict: number, ofRun: run, connection)
          number += 1
        }
      }
    }
  }

  /// The verdicts of a run's latest judgement in order of the claims' numbers; empty where it was
  /// never judged.
  package func latest(ofRun run: Int) throws(StoreFailure) -> [ClaimVerdict] {
    try judgements(ofRun: run, onlyLatest: true).last?.verdicts ?? []
  }

  /// Every judgement of a run, oldest first.
  package func judgements(ofRun run: Int) throws(StoreFailure) -> [Judgement] {
    try judgements(ofRun: run, onlyLatest: false)
  }

  private func judgements(
    ofRun run: Int, onlyLatest: Bool
  ) throws(StoreFailure) -> [Judgement] {
    try store.use(to: "read") { connection throws(StoreFailure) in
      try connection.snapshot { () throws(StoreFailure) in
        let evidence = try evidence(ofRun: run, connection)
        let row = try connection.statement(.verdicts)
        row.bind(1, run)
        row.bind(2, onlyLatest)
        var judgements: [Judgement] = []
        while try row.next() {
          let number: Int = row.number(0)
          if judgements.last?.number != number {
            judgements.append(Judgement(number: number, wall: row.wall(1), verdicts: []))
          }
          let verdict = Verdict(
            try Verdict.Answer(stored: row.text(8)), row.sentence(9),
            evidence: evidence[row.number(10)] ?? [])
          judgements[judgements.count - 1].verdicts.append(
            ClaimVerdict(
              number: row.number(2), identity: row.sentence(4), text: row.sentence(5),
              line: row.number(3), isPublished: row.boolean(6),
              expectedFailure: row.optionalSentence(7), isImplicit: row.boolean(11),
              verdict: verdict))
        }
        return judgements
      }
    }
  }

  /// The number after the highest one that `sql` gives.
  private func next(
    _ sql: SQL, ofRun run: Int, _ connection: Connection
  ) throws(StoreFailure) -> Int {
    let statement = try connection.statement(sql)
    statement.bind(1, run)
    guard try statement.next() else { return 1 }
    defer { statement.reset() }
    return statement.number(0) + 1
  }

  /// The number of the row for a claim, which is added where no judgement before had it.
  private func claimNumber(
    _ claim: ClaimVerdict, ofRun run: Int, _ connection: Connection
  ) throws(StoreFailure) -> Int {
    let find = try connection.statement(.findClaim)
    find.bind(1, run)
    find.bind(2, claim.identity)
    find.bind(3, claim.text)
    find.bind(4, claim.isPublished)
    find.bind(5, claim.expectedFailure)
    find.bind(6, claim.isImplicit)
    if try find.next() {
      defer { find.reset() }
      return find.number(0)
    }
    let number = try next(.lastClaim, ofRun: run, connection)
    let add = try connection.statement(.addClaim)
    add.bind(1, run)
    add.bind(2, number)
    add.bind(3, claim.identity)
    add.bind(4, claim.text)
    add.bind(5, claim.isPublished)
    add.bind(6, claim.expectedFailure)
    add.bind(7, claim.isImplicit)
    try add.run()
    return number
  }

  private func add(
    _ evidence: [EvidenceReference], toVerdict verdict: Int, ofRun run: Int,
    _ connection: Connection
  ) throws(StoreFailure) {
    for (place, reference) in evidence.enumerated() {
      let row = try connection.statement(.addEvidence)
      row.bind(1, run)
      row.bind(2, verdict)
      row.bind(3, place + 1)
      row.bind(4, reference.table.storedName)
      row.bind(5, reference.number)
      try row.run()
    }
  }

  /// The evidence of each verdict of a run, by the verdict's number.
  private func evidence(
    ofRun run: Int, _ connection: Connection
  ) throws(StoreFailure) -> [Int: [EvidenceReference]] {
    let row = try connection.statement(.evidence)
    row.bind(1, run)
    var evidence: [Int: [EvidenceReference]] = [:]
    while try row.next() {
      let table = try EvidenceReference.Table(stored: row.text(1))
      evidence[row.number(0), default: []].append(EvidenceReference(table, row.number(2)))
    }
    return evidence
  }
}

extension SQL {
  fileprivate static let lastJudgement = SQL(
    "SELECT coalesce(max(judgement), 0) FROM verdict WHERE run = ?")
  fileprivate static let lastVerdict = SQL(
    "SELECT coalesce(max(number), 0) FROM verdict WHERE run = ?")
  fileprivate static let lastClaim = SQL(
    "SELECT coalesce(max(number), 0) FROM claim WHERE run = ?")
  fileprivate static let findClaim = SQL(
    """
    SELECT number FROM claim
    WHERE run = ? AND identity = ? AND text = ? AND is_published = ? AND expected_failure IS ?
      AND is_implicit = ?
    """)
  fileprivate static let addClaim = SQL(
    """
    INSERT INTO claim (
      run, number, identity, text, is_published, expected_failure, is_implicit
    ) VALUES (?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let addVerdict = SQL(
    """
    INSERT INTO verdict (
      run, number, judgement, judged_at, claim, claim_number, line, answer, reason
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let addEvidence = SQL(
    """
    INSERT INTO evidence (run, verdict, number, table_name, row_number) VALUES (?, ?, ?, ?, ?)
    """)
  fileprivate static let verdicts = SQL(
    """
    SELECT judgement, judged_at, claim_number, line, identity, text, is_published,
      expected_failure, answer, reason, verdict.number, is_implicit
    FROM verdict JOIN claim ON claim.run = verdict.run AND claim.number = verdict.claim
    WHERE verdict.run = ?1
      AND (NOT ?2 OR judgement = (SELECT max(judgement) FROM verdict WHERE run = ?1))
    ORDER BY judgement, claim_number, verdict.number
    """)
  fileprivate static let evidence = SQL(
    """
    SELECT verdict, table_name, row_number FROM evidence WHERE run = ? ORDER BY verdict, number
    """)
}
