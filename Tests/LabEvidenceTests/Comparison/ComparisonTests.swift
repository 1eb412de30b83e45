import LabEvidence
import LabModel
import Testing

@Suite struct SequenceDifferenceTests {
  private func text(_ old: String, _ new: String) -> String {
    SequenceDifference(Array(old), Array(new)).edits.map { edit in
      switch edit {
      case .same(let character): "\(character)"
      case .removed(let character): "-\(character)"
      case .added(let character): "+\(character)"
      }
    }.joined(separator: " ")
  }

  @Test func whatIsAlikeStaysAndWhatGoesStandsFirst() {
    #expect(text("abcd", "abcd") == "a b c d")
    #expect(text("abcd", "abxd") == "a b -c +x d")
    #expect(text("abcd", "acd") == "a -b c d")
    #expect(text("", "ab") == "+a +b")
    #expect(text("ab", "") == "-a -b")
    #expect(text("abcabba", "cbabac").filter { $0 != "-" && $0 != "+" }.count == 17)
  }

  @Test func bothSequencesCanBeReadOutOfIt() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let (old, new) = (sample(&generator), sample(&generator))
      let edits = SequenceDifference(old, new).edits
      var (left, right): ([Int], [Int]) = ([], [])
      for edit in edits {
        switch edit {
        case .same(let value):
          left.append(value)
          right.append(value)
        case .removed(let value): left.append(value)
        case .added(let value): right.append(value)
        }
      }
      #expect(left == old)
      #expect(right == new)
    }
  }

  private func sample(_ generator: inout SystemRandomNumberGenerator) -> [Int] {
    (0..<Int.random(in: 0...12, using: &generator)).map { _ in
      Int.random(in: 0...3, using: &generator)
    }
  }
}

@Suite struct KernelRelationTests {
  private func relation(
    _ old: (String, String), _ new: (String, String)
  ) -> KernelRelation {
    func row(_ kernel: (String, String)) -> RunRow {
      RunRow(
        number: 1, id: "a", path: "a.md", title: "A", backend: kernel.1, kernelRelease: kernel.0,
        status: .finished, start: 0, startWall: 0)
    }
    return KernelRelation(row(old), row(new))
  }

  @Test func onlyAnotherBackendOnOneLineIsSuspected() {
    #expect(relation(("6.12.1", "qemu"), ("6.12.1", "qemu")) == .same)
    #expect(relation(("6.12.1", "qemu"), ("6.12.1", "uml")) == .sameRelease)
    #expect(
      relation(("6.12.9-a", "namespaces"), ("6.12.117+deb12", "qemu"))
        == .sameLineOtherBackend(line: "6.12"))
    #expect(relation(("6.12.9", "qemu"), ("6.12.10", "qemu")) == .sameLine(line: "6.12"))
    #expect(relation(("6.1.9", "qemu"), ("6.12.9", "qemu")) == .otherLine)
    #expect(relation(("x", "qemu"), ("y", "uml")) == .otherLine)
    #expect(
      relation(("6.12.9", "namespaces"), ("6.12.117", "qemu")).sentence
        == "same kernel line 6.12, other backend: emulator?")
    #expect(relation(("6.1.9", "qemu"), ("6.12.9", "qemu")).sentence == nil)
  }
}

@Suite struct AnswerComparisonTests {
  private func run(
    _ claims: [(String, Verdict.Answer)], published: Bool = false, xfail: String? = nil,
    steps: [(String, Int32)] = []
  ) -> ComparedRun {
    let recorded = RecordedRun()
    for (index, step) in steps.enumerated() {
      recorded.step(step.0, at: Double(100 * index + 100), exits: step.1)
    }
    return ComparedRun(
      evidence: recorded.evidence,
      claims: claims.enumerated().map { index, claim in
        ClaimVerdict(
          number: index + 1, identity: claim.0, text: claim.0, line: index + 10,
          isPublished: published, expectedFailure: xfail, verdict: Verdict(claim.1, "because"))
      })
  }

  @Test(
    arguments: [
      (.holds, .refuted, .regression), (.refuted, .holds, .fixed),
      (.refuted, .refuted, .stillFailing), (.inconclusive, .refuted, .newFailure),
      (nil, .refuted, .newFailure), (nil, .holds, .appeared), (.inconclusive, .holds, .appeared),
      (.holds, nil, .disappeared), (.holds, .notApplicable, .disappeared),
      (.refuted, .inconclusive, .disappeared), (.holds, .holds, .unchanged),
      (.inconclusive, .notApplicable, .unchanged),
    ] as [(Verdict.Answer?, Verdict.Answer?, ChangeClass)])
  func everyChangeHasItsClass(old: Verdict.Answer?, new: Verdict.Answer?, change: ChangeClass) {
    let comparison = AnswerComparison(
      run(old.map { [("c", $0)] } ?? []), run(new.map { [("c", $0)] } ?? []))
    #expect(comparison.claims.map(\.change) == [change])
  }

  @Test func aClaimThatMustBeRefutedIsJudgedSo() {
    let comparison = AnswerComparison(
      run([("c", .refuted)], xfail: "known"), run([("c", .holds)], xfail: "known"))
    #expect(comparison.claims.map(\.change) == [.regression])
  }

  @Test func aMachinesOwnClaimAppearsOnlyWhereItFails() {
    func machine(_ answer: Verdict.Answer) -> ComparedRun {
      var run = run([("kernel log has no warnings", answer)])
      run.claims[0].line = 0
      return run
    }
    #expect(AnswerComparison(run([]), machine(.holds)).claims.isEmpty)
    #expect(AnswerComparison(machine(.holds), run([])).claims.isEmpty)
    #expect(AnswerComparison(run([]), machine(.refuted)).claims.map(\.change) == [.newFailure])
    #expect(
      AnswerComparison(machine(.holds), machine(.refuted)).claims.map(\.change) == [.regression])
  }

  @Test func publishedClaimsDoNotCount() {
    let comparison = AnswerComparison(
      run([("c", .holds)], published: true), run([("c", .refuted)], published: true))
    #expect(comparison.claims.map(\.change) == [.regression])
    #expect(comparison.claims.map(\.counts) == [false])
  }

  @Test func claimsBelongTogetherByTheirTextWhereverTheyStand() {
    let comparison = AnswerComparison(
      run([("a", .holds), ("b", .holds), ("gone", .holds), ("b", .refuted)]),
      run([("new", .holds), ("b", .holds), ("b", .refuted), ("a", .refuted)]))
    #expect(comparison.claims.count == 5)
    let changes = Dictionary(grouping: comparison.claims, by: \.text).mapValues { $0.map(\.change) }
    #expect(changes["a"] == [.regression])
    #expect(changes["b"] == [.unchanged, .stillFailing])
    #expect(changes["new"] == [.appeared])
    #expect(changes["gone"] == [.disappeared])
  }

  @Test func stepsBelongTogetherInOrder() {
    let comparison = AnswerComparison(
      run([], steps: [("a", 0), ("b", 0), ("c", 0)]),
      run([], steps: [("a", 0), ("x", 0), ("b", 0), ("c", 0)]))
    #expect(comparison.stepPairs.map(\.old) == [1, 2, 3])
    #expect(comparison.stepPairs.map(\.new) == [1, 3, 4])
  }
}
