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
  /// What the kernel's test systems exchange (kcidb.dev).
  case kcidb
}

/// All of one `labbook run`, for the reports that are written when it has ended.
package struct ReportedRun: Sendable {
  package var suites: [ReportedSuite]
  /// What the whole run took, in ns.
  package var duration: Int64

  package init(_ results: [NotebookResult], duration: Int64) {
    suites = results.map(ReportedSuite.init)
    self.duration = duration
  }

  /// The document in a format; `json` and `kcidb` have writers of their own and are nil here.
  package func document(_ format: ReportFormat) -> String? {
    switch format {
    case .junit: JUnitReport(self).text
    case .tap: TAPReport(self).text
    case .ktap: KTAPReport(self).text
    case .json, .kcidb: nil
    }
  }
}
