import LabModel
import LabRun
import Testing

@Suite struct BisectionTests {
  /// Tests whatever the search asks for; `told` says what a kernel is.
  private func search(
    _ count: Int, _ told: (Int) -> KernelVerdict
  ) -> (state: Bisection.State, tests: [Int]) {
    var bisection = Bisection(count: count)
    var tests: [Int] = []
    while case .test(let place) = bisection.state, tests.count <= 2 * count {
      tests.append(place)
      bisection.record(told(place), at: place)
    }
    return (bisection.state, tests)
  }

  /// ⌈log₂ n⌉.
  private func logarithm(_ n: Int) -> Int {
    n <= 1 ? 0 : Int.bitWidth - (n - 1).leadingZeroBitCount
  }

  @Test func everyFirstBadKernelOfEveryShortListIsFound() {
    for count in 2...40 {
      for firstBad in 1..<count {
        let (state, tests) = search(count) { $0 < firstBad ? .good : .bad }
        #expect(state == .found(good: firstBad - 1, bad: firstBad))
        #expect(tests.count <= 2 + logarithm(count - 1))
        #expect(Set(tests).count == tests.count)
      }
    }
  }

  @Test(arguments: 0..<2000) func withSkipsItFindsItOrNamesARightRange(seed: Int) {
    var generator = SplitMix(state: UInt64(seed))
    let count = Int.random(in: 2...200, using: &generator)
    let firstBad = Int.random(in: 1..<count, using: &generator)
    // From none to nearly all, alone and in rows.
    let share = Double.random(in: 0...1, using: &generator)
    var skipped = Set(
      (1..<max(2, count - 1)).filter { _ in Double.random(in: 0..<1, using: &generator) < share })
    skipped.remove(count - 1)
    let (state, tests) = search(count) {
      skipped.contains($0) ? .skip : $0 < firstBad ? .good : .bad
    }
    let skips = tests.count { skipped.contains($0) }
    #expect(tests.count <= 2 + logarithm(count - 1) + skips)
    #expect(Set(tests).count == tests.count)
    switch state {
    case .found(let good, let bad):
      #expect(good == firstBad - 1 && bad == firstBad)
    case .undecided(let good, let bad):
      #expect(good < firstBad && firstBad <= bad)
      #expect(bad - good > 1)
      // Nothing in the range could have been told, and both of its ends were.
      #expect((good + 1..<bad).allSatisfy(skipped.contains))
      #expect(!skipped.contains(good) && !skipped.contains(bad))
    case .test, .wrongEnd: Issue.record("\(state)")
    }
  }

  @Test func anEndThatIsNotAsSaidStopsTheSearch() {
    for verdict in KernelVerdict.allCases where verdict != .good {
      let (state, tests) = search(9) { $0 == 0 ? verdict : .bad }
      #expect(state == .wrongEnd(0, is: verdict))
      #expect(tests == [0])
    }
    for verdict in KernelVerdict.allCases where verdict != .bad {
      let (state, tests) = search(9) { $0 == 8 ? verdict : .good }
      #expect(state == .wrongEnd(8, is: verdict))
      #expect(tests == [0, 8])
    }
  }

  @Test func itSaysHowManyTestsAreLeft() {
    var bisection = Bisection(count: 9)
    #expect(bisection.remainingTests == 5)
    bisection.record(.good, at: 0)
    bisection.record(.bad, at: 8)
    #expect(bisection.remainingTests == 3)
    #expect(bisection.state == .test(4))
    bisection.record(.skip, at: 4)
    #expect(bisection.remainingTests == 3)
    bisection.record(.bad, at: 5)
    #expect(bisection.remainingTests == 2)
  }

  @Test func answersThatNobodyAskedForDoNoHarm() {
    var bisection = Bisection(count: 3)
    bisection.record(.bad, at: 7)
    bisection.record(.good, at: -1)
    #expect(bisection == Bisection(count: 3))
  }
}

/// Sebastiano Vigna's SplitMix64: the same numbers on every machine.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
