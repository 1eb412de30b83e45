/// One thing that is timed, with what its tables say beside the numbers.
struct Case {
  /// What labbook should take at most, as a multiple of another contender's time.
  struct Goal {
    var contender: String
    var most: Double
  }

  var comparison: Comparison
  /// The first contender is labbook, and ratios are its time divided by the others'; without this,
  /// the contenders are sizes of one thing, and so many of it stand in each.
  var sizes: [Int]?
  /// What the sizes count: `step`.
  var unit = ""
  var goal: Goal?
  var note: String?
}
