import Glibc
import LabEvidence
import LabModel
import Testing

extension RecordedRun {
  /// The verdict on a SQL claim.
  func queryVerdict(_ query: String) throws -> Verdict {
    let planned = PlannedClaim(
      number: 1, claim: Claim(statement: .sql(query)), text: query,
      position: SourcePosition(line: 1, column: 1))
    return try Judge(evidence: evidence).verdict(on: planned)
  }
}

/// SQL claims: what the tables hold, verdicts, lost evidence, and queries that mean harm.
struct JudgeQueryTests {
  private static func run() -> RecordedRun {
    let eth0 = Link(
      index: 2, name: "eth0", kind: "veth", flags: 1, hasCarrier: true, address: [2, 0, 0, 0, 0, 1])
    return RecordedRun().host("b")
      .link(nil, eth0, on: "b", at: 1)
      .address(
        nil, Address(interface: 2, address: "10.0.0.2", prefixLength: 24), on: "b", at: 2
      )
      .route(
        nil,
        Route(
          family: 2, table: 254, destination: "default",
          nexthops: [Nexthop(interface: 2, gateway: "10.0.0.1")]), on: "b", at: 3
      )
      .neighbour(
        nil, Neighbour(interface: 2, address: "10.0.0.1", linkAddress: [2, 2], state: 2), on: "b",
        at: 4
      )
      .step("curl localhost", id: "try", at: 100, exits: 7, prints: "refused\n")
      .counter("TcpExtListenDrops", from: 1, to: 4)
      .socket(
        nil,
        Socket(
          family: 2, protocolNumber: 6, localAddress: "0.0.0.0", localPort: 80,
          remoteAddress: "0.0.0.0", remotePort: 0, state: 10, inode: 1)
      )
      .step("ip link set lo up", at: 400).loUp(at: 405)
      .step("curl localhost", at: 500, prints: "BAM!\n")
      .packet(Frame.tcp(to: 80, flags: 2), at: 502).packet(Frame.ping, at: 503)
      .skippedStep("true", reason: "no tc")
  }

  @Test(arguments: [
    ("SELECT * FROM step WHERE status NOT IN (0, 7)", Verdict.Answer.holds),
    ("SELECT number FROM step WHERE status = 7", .refuted),
    ("SELECT * FROM step WHERE skipped IS NULL AND (is_last <> 1 OR attempt <> 1)", .holds),
    ("SELECT 1 FROM step WHERE number = 4 AND skipped = 'no tc' AND attempt IS NULL", .refuted),
    ("SELECT 1 FROM step WHERE id = 'try' AND started = 100000000 AND ended > exited", .refuted),
    ("SELECT * FROM output WHERE text LIKE '%BAM!%' AND step = 3", .refuted),
    ("SELECT * FROM output WHERE content = x'42414d210a'", .refuted),
    ("SELECT * FROM packet WHERE time < (SELECT min(time) FROM link WHERE up)", .holds),
    ("SELECT 1 FROM packet WHERE protocol = 'tcp' AND destination_port = 80", .refuted),
    ("SELECT 1 FROM packet WHERE step = 3 AND host = 'lab' AND interface = 'lo'", .refuted),
    ("SELECT 1 FROM packet WHERE summary IS NOT NULL", .refuted),
    ("SELECT 1 FROM packet WHERE length(frame) <> length", .holds),
    ("SELECT 1 FROM packet WHERE direction <> 'entering'", .holds),
    ("SELECT 1 FROM link WHERE name = 'lo' AND change = 'changed' AND up", .refuted),
    ("SELECT 1 FROM link WHERE host = 'b' AND address = '02:00:00:00:00:01'", .refuted),
    ("SELECT 1 FROM address WHERE interface = 'eth0' AND prefix_length = 24", .refuted),
    (
      "SELECT 1 FROM route, json_each(nexthops) WHERE via = value ->> 'via' AND interface = 'eth0'",
      .refuted
    ),
    ("SELECT 1 FROM neighbour WHERE state = 'reachable' AND link_address = '02:02'", .refuted),
    ("SELECT 1 FROM socket WHERE state = 'listen' AND local_port = 80", .refuted),
    ("SELECT 1 FROM counter WHERE value - old_value = 3", .refuted),
    ("SELECT * FROM kernel_log", .holds),
    ("SELECT 1 WHERE 0", .holds),
    ("VALUES (1)", .refuted),
    (
      """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
      SELECT i FROM n WHERE i > 100 -- none
      ;
      -- and nothing more
      """, .holds
    ),
    ("WITH x AS (SELECT number FROM step) SELECT count(*) FROM x HAVING count(*) <> 4", .holds),
  ])
  func isJudged(query: String, answer: Verdict.Answer) throws {
    let verdict = try Self.run().queryVerdict(query)
    #expect(verdict.answer == answer, "\(verdict.reason)")
  }

  @Test func reasonsShowTheFirstRowsAndCiteThoseThatAreNamed() throws {
    let run = Self.run()
    let verdict = try run.queryVerdict(
      "SELECT number AS packet, protocol, NULL AS \"a\u{1b}\", x'00ff' AS b, 0.5 FROM packet")
    #expect(
      verdict.reason
        == "the query found 2 rows, expected none: packet 1, protocol \"tcp\", a\\x1b NULL,"
        + " b x'00ff', 0.5 \"0.5\"; packet 2, protocol \"icmp\", a\\x1b NULL, b x'00ff',"
        + " 0.5 \"0.5\"")
    #expect(verdict.evidence == [.init(.packet, 1), .init(.packet, 2)])
    #expect(
      try run.queryVerdict("SELECT number FROM packet WHERE 0").reason == "the query found no row")
    #expect(
      try run.queryVerdict(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
      ).reason == "the query found 1000 rows or more, expected none: i 1; i 2; i 3; …")
  }

  @Test func lostEvidenceOfWhatItReadsMakesItInconclusive() throws {
    let run = Self.run().loss(2, from: 10, to: 20)
    #expect(
      try run.queryVerdict("SELECT 1 FROM packet WHERE 0").reason
        == "the query found no row, but the capture on lab lost 2 packets")
    #expect(try run.queryVerdict("SELECT 1 FROM packet").answer == .inconclusive)
    #expect(try run.queryVerdict("SELECT 1 FROM link WHERE 0").answer == .holds)
    let netlink = Self.run().loss(0, of: .netlink, from: 10, to: 20)
    #expect(try netlink.queryVerdict("SELECT 1 FROM route WHERE 0").answer == .inconclusive)
    #expect(try netlink.queryVerdict("SELECT 1 FROM packet WHERE 0").answer == .holds)
    let cut = Self.run().outputCut(5, at: 501, step: 3)
    #expect(try cut.queryVerdict("SELECT 1 FROM output WHERE 0").answer == .inconclusive)
    #expect(try cut.queryVerdict("SELECT 1 FROM step WHERE 0").answer == .holds)
    let short = RecordedRun(status: .interrupted).step("true", at: 1)
    #expect(try short.queryVerdict("SELECT 1 FROM step WHERE 0").answer == .inconclusive)
  }

  // MARK: - Harm

  @Test func aQueryWithoutEndIsStopped() throws {
    let clock = ContinuousClock()
    var verdict = Verdict(.holds, "")
    let time = try clock.measure {
      verdict = try Self.run().queryVerdict(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT i FROM n WHERE i > 1")
    }
    #expect(verdict.answer == .inconclusive)
    #expect(verdict.reason == "the query takes longer than 2 s")
    #expect(time < .seconds(10))
  }

  @Test(arguments: [
    "SELECT length(zeroblob(100000000))",
    "SELECT length(hex(zeroblob(4000000)))",
    "SELECT group_concat(x.text) FROM output, (SELECT hex(zeroblob(1000000)) AS text) x, step, step",
    """
    WITH RECURSIVE n(i, b) AS (
      SELECT 1, zeroblob(4000000) UNION SELECT i + 1, zeroblob(4000000 - i) FROM n
    ) SELECT count(*) FROM n
    """,
    "SELECT abs(-9223372036854775808)",
  ])
  func hugeValuesAreNotMade(query: String) throws {
    let verdict = try Self.run().queryVerdict(query)
    #expect(verdict.answer == .inconclusive, "\(verdict.reason)")
  }

  @Test(arguments: [
    ("ATTACH 'x.sqlite' AS other", "a query may not ATTACH a database"),
    ("DETACH main", "a query may not DETACH a database"),
    ("PRAGMA writable_schema = ON", "a query may not use PRAGMA"),
    ("PRAGMA trusted_schema = ON", "a query may not use PRAGMA"),
    ("SELECT load_extension('x.so')", "a query may not call `load_extension`"),
    ("SELECT fts3_tokenizer('x')", "a query may not call `fts3_tokenizer`"),
    ("SELECT random()", "a verdict may not depend on `random`"),
    ("SELECT current_timestamp", "a verdict may not depend on `current_timestamp`"),
    ("SELECT * FROM sqlite_schema", "a query may read the tables of claims only"),
    ("SELECT count(*) FROM sqlite_master", "a query may read the tables of claims only"),
    ("SELECT * FROM pragma_table_info('step')", "a query may "),
    ("SELECT * FROM run", "no such table: run"),
    ("SELECT * FROM main.verdict", "no such table: main.verdict"),
    ("INSERT INTO step (number) VALUES (1)", "a query may not change anything"),
    ("UPDATE step SET number = 2", "a query may "),
    ("DELETE FROM packet", "a query may not change anything"),
    ("DROP TABLE packet", "a query may "),
    ("CREATE TABLE x (a)", "a query may "),
    ("CREATE TEMP VIEW x AS SELECT 1", "a query may "),
    ("CREATE VIRTUAL TABLE x USING fts5(a)", "a query may "),
    ("VACUUM INTO 'x.sqlite'", "a query may "),
    ("BEGIN", "a query may not begin or end a transaction"),
    ("EXPLAIN SELECT 1", "EXPLAIN says nothing about a run"),
    ("EXPLAIN QUERY PLAN SELECT 1", "EXPLAIN says nothing about a run"),
    ("SELECT 1; SELECT 2", "a claim is one query, and another statement begins here"),
    ("SELECT 1; DROP TABLE step", "a claim is one query, and another statement begins here"),
    ("SELECT ?", "a claim's query has no parameters"),
    ("-- nothing", "there is no query here"),
  ])
  func whatIsNoQueryOverTheTablesIsRefused(query: String, message: String) throws {
    var plan = Plan(path: "x.md", title: "x", source: Array(query.utf8))
    plan.claims = [
      PlannedClaim(
        number: 1, claim: Claim(statement: .sql(query)), text: query,
        position: SourcePosition(line: 1, column: 1))
    ]
    let found = try QueryCheck.diagnostics(for: plan)
    #expect(found.count == 1)
    #expect(found.first?.message.hasPrefix(message) == true, "\(found)")
    // A stored claim may have been written by anybody: it is never run.
    let verdict = try Self.run().queryVerdict(query)
    #expect(verdict.answer == .inconclusive, "\(verdict.reason)")
    #expect(verdict.reason.hasPrefix("the query cannot be read: "))
  }

  @Test func mistakesHaveTheirPlaceInTheNotebook() throws {
    let source = """
      # x

      - in a list

        ```sql {.claim}

        SELECT number
        FROM paket
        WHERE nmber > 1
        ```
      """
    let query = "\nSELECT number\nFROM paket\nWHERE nmber > 1"
    var plan = Plan(path: "x.md", title: "x", source: Array(source.utf8))
    plan.claims = [
      PlannedClaim(
        number: 1, claim: Claim(statement: .sql(query)), text: query,
        position: SourcePosition(line: 7, column: 3))
    ]
    let first = try QueryCheck.diagnostics(for: plan)
    #expect(
      first == [
        Diagnostic(
          path: "x.md", position: SourcePosition(line: 8, column: 8), length: 5,
          message: "no such table: paket", remedy: "did you mean `packet`?",
          sourceLine: "  FROM paket")
      ])
    let other = query.replacing("paket", with: "packet")
    plan.claims[0].claim = Claim(statement: .sql(other))
    let found = try QueryCheck.diagnostics(for: plan)
    #expect(found.map(\.message) == ["no such column: nmber"])
    #expect(found.map(\.position) == [SourcePosition(line: 9, column: 9)])
    #expect(found.map(\.remedy) == ["did you mean `number`?"])
  }

  @Test func everyTableAndColumnIsInTheDocs() throws {
    let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let file = try #require(fopen("/" + root + "/docs/claims.md", "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 18)
    bytes = Array(bytes[..<fread(&bytes, 1, bytes.count, file)])
    let docs = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    for table in ClaimTable.allCases {
      let row = docs.first { $0.hasPrefix("| `\(table.rawValue)` |") }
      let words = try #require(row, "\(table)").split { !($0.isLetter || $0 == "_") }
      for column in table.columns {
        #expect(words.contains(Substring(column.name)), "\(table): \(column.name)")
      }
    }
  }
}
