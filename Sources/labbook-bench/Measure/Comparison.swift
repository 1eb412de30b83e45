/// Several commands that do the same thing, timed in turn: A B C, A B C, and so on, so that whatever
/// else the machine does meets all of them alike.
struct Comparison {
  /// One command with its name in the table.
  struct Contender {
    var name: String
    var command: MeasuredCommand
    /// The most rounds that it takes part in: for what takes long.
    var rounds: Int = .max
  }

  /// What came of one contender.
  struct Result {
    var name: String
    var series = Series()
    /// Why it dropped out.
    var failure: String?
  }

  var title: String
  var contenders: [Contender]
  /// How many rounds count, after one that does not.
  var rounds: Int

  /// Runs all rounds; a contender that fails once is left out from then on.
  func run(log: String) -> [Result] {
    var results = contenders.map { Result(name: $0.name) }
    for round in 0...rounds {
      for (place, contender) in contenders.enumerated()
      where results[place].failure == nil && round <= contender.rounds {
        do throws(MeasuredCommand.Failure) {
          let sample = try contender.command.run(log: log)
          if round > 0 { results[place].series.samples.append(sample) }
        } catch {
          results[place].failure = error.message
          results[place].series.samples = []
        }
      }
    }
    return results
  }
}
