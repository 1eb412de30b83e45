/// What one run of a command took, in ns.
struct Sample {
  /// From just before the process is made until it has been reaped.
  var wall: Int64
  /// User and system time of the process and of what it has waited for.
  var processor: Int64
}

/// The spread of some numbers.
struct Spread {
  var least: Double
  /// The middle one; of two, the mean.
  var median: Double
  var greatest: Double

  /// nil where there are no numbers.
  init?(_ values: [Double]) {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    least = first
    greatest = last
    let middle = sorted.count / 2
    median =
      sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

/// The samples of one command, one for each round.
struct Series {
  var samples: [Sample] = []

  var wall: Spread? { Spread(samples.map { Double($0.wall) }) }
  var processor: Spread? { Spread(samples.map { Double($0.processor) }) }

  /// How many times as long as `other` this took, round by round.
  func ratios(to other: Series) -> Spread? {
    Spread(zip(samples, other.samples).map { Double($0.wall) / Double(max(1, $1.wall)) })
  }

  /// The same of processor time.
  func processorRatios(to other: Series) -> Spread? {
    Spread(zip(samples, other.samples).map { Double($0.processor) / Double(max(1, $1.processor)) })
  }
}
