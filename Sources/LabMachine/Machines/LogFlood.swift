/// Whether a guest's kernel did little else during a step than to write its log.
///
/// Lines count whether they came or were lost: how many are lost hangs on how fast the guest reads them.
struct LogFlood {
  /// So many lines a second are a flood.
  ///
  /// User-mode Linux was seen to write some 4,000, on a busy machine 3,000.
  static let rate: Int64 = 500
  /// Fewer lines are none, however short the step.
  static let fewest: Int64 = 1000

  /// Since the step began.
  private(set) var lines: Int64 = 0
  private var begin: Int64 = 0

  /// A step begins.
  ///
  /// - Parameter time: The guest's monotonic clock, ns.
  mutating func began(at time: Int64) {
    begin = time
    lines = 0
  }

  /// The kernel wrote `count` lines.
  mutating func add(_ count: Int) { lines += min(Int64(count), Int64.max - lines) }

  /// Whether it was one from the step's beginning until `time`.
  func isFlood(at time: Int64) -> Bool {
    let seconds = Double(time) / 1e9 - Double(begin) / 1e9
    return lines >= Self.fewest && Double(lines) >= Double(Self.rate) * seconds
  }
}
