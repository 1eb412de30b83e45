import LabModel

/// Hunks as diff(1) writes them with `-u`.
enum UnifiedDifference {
  private static let context = 3

  /// The hunks of `entries`, of which the first stands on line `start` in both texts.
  static func text(_ entries: [(kind: DifferenceLine.Kind, text: String)], startingAt start: Int)
    -> String
  {
    var text = ""
    var old = start
    var new = start
    var index = 0
    while index < entries.count {
      guard let change = entries[index...].firstIndex(where: { $0.kind != .same }) else { break }
      let first = max(index, change - context)
      old += first - index
      new += first - index
      var end = change
      var next = change
      while next < entries.count, next <= end + 2 * context {
        if entries[next].kind != .same { end = next }
        next += 1
      }
      let last = min(entries.count, end + context + 1)
      let hunk = entries[first..<last]
      let oldCount = hunk.filter { $0.kind != .extra }.count
      let newCount = hunk.filter { $0.kind != .missing }.count
      text += "@@ -\(old),\(oldCount) +\(new),\(newCount) @@\n"
      for line in hunk { text += line.kind.rawValue + shown(line.text) + "\n" }
      old += oldCount
      new += newCount
      index = last
    }
    return text
  }

  /// A tab inside a line is shown as it is.
  private static func shown(_ text: String) -> String {
    text.split(separator: "\t", omittingEmptySubsequences: false)
      .map { VisibleText.of(String($0)) }.joined(separator: "\t")
  }
}
