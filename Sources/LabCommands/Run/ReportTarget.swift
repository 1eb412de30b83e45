import ArgumentParser
package import LabReport

/// `FORMAT=FILE`: a report that is written when the run has ended.
package struct ReportTarget: Sendable, Hashable, ExpressibleByArgument {
  package var format: ReportFormat
  /// The file's path; `-` is standard output.
  package var path: String

  package init(_ format: ReportFormat, path: String) {
    self.format = format
    self.path = path
  }

  package init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let format = ReportFormat(rawValue: parts[0]) else { return nil }
    self.init(format, path: parts[1])
  }

  /// Whether it goes to standard output.
  package var isStandardOutput: Bool { path == "-" }
}
