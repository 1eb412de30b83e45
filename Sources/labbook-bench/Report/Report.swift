import Glibc

/// The tables in Markdown.
struct Report {
  /// What was timed where; `missing` is what was not, and why.
  static func heading(missing: [String]) -> String {
    var names = utsname()
    uname(&names)
    let kernel = withUnsafeBytes(of: names.release) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    var load = [0.0, 0, 0]
    getloadavg(&load, 3)
    let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    var text = """
      # Benchmarks

      Linux \(kernel), \(processors) processors, load \(Numbers.fixed(load[0], digits: 1)) at the \
      start, \(geteuid() == 0 ? "root" : "an ordinary user"). Times are wall time in ms; commands of \
      a table took turns, and a ratio is labbook's time divided by the other's in the same round.

      """
    if !missing.isEmpty {
      text += "\nNot compared: " + missing.joined(separator: "; ") + ".\n"
    }
    return text
  }

  /// One case's table.
  static func table(_ one: Case, _ results: [Comparison.Result]) -> String {
    let rounds = one.comparison.rounds
    var text = "\n## \(one.comparison.title)\n\n"
    if let note = one.note { text += note + " " }
    text += Numbers.counted(rounds, "round") + ".\n\n"
    text += one.sizes.map { sizes(one, $0, results) } ?? ratios(one, results)
    for result in results {
      if let failure = result.failure { text += "\n\(result.name) failed: \(failure)\n" }
    }
    return text
  }

  private static func ratios(_ one: Case, _ results: [Comparison.Result]) -> String {
    var rows = [
      [
        "command", "min", "median", "max", "processor time", "labbook's ÷ its (min, max)",
        "processor time's", "goal",
      ]
    ]
    guard let own = results.first else { return "" }
    for result in results {
      guard let wall = result.series.wall, let processor = result.series.processor else { continue }
      var row = [result.name] + columns(wall) + [Numbers.milliseconds(processor.median)]
      if result.name != own.name, let ratios = own.series.ratios(to: result.series),
        let processorRatios = own.series.processorRatios(to: result.series)
      {
        row.append(
          "\(Numbers.ratio(ratios.median)) (\(Numbers.ratio(ratios.least)), "
            + "\(Numbers.ratio(ratios.greatest)))")
        row.append(Numbers.ratio(processorRatios.median))
        if let goal = one.goal, goal.contender == result.name {
          let isMet = ratios.median <= goal.most
          row.append("≤ \(Numbers.ratio(goal.most)): \(isMet ? "met" : "missed")")
        } else {
          row.append("")
        }
      } else {
        row += ["", "", ""]
      }
      rows.append(row)
    }
    return markdown(rows)
  }

  private static func sizes(
    _ one: Case, _ sizes: [Int], _ results: [Comparison.Result]
  ) -> String {
    var rows = [
      ["notebook", "min", "median", "max", "processor time", "µs for each further \(one.unit)"]
    ]
    for (place, result) in results.enumerated() {
      guard let wall = result.series.wall, let processor = result.series.processor else { continue }
      var more = ""
      if place > 0, let before = results[place - 1].series.wall {
        more = Numbers.microseconds(
          (wall.median - before.median) / Double(sizes[place] - sizes[place - 1]))
      }
      rows.append(
        [result.name] + columns(wall) + [Numbers.milliseconds(processor.median), more])
    }
    return markdown(rows)
  }

  private static func columns(_ spread: Spread) -> [String] {
    [spread.least, spread.median, spread.greatest].map(Numbers.milliseconds)
  }

  /// A table of `rows`, the first one its heading.
  static func markdown(_ rows: [[String]]) -> String {
    guard let head = rows.first else { return "" }
    let line = "|" + head.map { $0 == head.first ? " --- |" : " ---: |" }.joined()
    var lines = rows.map { "| " + $0.joined(separator: " | ") + " |" }
    lines.insert(line, at: 1)
    return lines.joined(separator: "\n") + "\n"
  }
}
