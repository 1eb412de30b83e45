import LabEvidence
import LabReport

/// Words from a database that a shell may complete to: runs, claims, kernels.
///
/// Nothing is said where the database cannot be read, and no question takes longer than a moment.
struct StoredCandidates {
  private let path: String
  private let words: CommandWords

  /// Asks the database that the words name, else the environment's.
  init(_ words: CommandWords, environment: Environment) {
    self.words = words
    var path =
      words.value(of: "--db") ?? environment["LABBOOK_DB"] ?? DatabaseOption.standard
    if path.hasPrefix("~/"), let home = environment["HOME"] { path = home + path.dropFirst() }
    self.path = path
  }

  /// `last` and the newest runs, by the shortest beginnings of their ids.
  var runs: [Candidate] {
    let rows = rows(
      """
      SELECT id, number, path, start_wall,
        (SELECT max(id) FROM run AS other WHERE other.id < run.id),
        (SELECT min(id) FROM run AS other WHERE other.id > run.id)
      FROM run WHERE NOT EXISTS (SELECT 1 FROM control WHERE control.run = run.number)
      ORDER BY number DESC LIMIT \(Candidate.most)
      """)
    guard !rows.isEmpty else { return [] }
    return [Candidate(value: "last", description: "the newest run")]
      + rows.compactMap { row in
        guard let id = Self.text(row[0]), case .integer(let wall) = row[3] else { return nil }
        let number = Self.text(row[1]) ?? ""
        return Candidate(
          value: ShortID.of(id, between: Self.text(row[4]), and: Self.text(row[5])),
          description: "\(number) \(Elapsed.date(wall: wall)) \(Self.text(row[2]) ?? "")")
      }
  }

  /// The claims of the run that `explain` names, by their numbers.
  var claims: [Candidate] {
    let operands = words.operands(of: "explain", valued: ["--db", "--context", "--color"])
    guard let run = operands.first.flatMap(Self.condition) else { return [] }
    return rows(
      """
      SELECT number, answer, text FROM claims WHERE run = (\(run))
      ORDER BY number LIMIT \(Candidate.most)
      """
    ).compactMap { row in
      guard let number = Self.text(row[0]) else { return nil }
      return Candidate(
        value: number, description: "\(Self.text(row[1]) ?? ""): \(Self.text(row[2]) ?? "")")
    }
  }

  /// What names the kernels that runs were on.
  var kernels: [Candidate] {
    [
      Candidate(value: "host", description: "this machine's kernel"),
      Candidate(value: "qemu", description: "any kernel in QEMU"),
      Candidate(value: "uml", description: "user-mode Linux"),
    ] + releases
  }

  /// The releases of kernels that runs were on.
  var releases: [Candidate] {
    rows("SELECT DISTINCT release FROM kernel ORDER BY release LIMIT 40")
      .compactMap { row in Self.text(row[0]).map { Candidate(value: $0) } }
  }

  /// A query for the number of the run that `name` means; nil where it can be none.
  private static func condition(_ name: String) -> String? {
    if name == "last" { return "SELECT max(number) FROM run" }
    let isID = name.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || byte == UInt8(ascii: "-")
    }
    guard isID, !name.isEmpty, name.utf8.count <= 36 else { return nil }
    // `g` comes after every digit of an id.
    let byID = "SELECT number FROM run WHERE id >= '\(name)' AND id < '\(name)g' LIMIT 1"
    guard let number = Int64(name) else { return byID }
    return "SELECT coalesce((\(byID)), \(number))"
  }

  private func rows(_ query: String) -> [[StoreQuery.Value]] {
    var rows: [[StoreQuery.Value]] = []
    do {
      let source = try StoreQuery(path: path)
      _ = try source.prepare(query)
      try source.forEachRow(within: .milliseconds(300)) { row in
        rows.append(row)
        return true
      }
    } catch {
      // There is nobody to tell; what was found is offered.
    }
    return rows
  }

  private static func text(_ value: StoreQuery.Value) -> String? {
    switch value {
    case .integer(let number): String(number)
    case .text(let bytes): String(decoding: bytes.prefix(1000), as: UTF8.self)
    case .null, .real, .blob: nil
    }
  }
}
