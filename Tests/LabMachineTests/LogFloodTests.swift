import Testing

@testable import LabMachine

@Suite struct LogFloodTests {
  /// Lines within so many seconds of a step that began at 5 s.
  @Test(
    arguments: [
      (1000, 2, true), (999, 2, false), (999, 0, false), (1000, 0, true), (1000, 3, false),
      (4999, 10, false), (5000, 10, true), (Int.max, 10, true),
    ] as [(Int, Int64, Bool)])
  func manyLinesASecondAreAFlood(lines: Int, seconds: Int64, isFlood: Bool) {
    var flood = LogFlood()
    flood.add(100_000)
    flood.began(at: 5_000_000_000)
    flood.add(lines / 2)
    flood.add(lines - lines / 2)
    #expect(flood.isFlood(at: (5 + seconds) * 1_000_000_000) == isFlood)
  }

  @Test func moreLinesThanANumberHoldsAreAFlood() {
    var flood = LogFlood()
    flood.add(.max)
    flood.add(.max)
    #expect(flood.lines == .max)
    #expect(flood.isFlood(at: .max))
  }
}
