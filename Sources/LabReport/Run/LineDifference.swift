/// One line of a small diff.
package struct DifferenceLine: Sendable, Hashable {
  /// Where the line stands.
  package enum Side: Sendable, Hashable {
    /// In both.
    case both
    /// Only in what was expected.
    case expected
    /// Only in what came.
    case actual
    /// This many lines alike are left out.
    case gap(Int)
  }

  package var side: Side
  package var bytes: [UInt8]

  package init(_ side: Side, _ bytes: [UInt8]) {
    self.side = side
    self.bytes = bytes
  }

  package init(_ side: Side, _ text: String) { self.init(side, Array(text.utf8)) }
}

/// Compares lines by their longest common subsequence.
package enum LineDifference {
  /// The lines of `expected` and `actual` in one list; lines alike stand once, as they came.
  ///
  /// Each difference keeps `context` lines alike around it. `matches` tells whether an expected
  /// line, which may be a pattern, allows an actual one; `text` is how it is written.
  package static func lines<Line>(
    expected: [Line], actual: [[UInt8]], context: Int = 2, text: (Line) -> String,
    matches: (Line, [UInt8]) -> Bool
  ) -> [DifferenceLine] {
    var head = 0
    while head < expected.count, head < actual.count, matches(expected[head], actual[head]) {
      head += 1
    }
    var tail = 0
    while tail < expected.count - head, tail < actual.count - head,
      matches(expected[expected.count - 1 - tail], actual[actual.count - 1 - tail])
    {
      tail += 1
    }
    var result = actual[..<head].map { DifferenceLine(.both, $0) }
    result += middle(
      Array(expected[head..<expected.count - tail]), Array(actual[head..<actual.count - tail]),
      text: text, matches: matches)
    result += actual[(actual.count - tail)...].map { DifferenceLine(.both, $0) }
    return folded(result, context: context)
  }

  /// Lines are compared each with each up to this many pairs; more are listed one side after the
  /// other.
  private static let mostPairs = 250_000

  private static func middle<Line>(
    _ expected: [Line], _ actual: [[UInt8]], text: (Line) -> String,
    matches: (Line, [UInt8]) -> Bool
  ) -> [DifferenceLine] {
    guard !expected.isEmpty, !actual.isEmpty, expected.count * actual.count <= mostPairs else {
      return expected.map { DifferenceLine(.expected, text($0)) }
        + actual.map { DifferenceLine(.actual, $0) }
    }
    // lengths[i][j]: the longest common subsequence of expected[i...] and actual[j...].
    var isMatch = [Bool](repeating: false, count: expected.count * actual.count)
    let width = actual.count + 1
    var lengths = [Int32](repeating: 0, count: (expected.count + 1) * width)
    for left in expected.indices.reversed() {
      for right in actual.indices.reversed() {
        if matches(expected[left], actual[right]) {
          isMatch[left * actual.count + right] = true
          lengths[left * width + right] = lengths[(left + 1) * width + right + 1] + 1
        } else {
          lengths[left * width + right] = max(
            lengths[(left + 1) * width + right], lengths[left * width + right + 1])
        }
      }
    }
    var result: [DifferenceLine] = []
    var (left, right) = (0, 0)
    while left < expected.count || right < actual.count {
      if left < expected.count, right < actual.count, isMatch[left * actual.count + right] {
        result.append(DifferenceLine(.both, actual[right]))
        (left, right) = (left + 1, right + 1)
      } else if left < expected.count,
        right == actual.count
          || lengths[(left + 1) * width + right] >= lengths[left * width + right + 1]
      {
        result.append(DifferenceLine(.expected, text(expected[left])))
        left += 1
      } else {
        result.append(DifferenceLine(.actual, actual[right]))
        right += 1
      }
    }
    return result
  }

  /// `lines` with each long run of lines alike cut down to `context` around the differences.
  private static func folded(_ lines: [DifferenceLine], context: Int) -> [DifferenceLine] {
    let changed = lines.indices.filter { lines[$0].side != .both }
    guard !changed.isEmpty else { return [] }
    var isKept = [Bool](repeating: false, count: lines.count)
    for index in changed {
      for near in max(0, index - context)...min(lines.count - 1, index + context) {
        isKept[near] = true
      }
    }
    var result: [DifferenceLine] = []
    var skipped = 0
    for (index, line) in lines.enumerated() {
      guard isKept[index] else {
        skipped += 1
        continue
      }
      if skipped > 0 { result.append(DifferenceLine(.gap(skipped), [])) }
      skipped = 0
      result.append(line)
    }
    if skipped > 0 { result.append(DifferenceLine(.gap(skipped), [])) }
    return result
  }
}
