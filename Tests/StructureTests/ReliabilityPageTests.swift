import Testing

/// docs/reliability.md, held to the tests that it names.
@Suite struct ReliabilityPageTests {
  private struct Row {
    var number: Int
    var tests: [String]
    var result: String
  }

  private static func rows() throws -> [Row] {
    try Repository.text("docs/reliability.md").split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
      guard line.hasPrefix("| "), cells.count == 5, let number = Int(cells[0]) else { return nil }
      let parts = cells[3].split(separator: "`", omittingEmptySubsequences: false)
      return Row(
        number: number, tests: parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) },
        result: cells[4])
    }
  }

  /// The names of the test functions below a folder.
  private static func tests(below folder: String) throws -> Set<String> {
    var names: Set<String> = []
    for file in try Repository.files(below: folder, endingIn: ".swift") {
      var isTest = false
      for line in try Repository.text(file).split(separator: "\n") {
        if line.contains("@Test") { isTest = true }
        guard isTest, let word = line.firstRange(of: "func ") else { continue }
        names.insert(String(line[word.upperBound...].prefix { $0 != "(" }))
        isTest = false
      }
    }
    return names
  }

  @Test func everyFaultHasARowWithTestsThatExist() throws {
    let rows = try Self.rows()
    #expect(rows.map(\.number) == Array(1...25))
    let tests = try Self.tests(below: "Tests")
    for row in rows {
      #expect(!row.tests.isEmpty, "row \(row.number) names no test")
      #expect(!row.result.isEmpty, "row \(row.number) has no result")
      for name in row.tests { #expect(tests.contains(name), "row \(row.number): \(name)") }
    }
  }

  @Test func everyTestOfAFaultIsInTheTable() throws {
    let named = Set(try Self.rows().flatMap(\.tests))
    #expect(try Self.tests(below: "Tests/FaultTests").subtracting(named) == [])
  }
}
