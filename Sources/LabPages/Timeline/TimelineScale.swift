/// Where instants lie on a drawing's axis.
struct TimelineScale: Sendable {
  /// CLOCK_MONOTONIC in ns.
  let times: ClosedRange<Int64>
  /// The run's start on the same clock.
  let start: Int64
  /// Where the axis begins, and how long it is, in units of the drawing.
  let left: Double
  let width: Double

  /// Where `time` lies, no further out than the axis goes.
  func x(_ time: Int64) -> Double {
    let place = min(max(time, times.lowerBound), times.upperBound) - times.lowerBound
    return left + width * Double(place) / Double(max(1, span))
  }

  var span: Int64 { times.upperBound - times.lowerBound }

  /// Round instants for the axis, at most a dozen, in ns since the run's start, with what they are called.
  var ticks: [(time: Int64, name: String)] {
    var step: Int64 = 1
    var factor = 0
    while step < max(1, span) / 10 {
      // 1, 2, 5, 10, 20, 50, …
      step = factor % 3 == 1 ? step / 2 * 5 : step * 2
      factor += 1
    }
    let first = times.lowerBound - start
    let last = times.upperBound - start
    var place = first / step * step
    if place < first { place += step }
    var ticks: [(Int64, String)] = []
    while place <= last, ticks.count < 20 {
      ticks.append((place, Self.name(place, step: step)))
      place += step
    }
    return ticks.map { (time: $0.0, name: $0.1) }
  }

  /// `0.412 s`, with as many places as steps of `step` ns need.
  private static func name(_ time: Int64, step: Int64) -> String {
    var places = 0
    var unit: Int64 = 1_000_000_000
    while unit > step, unit > 1 {
      unit /= 10
      places += 1
    }
    let magnitude = time.magnitude
    var text = (time < 0 ? "-" : "") + String(magnitude / 1_000_000_000)
    if places > 0 {
      let digits = String(magnitude % 1_000_000_000 + 1_000_000_000).dropFirst()
      text += "." + digits.prefix(places)
    }
    return text + " s"
  }

  /// A coordinate as SVG has it, to a tenth.
  static func coordinate(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0
      ? String(tenths / 10)
      : (tenths < 0 ? "-" : "") + "\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }
}
