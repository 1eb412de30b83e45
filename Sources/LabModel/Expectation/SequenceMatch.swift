/// A place in an expectation: the pattern to be tried, and whether it may be left out or repeated.
struct MatchStage {
  /// The pattern's number in the expectation.
  var pattern: Int
  var isSkippable: Bool
  var repeats: Bool
  /// Whether it takes any line at all (`...`).
  var isAnything: Bool

  /// The stages of `patterns`: one each, and two where `+` asks for one line and then any number.
  static func stages(of patterns: [LinePattern]) -> [MatchStage] {
    patterns.enumerated().flatMap { index, pattern in
      let one = MatchStage(
        pattern: index, isSkippable: false, repeats: false, isAnything: pattern.isAnything)
      var some = one
      some.isSkippable = true
      var any = some
      any.repeats = true
      return switch pattern.quantity {
      case .one: [one]
      case .optional: [some]
      case .any: [any]
      case .some: [one, any]
      }
    }
  }
}

/// A line of output that a pattern took.
struct TakenLine {
  var pattern: Int
  /// 0 for the only or first stream, 1 for the second.
  var stream: Int
  var line: Int
}

/// Compares the lines of one stream with an expectation, in order.
///
/// Goes through the output once with the set of stages that the expectation can be in (Thompson's
/// way), so nothing is exponential; an expectation without `...` and quantities has one stage at a
/// time. Once a `...` is reached, the stages before it cannot do better and are given up.
struct SequenceMatch {
  private let patterns: [LinePattern]
  private let stages: [MatchStage]
  private let lines: OutputLines

  init(_ patterns: [LinePattern], _ lines: OutputLines) {
    self.patterns = patterns
    self.lines = lines
    stages = MatchStage.stages(of: patterns)
  }

  /// Whether the expectation takes exactly these lines.
  ///
  /// - Parameter traces: Whether to tell which pattern with groups took which line.
  /// - Returns: nil where it does not; else the lines that patterns with groups took.
  func run(traces: Bool) -> [TakenLine]? {
    var active: [Int] = []
    var stamps = Array(repeating: -1, count: stages.count + 1)
    enter(0, &active, &stamps, 0)
    var history: [[Int]] = traces ? [active] : []
    for line in 0..<lines.count {
      var next: [Int] = []
      for stage in active where stage < stages.count {
        guard patterns[stages[stage].pattern].matches(lines, line) else { continue }
        enter(stages[stage].repeats ? stage : stage + 1, &next, &stamps, line + 1)
      }
      if next.isEmpty { return nil }
      active = pruned(next)
      if traces { history.append(active) }
    }
    guard active.contains(stages.count) else { return nil }
    return traces ? trace(history) : []
  }

  /// Adds `stage` and the stages that can be reached from it without a line.
  private func enter(_ stage: Int, _ active: inout [Int], _ stamps: inout [Int], _ stamp: Int) {
    var stage = stage
    while stamps[stage] != stamp {
      stamps[stage] = stamp
      active.append(stage)
      guard stage < stages.count, stages[stage].isSkippable else { return }
      stage += 1
    }
  }

  private func pruned(_ active: [Int]) -> [Int] {
    let last = active.lazy.filter { $0 < stages.count && stages[$0].isAnything }.max()
    guard let last else { return active }
    return active.filter { $0 >= last }
  }

  private func trace(_ history: [[Int]]) -> [TakenLine] {
    var taken: [TakenLine] = []
    var stage = stages.count
    for line in stride(from: lines.count - 1, through: 0, by: -1) {
      guard let from = origin(of: stage, line: line, active: history[line]) else { break }
      let pattern = stages[from].pattern
      if !patterns[pattern].groups.isEmpty {
        taken.append(TakenLine(pattern: pattern, stream: 0, line: line))
      }
      stage = from
    }
    return taken.reversed()
  }

  /// The stage that took `line` on the way to `stage`.
  private func origin(of stage: Int, line: Int, active: [Int]) -> Int? {
    var stage = stage
    while true {
      for candidate in [stage - 1, stage] where candidate >= 0 && candidate < stages.count {
        guard stages[candidate].repeats == (candidate == stage), active.contains(candidate),
          patterns[stages[candidate].pattern].matches(lines, line)
        else { continue }
        return candidate
      }
      guard stage > 0, stages[stage - 1].isSkippable else { return nil }
      stage -= 1
    }
  }
}
