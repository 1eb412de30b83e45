/// A form of report that programs read.
package enum ReportFormat: String, Sendable, Hashable, CaseIterable {
  /// JUnit's XML, as continuous-integration servers read it.
  case junit
  /// Version 14 of the Test Anything Protocol (testanything.org).
  case tap
  /// The kernel's form of it (Documentation/dev-tools/ktap.rst).
  case ktap
  /// The document that `--json` prints.
  case json
  /// The matrix of notebooks and kernels, in Markdown.
  case matrix
  /// What the kernel's test systems exchange (kcidb.dev).
  case kcidb
}

/// All of one `labbook run`, for the reports that are written when it has ended.
package struct ReportedRun: Sendable {
  package var suites: [ReportedSuite]
  /// What the whole run took, in ns.
  package var duration: Int64
  /// What the format `matrix` has; nil where nobody asked for it.
  package var matrix: MatrixDocument?
  /// What the format `kcidb` has; nil where nobody asked for it.
  package var kcidb: KCIDBReport?

  package init(_ results: [NotebookResult], duration: Int64) {
    suites = results.map(ReportedSuite.init)
    self.duration = duration
  }

  /// The document in a format; `json` has a writer of its own and is nil here.
  package func document(_ format: ReportFormat) -> String? {
    switch format {
    case .junit: JUnitReport(self).text
    case .tap: TAPReport(self).text
    case .ktap: KTAPReport(self).text
    case .json: nil
    case .matrix: matrix?.text ?? ""
    case .kcidb: kcidb?.text ?? ""
    }
  }
}
