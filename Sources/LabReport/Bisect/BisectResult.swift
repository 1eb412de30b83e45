import LabModel

/// What a bisection came to.
package struct BisectResult: Sendable, Hashable {
  /// How it ended; places are those of `kernels`.
  package enum Outcome: Sendable, Hashable {
    /// `good` and `bad` are neighbours.
    case found(good: Int, bad: Int)
    /// What lies between them could not be told.
    case undecided(good: Int, bad: Int)
    /// The kernel at an end of the list is not what the command line says it is.
    case wrongEnd(Int)
    case interrupted
  }

  /// The notebook's path as the user named it.
  package var path: String
  package var title: String
  /// The claims that were asked about; none where all of the notebook was.
  package var claims: [String]
  /// The kernels from the good end to the bad one.
  package var kernels: [String]
  /// Whether the good end is the newer one, so that what made kernels good is looked for.
  package var isReversed: Bool
  /// How often the notebook runs on each kernel.
  package var repeats: Int
  /// In the order in which they were tested.
  package var trials: [BisectTrial]
  package var outcome: Outcome

  package init(
    path: String, title: String, claims: [String] = [], kernels: [String],
    isReversed: Bool = false, repeats: Int = 1, trials: [BisectTrial] = [],
    outcome: Outcome = .interrupted
  ) {
    self.path = path
    self.title = title
    self.claims = claims
    self.kernels = kernels
    self.isReversed = isReversed
    self.repeats = repeats
    self.trials = trials
    self.outcome = outcome
  }

  /// What was found of the kernel at `place`; nil where it was not tested.
  package func trial(at place: Int) -> BisectTrial? { trials.first { $0.place == place } }

  /// The runs for `labbook diff`: the last good kernel's and the first bad one's.
  package var neighbours: (good: String, bad: String)? {
    switch outcome {
    case .found(let good, let bad), .undecided(let good, let bad):
      guard let good = trial(at: good)?.telling?.id, let bad = trial(at: bad)?.telling?.id else {
        return nil
      }
      return (good, bad)
    case .wrongEnd, .interrupted: return nil
    }
  }

  /// The kernels of which one is the first bad one.
  package var suspects: ClosedRange<Int>? {
    switch outcome {
    case .found(_, let bad): bad...bad
    case .undecided(let good, let bad): good + 1...bad
    case .wrongEnd, .interrupted: nil
    }
  }

  /// How likely it is that a kernel as bad as the bad end passed all of its runs, from 0 to 1; nil
  /// where nothing speaks for it.
  package var falseGood: Double? {
    kernels.isEmpty ? nil : trial(at: kernels.count - 1)?.counts.falseGood
  }
}
