import Testing

@Suite struct SourceRuleTests {
  @Test func noSourceFileIsLongerThan400Lines() throws {
    for folder in ["Sources", "Tests"] {
      for file in try Repository.files(below: folder, endingIn: ".swift") {
        let lines = try Repository.text(file).split(
          separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 401, "\(file) has \(lines.count - 1) lines: split it")
      }
    }
  }

  @Test(arguments: ["try!", "as!", "fatalError(", "@unchecked Sendable", "@preconcurrency import"])
  func sourcesDoWithout(_ forbidden: String) throws {
    for file in try Repository.files(below: "Sources", endingIn: ".swift") {
      for (index, line) in try Repository.text(file).split(
        separator: "\n", omittingEmptySubsequences: false
      ).enumerated() where !line.drop(while: { $0 == " " }).hasPrefix("//") {
        #expect(!line.contains(forbidden), "\(file):\(index + 1): \(forbidden)")
      }
    }
  }

  @Test func everyNonisolatedUnsafeHasItsReasonBesideIt() throws {
    for file in try Repository.files(below: "Sources", endingIn: ".swift") {
      let lines = try Repository.text(file).split(
        separator: "\n", omittingEmptySubsequences: false)
      for index in lines.indices where lines[index].contains("nonisolated(unsafe)") {
        let before = lines[max(0, index - 3)..<index]
        let hasReason = before.contains { $0.contains("//") } || lines[index].contains("//")
        #expect(hasReason, "\(file):\(index + 1)")
      }
    }
  }

  /// Where somebody works is nobody else's business, and links to it lead nowhere.
  @Test func noFileNamesAPlaceOnlyItsAuthorHas() throws {
    // In pieces, so that this file does not name them either.
    let places = ["/wor" + "k/", "../sha" + "red", "sha" + "red/design", "sha" + "red/seeds"]
    for file in try Repository.textFiles() {
      for word in try Repository.text(file).split(whereSeparator: { " \n\"'`(=,<>".contains($0) }) {
        for place in places { #expect(!word.hasPrefix(place), "\(file) names \(word)") }
      }
    }
  }

  @Test func theStandardFilesAreThere() throws {
    let files = Set(try Repository.textFiles())
    for file in [
      "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "Makefile", ".ci/run", "results/README.md",
      ".swift-format",
    ] {
      #expect(files.contains(file), "\(file) is missing")
    }
  }
}
