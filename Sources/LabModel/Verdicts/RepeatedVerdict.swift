/// What several runs on one kernel say together, by the rule of syzkaller's bisection
/// (`test` in `pkg/bisect/bisect.go`).
///
/// One bad run of any number makes the kernel bad: what fails now and then is what is looked for. It
/// is good only where no run was bad and at least a third of them could be told.
///
/// A kernel on which a run fails with probability p is called good with probability (1 − p)^g, where
/// g of the runs could be told; a good kernel on which a run fails for another reason with probability
/// q is called bad with probability 1 − (1 − q)^g.
package struct RepeatedVerdict: Sendable, Hashable {
  package private(set) var good = 0
  package private(set) var bad = 0
  /// Runs that could not be told.
  package private(set) var skipped = 0

  package init() {}

  /// Counts `verdicts`.
  package init(_ verdicts: some Sequence<KernelVerdict>) {
    for verdict in verdicts { count(verdict) }
  }

  /// Counts one more run.
  package mutating func count(_ verdict: KernelVerdict) {
    switch verdict {
    case .good: good += 1
    case .bad: bad += 1
    case .skip: skipped += 1
    }
  }

  package var runs: Int { good + bad + skipped }

  /// What all of them say; `skip` where there are none.
  package var verdict: KernelVerdict {
    if bad > 0 { return .bad }
    return good > 0 && 3 * skipped <= 2 * runs ? .good : .skip
  }

  /// How likely as many runs as were told here all pass on a kernel that is as bad as this one, from 0
  /// to 1; nil where every run that could be told was bad, or none.
  package var falseGood: Double? {
    guard bad > 0, good > 0 else { return nil }
    let told = good + bad
    var odds = 1.0
    for _ in 0..<told { odds *= Double(good) / Double(told) }
    return odds
  }
}
