import Testing

/// What each target may import besides the standard library, Glibc and Synchronization.
///
/// The same table stands in ARCHITECTURE.md.
private let allowedImports: [String: Set<String>] = [
  "LabModel": [],
  "LabClaims": ["LabModel", "CPcap"],
  "LabNotebook": ["LabModel", "LabClaims", "CCmarkGFM", "Yams"],
  "LabSandbox": ["LabModel", "CLinux"],
  "LabMachine": ["LabModel", "LabSandbox", "LabDigest", "CLinux"],
  "LabDigest": ["CMessageDigest"],
  "LabEvidence": ["LabModel", "LabClaims", "LabDigest", "GRDB", "CPcap", "CSQLite", "CZstd"],
  "LabRun": ["LabModel", "CLinux", "LabClaims", "LabSandbox", "LabEvidence"],
  "LabReport": ["LabModel", "LabEvidence"],
  "LabPages": [
    "LabModel", "LabDigest", "LabClaims", "LabNotebook", "LabEvidence", "LabReport", "CCmarkGFM",
    "Mustache",
  ],
  "LabCommands": [
    "LabModel", "LabClaims", "LabNotebook", "LabSandbox", "LabMachine", "LabEvidence", "LabRun",
    "LabReport", "LabPages", "LabBrowser", "ArgumentParser",
  ],
  "LabBrowser": ["LabEvidence", "LabPages", "FlyingSocks"],
  "labbook": ["LabCommands"],
  "labbook-agent": ["LabModel", "LabSandbox"],
  "labbook-bench": [],
  "labbook-bench-pages": ["LabModel", "LabEvidence", "LabPages"],
]

/// Modules that come with another one: GRDB's package has SQLite's own functions beside GRDB.
private let companions = ["GRDBSQLite": "GRDB"]

/// Modules of the system that every target but the model may import.
private let systemModules: Set<String> = ["Glibc", "Synchronization"]

@Suite struct ImportTests {
  @Test(arguments: allowedImports.keys.sorted())
  func aTargetImportsOnlyWhatTheTableAllows(target: String) throws {
    let allowed = try #require(allowedImports[target])
      .union(target == "LabModel" ? [] : systemModules)
    let files = try Repository.files(below: "Sources/\(target)", endingIn: ".swift")
    #expect(!files.isEmpty, "\(target) has no sources")
    for file in files {
      for module in imports(in: try Repository.text(file)) {
        #expect(allowed.contains(companions[module] ?? module), "\(file) imports \(module)")
      }
    }
  }

  @Test func everySwiftTargetIsInTheTable() throws {
    let folders = Set(
      try Repository.files(below: "Sources", endingIn: ".swift").compactMap { path in
        path.split(separator: "/").dropFirst().first.map(String.init)
      })
    #expect(folders == Set(allowedImports.keys))
  }

  @Test(arguments: allowedImports.keys.sorted())
  func thePackageManifestAgreesWithTheTable(target: String) throws {
    let manifest = try Repository.text("Package.swift")
    let found = try #require(
      declaration(of: target, in: manifest), "no target \(target) in Package.swift")
    let names = Set(quoted(in: dependencies(in: found)))
    let packages: Set<String> = [
      "GRDB.swift", "swift-argument-parser", "swift-mustache", "FlyingFox",
    ]
    #expect(
      names.subtracting(packages).subtracting(companions.keys) == allowedImports[target])
  }

  @Test(arguments: allowedImports.keys.sorted())
  func theArchitecturePageHasTheSameRow(target: String) throws {
    let page = try Repository.text("ARCHITECTURE.md")
    let row = try #require(
      page.split(separator: "\n").first { $0.hasPrefix("| `\(target)` ") },
      "ARCHITECTURE.md has no row for \(target)")
    let cells = row.split(separator: "|").map { $0.trimmingBlanks() }
    let last = try #require(cells.last)
    let named = Set(
      last.split(separator: ",").map { $0.trimmingBlanks() }.filter { $0 != "nothing" })
    #expect(named == allowedImports[target])
  }

  /// The modules that a source file imports.
  private func imports(in text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)[...]
      while let word = words.first,
        word.hasPrefix("@") || ["package", "public", "internal", "private"].contains(word)
      {
        words.removeFirst()
      }
      guard words.first == "import", words.count >= 2 else { return nil }
      words.removeFirst()
      let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
      if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
      return words.first?.split(separator: ".").first.map(String.init)
    }
  }

  /// The text from a target's name to the next target.
  private func declaration(of target: String, in manifest: String) -> Substring? {
    let parts = manifest.components(separatedBy: "arget(")
    return parts.first { part in
      part.trimmingBlanks().hasPrefix("name: \"\(target)\"")
        || part.trimmingBlanks().hasPrefix("\n      name: \"\(target)\"")
    }.map { $0[...] }
  }

  /// What stands in the brackets after `dependencies:`.
  private func dependencies(in declaration: Substring) -> Substring {
    guard let label = declaration.firstRange(of: "dependencies: [") else { return "" }
    let rest = declaration[label.upperBound...]
    var depth = 1
    for index in rest.indices {
      if rest[index] == "[" { depth += 1 }
      if rest[index] == "]" { depth -= 1 }
      if depth == 0 { return rest[..<index] }
    }
    return rest
  }

  private func quoted(in text: Substring) -> [String] {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
  }
}

extension StringProtocol {
  fileprivate func trimmingBlanks() -> String {
    var text = Substring(self)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  fileprivate func components(separatedBy separator: String) -> [String] {
    var parts: [String] = []
    var rest = Substring(self)
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
