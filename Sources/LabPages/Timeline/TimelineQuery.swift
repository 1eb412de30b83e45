import LabEvidence

/// The stretch of time that a time line's address asks for: `from` and `to` in ns on the run's clock.
struct TimelineQuery: Sendable, Hashable {
  /// In ns since the run's start.
  let times: ClosedRange<Int64>
  /// Whether the address says nothing else than that all is wanted.
  let isWhole: Bool

  /// No stretch is longer than this, in ns: a hundred days.
  private static let longest: Int64 = 8_640_000_000_000_000

  /// Reads `query`, where `whole` is what the run has.
  ///
  /// - Throws: `SiteFailure.mistake` for what is no stretch of time.
  init(_ query: PageQuery, whole: ClosedRange<Int64>) throws(SiteFailure) {
    let from = try Self.number("from", query)
    let to = try Self.number("to", query)
    isWhole = from == nil && to == nil
    let (first, last) = (from ?? whole.lowerBound, to ?? whole.upperBound)
    guard first < last else {
      throw .mistake(
        "`from` (\(first)) has to be before `to` (\(last)): both are ns since the run's start")
    }
    times = first...last
  }

  private static func number(
    _ name: String, _ query: PageQuery
  ) throws(SiteFailure) -> Int64? {
    guard let text = query.first(name) else { return nil }
    guard let number = Int64(text), number.magnitude <= longest.magnitude else {
      throw .mistake(
        "`\(name)=\(text)` is no time: it takes whole ns since the run's start, \(name)=12000000")
    }
    return number
  }

  /// The query that asks for `times`, in ns since the run's start.
  static func query(_ times: ClosedRange<Int64>) -> PageQuery {
    PageQuery([
      .init("from", String(times.lowerBound)), .init("to", String(times.upperBound)),
    ])
  }
}
