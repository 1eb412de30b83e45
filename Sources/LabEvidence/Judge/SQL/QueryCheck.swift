package import LabModel

/// Finds what is wrong with the queries of a notebook's SQL claims without running anything.
package enum QueryCheck {
  /// One diagnostic for each query that is no single SELECT over the tables of claims.
  ///
  /// - Throws: `StoreFailure` where SQLite has no memory.
  package static func diagnostics(for plan: Plan) throws(StoreFailure) -> [Diagnostic] {
    let queries = plan.claims.filter { if case .sql = $0.claim.statement { true } else { false } }
    guard !queries.isEmpty else { return [] }
    let database = try ClaimDatabase()
    let lines = String(decoding: plan.source, as: UTF8.self)
      .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    return queries.compactMap { planned in
      guard case .sql(let text) = planned.claim.statement else { return nil }
      do throws(QueryMistake) {
        _ = try database.prepare(text)
        return nil
      } catch {
        return diagnostic(error, text, planned, lines, plan.path)
      }
    }
  }

  private static func diagnostic(
    _ mistake: QueryMistake, _ query: String, _ planned: PlannedClaim, _ lines: [Substring],
    _ path: String
  ) -> Diagnostic {
    let bytes = Array(query.utf8)
    let before = bytes.prefix(min(mistake.range.lowerBound, bytes.count))
    let row = before.count { $0 == 0x0a }
    // The claim's place is its first line that is not blank.
    let blankRows = query.prefix { $0.isWhitespace }.count { $0.isNewline }
    let line = planned.position.line + row - blankRows
    let own = query.split(separator: "\n", omittingEmptySubsequences: false)
    let written = row < own.count ? own[row].unicodeScalars.count : 0
    let source = lines.indices.contains(line - 1) ? String(lines[line - 1]) : ""
    // A fence may be indented, or stand in a list: its lines end the notebook's lines.
    let indent = max(0, source.unicodeScalars.count - written)
    let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    let column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count
    let range = mistake.range.clamped(to: 0..<bytes.count)
    let length = String(decoding: bytes[range], as: UTF8.self).unicodeScalars.count
    return Diagnostic(
      path: path, position: SourcePosition(line: line, column: indent + column + 1),
      length: max(1, length), message: mistake.message, remedy: mistake.remedy, sourceLine: source)
  }
}
