/// How long one list or page took, in ns.
struct PageTime {
  var name: String
  var median: Double
  /// The 95th percentile.
  var most95: Double
  var greatest: Double
  /// The greatest size in bytes; 0 where it is not known.
  var size = 0

  init(name: String, _ times: [Double]) {
    let sorted = times.sorted()
    self.name = name
    median = sorted[sorted.count / 2]
    most95 = sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
    greatest = sorted[sorted.count - 1]
  }

  /// Reads a line of labbook-bench-pages, split at its tabs; nil where it is none.
  init?(_ parts: [Substring]) {
    guard parts.count == 5, let median = Double(parts[1]), let most95 = Double(parts[2]),
      let greatest = Double(parts[3]), let size = Int(parts[4])
    else { return nil }
    name = String(parts[0])
    self.median = median
    self.most95 = most95
    self.greatest = greatest
    self.size = size
  }
}
