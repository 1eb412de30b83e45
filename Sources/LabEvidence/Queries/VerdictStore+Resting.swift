package import LabModel

extension VerdictStore {
  /// The claims of a run whose latest verdicts rest on `row`, in order of their numbers.
  ///
  /// - Throws: `StoreFailure`.
  package func claims(
    restingOn row: EvidenceReference, of run: Int
  ) throws(StoreFailure) -> [ExaminedPacket.RestingClaim] {
    try store.use(to: "read") { connection throws(StoreFailure) in
      let statement = try connection.statement(.resting)
      statement.bind(1, run)
      statement.bind(2, row.table.storedName)
      statement.bind(3, row.number)
      var claims: [ExaminedPacket.RestingClaim] = []
      while try statement.next() {
        claims.append(
          ExaminedPacket.RestingClaim(
            number: statement.number(0), text: statement.text(1),
            answer: try Verdict.Answer(stored: statement.text(2))))
      }
      return claims
    }
  }
}

extension SQL {
  fileprivate static let resting = SQL(
    """
    SELECT DISTINCT verdict.claim_number, claim.text, verdict.answer
    FROM verdict
      JOIN claim ON claim.run = verdict.run AND claim.number = verdict.claim
      JOIN evidence ON evidence.run = verdict.run AND evidence.verdict = verdict.number
    WHERE verdict.run = ?1 AND table_name = ?2 AND row_number = ?3
      AND judgement = (SELECT max(judgement) FROM verdict WHERE run = ?1)
    ORDER BY verdict.claim_number
    """)
}
