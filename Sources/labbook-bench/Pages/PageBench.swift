import Glibc

/// Lists and pages over databases of two sizes, made for it.
struct PageBench {
  private let labbook: String
  private let pages: String
  /// Runs and packets of each database, the smaller one first.
  private let sizes: [(runs: Int, packets: Int)]
  private let rounds: Int

  /// What every list and page should take at most at the 95th percentile, in ns.
  private static let goal = 100_000_000.0
  /// What `labbook list` is asked, besides where the database is.
  private static let lists: [[String]] = [
    [], ["--status", "crashed", "--status", "blocked", "--kernel", "6.1"],
    ["--notebook", "route", "--answer", "refuted", "--json"], ["--search", "received"],
    ["--search", "marker37"], ["--after", "500"],
  ]

  /// nil where the program that makes the databases is not beside `tools`' labbook.
  init?(_ tools: Tools, _ options: Options) {
    labbook = tools.labbook
    pages = tools.labbook + "-bench-pages"
    guard access(pages, X_OK) == 0 else { return nil }
    sizes =
      options.isQuick
      ? [(100, 50_000), (1000, 500_000)] : [(1000, 500_000), (10_000, 5_000_000)]
    rounds = options.rounds ?? (options.isQuick ? 40 : 200)
  }

  var title: String {
    "Lists and pages over \(Numbers.counted(sizes[1].runs, "run")) and "
      + Numbers.counted(sizes[1].packets, "packet")
  }

  /// The table in Markdown, or what failed.
  func run() -> (text: String, hasFailed: Bool) {
    do throws(MeasuredCommand.Failure) {
      var both: [Results] = []
      for size in sizes { both.append(try results(of: size)) }
      return ("\n## \(title)\n\n" + table(both[0], both[1]), false)
    } catch {
      return ("\n## \(title)\n\nfailed: \(error.message)\n", true)
    }
  }

  /// What came of one database.
  private struct Results {
    var times: [PageTime] = []
    /// The most memory that the program which made the pages had, in bytes.
    var memory = 0
    /// The size of the database, in bytes.
    var size = 0
  }

  private func results(
    of size: (runs: Int, packets: Int)
  ) throws(MeasuredCommand.Failure) -> Results {
    let file = "pages-\(size.runs).sqlite"
    _ = try MeasuredCommand(words: [pages, "make", file, "\(size.runs)", "\(size.packets)"])
      .run(log: "log")
    var results = Results()
    var status = stat()
    if stat(file, &status) == 0 { results.size = Int(status.st_size) }
    for words in Self.lists {
      let command = MeasuredCommand(words: [labbook, "list", "--db", file] + words)
      var times: [Double] = []
      for round in 0...max(20, rounds / 4) {
        let sample = try command.run(log: "log")
        if round > 0 { times.append(Double(sample.wall)) }
      }
      results.times.append(
        PageTime(name: "`" + (["labbook", "list"] + words).joined(separator: " ") + "`", times))
    }
    _ = try MeasuredCommand(words: [pages, "time", file, "\(rounds)"]).run(log: "log")
    for line in (TextFile.read("log") ?? "").split(separator: "\n") {
      let parts = line.split(separator: "\t")
      if parts.count == 2, let memory = Int(parts[1]) {
        results.memory = memory
      } else if let time = PageTime(parts) {
        results.times.append(time)
      }
    }
    for suffix in ["", "-wal", "-shm"] { unlink(file + suffix) }
    return results
  }

  private func table(_ small: Results, _ large: Results) -> String {
    var text = """
      Each was asked for \(Numbers.grouped(rounds)) times (`labbook list` with its start, \
      \(Numbers.grouped(max(20, rounds / 4))) times). Growth is the exponent with which the median grew \
      from \(Numbers.counted(sizes[0].runs, "run")) on: 0 where it does not hang on their number, 1 where it \
      is in proportion.


      """
    var rows = [
      [
        "what", "median, \(Numbers.grouped(sizes[0].runs)) runs", "median", "95 %", "max", "growth",
        "KB", "goal",
      ]
    ]
    for time in large.times {
      let before = small.times.first { $0.name == time.name }
      let growth = before.map {
        log(time.median / max(1, $0.median)) / log(Double(sizes[1].runs) / Double(sizes[0].runs))
      }
      rows.append([
        time.name, before.map { Numbers.milliseconds($0.median) } ?? "",
        Numbers.milliseconds(time.median), Numbers.milliseconds(time.most95),
        Numbers.milliseconds(time.greatest), growth.map { Numbers.fixed($0, digits: 2) } ?? "",
        time.size > 0 ? Numbers.fixed(Double(time.size) / 1000, digits: 0) : "",
        time.most95 <= Self.goal ? "≤ 100 ms: met" : "≤ 100 ms: missed",
      ])
    }
    text += Report.markdown(rows)
    let (memory, size) = (Double(large.memory) / 1e6, Double(large.size) / 1e6)
    return text
      + "\nThe database has \(Numbers.fixed(size, digits: 0)) MB; the program that made the pages had at most "
      + "\(Numbers.fixed(memory, digits: 0)) MB (\(Numbers.fixed(Double(small.memory) / 1e6, digits: 0)) MB "
      + "over the smaller one).\n"
  }
}
