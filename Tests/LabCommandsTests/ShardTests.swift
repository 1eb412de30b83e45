import Foundation
import Testing

@testable import LabCommands

@Suite struct ShardTests {
  private func load(_ path: String, _ durations: Int64..., runs: Int = 1) -> ShardSplit.Load {
    ShardSplit.Load(path: path, runs: runs, durations: durations)
  }

  @Test(arguments: [
    "5/4", "0/4", "x", "", "/", "1/", "/4", "-1/4", "1/4/2", "1/0", "+1/4", "1 /4", "٣/4",
  ])
  func whatIsNoPartOfAWholeIsAUsageMistake(text: String) throws {
    #expect(Shard(argument: text) == nil)
    let run = try CommandRun(["run", "--shard", text])
    #expect(run.status == .mistake)
    #expect(run.stdout.isEmpty)
    #expect(run.stderr.contains("--shard"))
  }

  @Test func partsAreReadAsTheyAreTyped() {
    #expect(Shard(argument: "2/4") == Shard(number: 2, of: 4))
    #expect(Shard(argument: "1/1")?.text == "1/1")
  }

  @Test(
    arguments: [
      ["--history", "x.sqlite"], ["--shard", "1/2", "--watch"],
      ["--shard", "1/2", "--bisect-exit"],
    ])
  func someOptionsDoNotGoTogether(arguments: [String]) throws {
    let run = try CommandRun(["run"] + arguments)
    #expect(run.stderr.contains("--shard"))
    #expect(![LabCommands.ExitStatus.success, .refuted].contains(run.status))
  }

  @Test func withoutHistoryTheyAreCounted() {
    let loads = ["a", "b", "c", "d", "e", "f", "g"].map { load($0) }
    #expect(ShardSplit.shards(loads, count: 4) == [1, 2, 3, 4, 1, 2, 3])
    #expect(ShardSplit.shards(loads, count: 1) == [1, 1, 1, 1, 1, 1, 1])
    #expect(ShardSplit.shards(loads, count: .max) == [1, 2, 3, 4, 5, 6, 7])
    #expect(ShardSplit.shards([], count: 3) == [])
  }

  @Test func theLongestGoFirstOntoTheLeastLoadedShard() {
    let loads = [
      load("a", 2), load("b", 9), load("c", 4), load("d", 4), load("e", 3), load("f", 5),
    ]
    // b 9 | f 5 | c 4, then d 4 onto c's, e 3 onto f's, a 2 onto f's or c's: 8 and 8, the first.
    #expect(ShardSplit.shards(loads, count: 3) == [2, 1, 3, 3, 2, 2])
  }

  @Test func aNotebookCountsByItsMedianAndItsCombinations() {
    #expect(load("a", 5, 1, 100).duration == 5)
    #expect(load("a", 8, 2).duration == 2)
    #expect(load("a", -7).duration == 1)
    #expect(load("a").duration == nil)
    // c never ran: it is taken for the mean of the others, 6, and runs twice.
    let loads = [load("a", 10), load("b", 2), load("c", runs: 2)]
    #expect(ShardSplit.shards(loads, count: 2) == [2, 2, 1])
  }

  @Test func theOrderInWhichTheyAreNamedMakesNoDifference() {
    var random = SystemRandomNumberGenerator()
    let loads = (0..<40).map { number in
      ShardSplit.Load(
        path: "n\(number).md", runs: .random(in: 1...3, using: &random),
        durations: number % 5 == 0 ? [] : [.random(in: 1...4, using: &random)])
    }
    let first = Dictionary(
      uniqueKeysWithValues: zip(loads.map(\.path), ShardSplit.shards(loads, count: 7)))
    let mixed = loads.shuffled()
    for (load, shard) in zip(mixed, ShardSplit.shards(mixed, count: 7)) {
      #expect(first[load.path] == shard)
    }
  }

  @Test func hostileDurationsAreOnlyDurations() {
    let loads = (0..<100).map { load("n\($0)", .max, runs: .max) }
    let shards = ShardSplit.shards(loads, count: 4)
    for shard in 1...4 { #expect(shards.count { $0 == shard } == 25) }
  }

  @Test func noShardIsLongerThanTheMeanAndOneNotebookMore() {
    for _ in 0..<50 {
      let loads = (0..<30).map { load("n\($0)", .random(in: 1...1000)) }
      let count = Int.random(in: 1...8)
      let shards = ShardSplit.shards(loads, count: count)
      let sums = (1...count).map { shard in
        zip(loads, shards).filter { $0.1 == shard }.reduce(0) { $0 + $1.0.durations[0] }
      }
      let mean = sums.reduce(0, +) / Int64(count)
      let longest = loads.map { $0.durations[0] }.max() ?? 0
      #expect(sums.allSatisfy { $0 <= mean + longest + 1 })
    }
  }
}
