package import LabModel

/// A search for the first bad kernel of a list that begins with a good one and ends with a bad one.
///
/// Only a value: it says which kernel to test next, and is told what came of it. Both ends are tested
/// first. Within, it takes the middle one of those that may still be tested, so every answer halves
/// them: a list of n kernels is done after at most 2 + ⌈log₂(n − 1)⌉ tests and one more for each that
/// could not be told.
package struct Bisection: Sendable, Hashable {
  /// What is to be done next, or what was found; numbers are places in the list, from 0.
  package enum State: Sendable, Hashable {
    case test(Int)
    /// All before and with `good` are good, all from `bad` on are bad, and nothing lies between.
    case found(good: Int, bad: Int)
    /// As `found`, but none of those between could be told: the first bad one is among them, or `bad`.
    case undecided(good: Int, bad: Int)
    /// An end is not what it was said to be, or cannot be told: there is nothing to search.
    case wrongEnd(Int, is: KernelVerdict)
  }

  /// How many kernels the list has, at least 2.
  package let count: Int
  /// What was said of those that have been tested.
  package private(set) var verdicts: [Int: KernelVerdict] = [:]
  private var lastGood = 0
  private var firstBad: Int

  /// A search among `count` kernels; fewer than 2 count as 2.
  package init(count: Int) {
    self.count = max(2, count)
    firstBad = self.count - 1
  }

  /// The next test, or the outcome.
  package var state: State {
    guard let first = verdicts[0] else { return .test(0) }
    guard first == .good else { return .wrongEnd(0, is: first) }
    guard let last = verdicts[count - 1] else { return .test(count - 1) }
    guard last == .bad else { return .wrongEnd(count - 1, is: last) }
    let candidates = (lastGood + 1..<firstBad).filter { verdicts[$0] == nil }
    if !candidates.isEmpty { return .test(candidates[candidates.count / 2]) }
    return firstBad == lastGood + 1
      ? .found(good: lastGood, bad: firstBad) : .undecided(good: lastGood, bad: firstBad)
  }

  /// The most tests that may still be needed where none of them is skipped.
  package var remainingTests: Int {
    let ends = [0, count - 1].count { verdicts[$0] == nil }
    let candidates = (lastGood + 1..<firstBad).count { verdicts[$0] == nil }
    // ⌈log₂(c + 1)⌉: the number of binary digits of c.
    return ends + candidates.bitWidth - candidates.leadingZeroBitCount
  }

  /// Takes what a test of the kernel at `place` said; one outside of the list is ignored.
  package mutating func record(_ verdict: KernelVerdict, at place: Int) {
    guard (0..<count).contains(place) else { return }
    verdicts[place] = verdict
    switch verdict {
    case .good where place < firstBad: lastGood = max(lastGood, place)
    case .bad where place > lastGood: firstBad = min(firstBad, place)
    case .good, .bad, .skip: break
    }
  }
}
