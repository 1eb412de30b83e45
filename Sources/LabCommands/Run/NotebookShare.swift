import Glibc
import LabEvidence
import LabReport

/// The notebooks of one shard, and of how many they are a part.
struct NotebookShare: Hashable {
  let shard: Shard
  /// How many notebooks the shard has.
  private(set) var notebooks = 0
  /// How many all shards have.
  private(set) var all = 0
  /// How many of all have a history.
  private(set) var known = 0

  /// How many of a notebook's runs count, the newest ones.
  private static let newest = 5

  /// Leaves of `intake` what belongs to `shard`.
  ///
  /// - Parameters:
  ///   - shard: Which part.
  ///   - intake: All notebooks; afterwards the part's.
  ///   - history: The database whose durations decide; nil is none.
  ///   - database: The one that the runs go to.
  /// - Throws: `CommandFailure` where there is no such history, it cannot be read, or is the database that
  ///   the runs go to: each run would change how the next shard is made.
  init(
    _ shard: Shard, of intake: inout NotebookIntake, history: String?, database: String
  ) throws(CommandFailure) {
    self.shard = shard
    var durations: [String: [Int64]] = [:]
    if let history {
      guard !Self.isSame(history, database) else {
        throw CommandFailure(
          .mistake, "the history is the database that the runs go to",
          remedy: "each run would change how the next shard is made: name another one with --db")
      }
      durations = try Store.forCommand(history, .read) { store throws(StoreFailure) in
        defer { try? store.close() }
        return try store.durations(newest: Self.newest)
      }
    }
    let loads = intake.entries.map { entry in
      ShardSplit.Load(
        path: entry.path, runs: entry.plan?.combinations.count ?? 1,
        durations: durations[entry.path] ?? [])
    }
    all = loads.count
    known = loads.count { !$0.durations.isEmpty }
    let shards = ShardSplit.shards(loads, count: shard.count)
    intake.entries = zip(intake.entries, shards).filter { $0.1 == shard.number }.map(\.0)
    notebooks = intake.entries.count
  }

  /// Whether two paths name one file.
  private static func isSame(_ one: String, _ other: String) -> Bool {
    if one == other { return true }
    var (first, second) = (stat(), stat())
    guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// `shard 2/4: 3 of 12 notebooks, split by the durations of 11`.
  var words: String {
    "shard \(shard.text): \(notebooks) of \(Count.of(all, "notebook")), split by "
      + (known > 0 ? "the durations of \(known)" : "number")
  }
}

extension JSONWriter {
  /// What a shard has, as an object.
  mutating func value(_ share: NotebookShare) {
    object { writer in
      writer.member("number", share.shard.number)
      writer.member("count", share.shard.count)
      writer.member("notebooks", share.notebooks)
      writer.member("of", share.all)
      writer.member("with_history", share.known)
    }
  }
}
