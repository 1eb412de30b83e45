/// How notebooks are split into shards: a pure function of what is known of them.
///
/// The longest first, each goes to the shard with the least to do so far, of several such to the first.
enum ShardSplit {
  /// What a notebook is expected to take.
  struct Load: Hashable {
    var path: String
    /// How often it runs: once for each combination of its parameters.
    var runs = 1
    /// How long its newest runs took, in ns; empty where it has none.
    var durations: [Int64] = []

    /// The median (the lower one of two), in ns; nil where it never ran.
    var duration: Double? {
      guard !durations.isEmpty else { return nil }
      // A database may say anything.
      return Double(max(1, durations.sorted()[(durations.count - 1) / 2]))
    }
  }

  /// The shard of each of `loads`, from 1 to `count`.
  ///
  /// A notebook that never ran is taken for as long as the others on average; where none has, all are
  /// taken for the same. Whole ns up to 100 days are exact in a `Double`, so every machine finds the
  /// same.
  static func shards(_ loads: [Load], count: Int) -> [Int] {
    // More shards than notebooks: the last ones have none.
    let count = max(1, min(count, loads.count))
    let known = loads.compactMap(\.duration)
    let usual = known.isEmpty ? 1 : known.reduce(0, +) / Double(known.count)
    let weights = loads.map { ($0.duration ?? usual) * Double($0.runs) }
    let order = loads.indices.sorted { left, right in
      if weights[left] != weights[right] { return weights[left] > weights[right] }
      if loads[left].path != loads[right].path { return loads[left].path < loads[right].path }
      return left < right
    }
    var sums = [Double](repeating: 0, count: count)
    var shards = [Int](repeating: 1, count: loads.count)
    for index in order {
      var least = 0
      for shard in sums.indices where sums[shard] < sums[least] { least = shard }
      sums[least] += weights[index]
      shards[index] = least + 1
    }
    return shards
  }
}
