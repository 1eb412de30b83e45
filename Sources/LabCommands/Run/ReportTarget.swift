import ArgumentParser
package import LabReport

/// `FORMAT=FILE`: a report that is written when the run has ended.
package struct ReportTarget: Sendable, Hashable {
  package var format: ReportFormat
  /// The file's path; `-` is standard output.
  package var path: String

  package init(_ format: ReportFormat, path: String) {
    self.format = format
    self.path = path
  }

  /// Reads what was typed.
  ///
  /// - Throws: `ValidationError` that says which formats there are.
  package init(argument: String) throws {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard let format = parts.first.flatMap(ReportFormat.init(rawValue:)) else {
      let formats = ReportFormat.allCases.map(\.rawValue)
      throw ValidationError(
        "no report has that format; there are " + formats.joined(separator: ", "))
    }
    guard parts.count == 2 else {
      throw ValidationError("name the file too: \(format.rawValue)=FILE, or \(format.rawValue)=-")
    }
    self.init(format, path: parts[1])
  }

  /// Targets that may be meant, with names that files of such formats have.
  static let examples = [
    "junit=junit.xml", "tap=results.tap", "ktap=results.ktap", "json=results.json",
    "matrix=matrix.md", "kcidb=kcidb.json",
  ]

  /// Whether it goes to standard output.
  package var isStandardOutput: Bool { path == "-" }
}
