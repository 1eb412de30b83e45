/// Finds the word that a mistyped one was meant to be.
package enum NearestWord {
  /// The nearest of `candidates` to `word`, in any case; nil where none is near.
  ///
  /// Near is one slip (a letter more, less, wrong, or two swapped) for each three letters.
  /// Of equally near ones the first counts.
  package static func find(_ word: String, among candidates: some Sequence<String>) -> String? {
    let typed = Array(word.lowercased().unicodeScalars)
    // What nobody would have meant is not worth the time: hostile input may be long.
    guard typed.count <= 64 else { return nil }
    var nearest: (word: String, distance: Int)?
    for candidate in candidates {
      let meant = Array(candidate.lowercased().unicodeScalars)
      let limit = max(1, min(typed.count, meant.count) / 3)
      guard abs(typed.count - meant.count) <= limit, meant.count > 1 else { continue }
      let slips = distance(typed, meant)
      if slips <= limit, slips < nearest?.distance ?? .max { nearest = (candidate, slips) }
    }
    return nearest?.word
  }

  /// The optimal string alignment distance.
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var above = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        var best = min(above[j + 1] + 1, row[j] + 1, above[j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          best = min(best, before[j - 1] + 1)
        }
        row.append(best)
      }
      before = above
      above = row
    }
    return above[right.count]
  }
}
