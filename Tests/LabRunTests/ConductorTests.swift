import LabEvidence
import LabModel
import LabRun
import Testing

/// What attributes and front matter make of a run, each in a real sandbox.
@Suite struct ConductorTests {
  @Test func retryRunsABlockUntilItMeetsItsExpectations() throws {
    let run = try ConductedNotebook(
      """
      ```console {#again retry=10s}
      $ echo try >> tries
      $ test "$(wc -l < tries)" -ge 3
      ```

      ```claims
      again succeeds
      first: again.1 succeeds
      every attempt of again succeeds
      ```
      """)
    #expect(run.result.steps.map(\.attempts) == [3, 3])
    #expect(run.result.misses.isEmpty)
    let attempts = run.evidence.attempts.filter { $0.step == 2 }
    #expect(attempts.map(\.attempt) == [1, 2, 3])
    #expect(attempts.map(\.status) == [1, 1, 0])
    #expect(attempts.map(\.met) == [false, false, true])
    #expect(try run.verdict("again succeeds").answer == .holds)
    let strict = try run.verdict("every attempt of again succeeds")
    #expect(strict.answer == .refuted)
    #expect(
      strict.evidence.first.map { $0.table == .attempt && $0.number == attempts[0].number }
        == true)
  }

  @Test func retryEndsWhenItsTimeIsOver() throws {
    let run = try ConductedNotebook(
      """
      ```console {retry=200ms}
      $ false
      ```
      """)
    #expect(run.step(1).attempts > 1)
    #expect(run.result.misses.map(\.step.number) == [1])
    #expect(run.result.status == .finished)
  }

  @Test func waitHoldsABlockUntilItsMoment() throws {
    let run = try ConductedNotebook(
      """
      ```sh {#server wait="port tcp/8900 is listening"}
      (sleep 0.4; printf 'HTTP/1.0 200 OK\\r\\n\\r\\nlate\\n' | nc -l -N 8900) > /dev/null 2>&1 &
      ```

      ```console
      $ curl -sS 127.0.0.1:8900
      late
      ```

      ```claims
      port tcp/8900 is not listening before server
      port tcp/8900 is listening before curl
      ```
      """, frontMatter: "lo: up\nneeds: [nc, curl]")
    #expect(run.troubles == [])
  }

  @Test func waitThatIsInVainFailsTheBlock() throws {
    let run = try ConductedNotebook(
      """
      ```sh {wait="port tcp/9999 is listening" timeout=300ms}
      true
      ```

      ```console
      $ echo "the notebook goes on"
      the notebook goes on
      ```
      """)
    #expect(run.result.misses.map(\.step.number) == [1])
    let reason = run.step(1).miss?.reason ?? ""
    #expect(reason.contains("port tcp/9999 is listening"))
    #expect(reason.contains("300ms"))
    #expect(run.evidence.attempts.first?.met == false)
    #expect(run.step(2).miss == nil && run.step(2).attempts == 1)
  }

  @Test func aMissOfARequiredBlockStopsTheNotebook() throws {
    let run = try ConductedNotebook(
      """
      ```console {#gate .required}
      $ false
      ```

      ```console {#later}
      $ echo never
      never
      ```

      ```claims
      later succeeds
      later is skipped
      ```
      """)
    #expect(run.step(2).output == nil)
    #expect(run.step(2).skipped?.contains("#gate") == true)
    #expect(run.evidence.steps.map(\.skipped) == [nil, run.step(2).skipped])
    let verdict = try run.verdict("later succeeds")
    #expect(verdict.answer == .inconclusive)
    #expect(verdict.reason.contains("step 2 did not run"))
    #expect(try run.verdict("later is skipped").answer == .holds)
  }

  @Test func xfailWantsAMissAndTellsOfNone() throws {
    let run = try ConductedNotebook(
      """
      ```console {xfail="known to fail"}
      $ true
      $ false
      ```

      ```console {xfail="thought to fail"}
      $ true
      ```

      ```console {#one}
      $ true
      ```

      ```claims {xfail="it does not fail"}
      one fails
      ```

      ```claims {xfail="it is right"}
      one succeeds
      ```
      """)
    #expect(run.result.misses.map(\.step.number) == [3])
    #expect(run.step(3).isSurprise)
    #expect(run.result.outcomes.map(\.standing) == [.pass, .failure])
    #expect(run.result.outcomes.map(\.isSurprise) == [false, true])
  }

  @Test func blocksWhoseConditionsAreUnmetArePassedOver() throws {
    let run = try ConductedNotebook(
      """
      ```console {#old when="kernel < 2.6"}
      $ echo old
      old
      ```

      ```console {#new when="kernel >= 2.6"}
      $ cat which
      this one
      ```

      ```text {file=which when="kernel >= 2.6"}
      this one
      ```

      ```text {file=which when="kernel < 2.6"}
      that one
      ```

      ```claims
      old succeeds
      new succeeds
      ```

      ```claims {when="kernel < 2.6"}
      new fails
      ```
      """)
    #expect(run.troubles == [])
    #expect(run.step(1).isPassedOver)
    #expect(run.evidence.steps.map(\.isPassedOver) == [true, false])
    #expect(
      run.result.outcomes.map(\.verdict.answer) == [.notApplicable, .holds, .notApplicable])
  }

  @Test func aBlockWhoseCommandIsMissingIsSkipped() throws {
    let run = try ConductedNotebook(
      """
      ```console {#exotic needs="no-such-command-here ip"}
      $ no-such-command-here
      ```

      ```console
      $ echo on
      on
      ```

      ```claims
      exotic succeeds
      ```
      """)
    #expect(run.result.status == .finished)
    #expect(run.step(1).skipped?.contains("no-such-command-here") == true)
    #expect(!run.step(1).isPassedOver)
    #expect(run.result.misses.isEmpty)
    #expect(run.result.outcomes.map(\.verdict.answer) == [.inconclusive])
  }

  @Test func aNotebookWhoseCommandIsMissingIsBlocked() throws {
    let run = try ConductedNotebook(
      """
      ```console
      $ echo never
      never
      ```
      """, frontMatter: "needs: [no-such-command-here]")
    #expect(run.result.status == .blocked)
    #expect(run.result.reason?.contains("no-such-command-here") == true)
    #expect(run.evidence.run.status == .blocked)
    #expect(run.evidence.attempts.isEmpty)
    #expect(run.evidence.steps.first?.skipped != nil)
  }

  @Test func aStepThatIsTooSlowIsStoppedAndTheNextOneRuns() throws {
    let run = try ConductedNotebook(
      """
      ```console {#slow}
      $ echo begun; sleep 100
      begun
      [any]
      ```

      ```console {#slower timeout=400ms}
      $ sleep 100
      [any]
      ```

      ```console
      $ echo on
      on
      ```

      ```claims
      slow times out
      slower times out
      slow fails
      slow prints "begun"
      ```
      """, frontMatter: "step-timeout: 200ms")
    #expect(run.ending(1) == .timedOut)
    #expect(run.ending(2) == .timedOut)
    #expect(run.output(1).hasPrefix("begun\n"))
    #expect(run.step(3).miss == nil && run.step(3).attempts == 1)
    #expect(run.result.outcomes.allSatisfy { $0.verdict.answer == .holds })
    func took(_ step: Int) -> Int64 {
      run.evidence.attempts.first { $0.step == step }.flatMap { row in
        row.exit.map { $0 - row.start }
      } ?? 0
    }
    #expect((200_000_000..<400_000_000).contains(took(1)))
    #expect((400_000_000..<1_000_000_000).contains(took(2)))
  }

  @Test func aNotebookThatIsTooSlowRunsNoFurtherStep() throws {
    let run = try ConductedNotebook(
      """
      ```console {xfail="it takes too long"}
      $ sleep 100
      $ true
      ```

      ```console
      $ echo never
      never
      ```
      """, frontMatter: "timeout: 500ms")
    #expect(run.ending(1) == .timedOut)
    for step in [2, 3] {
      #expect(run.step(step).attempts == 0)
      #expect(run.step(step).skipped == "the notebook's time of 500ms was over")
    }
    #expect(run.result.misses.isEmpty)
    #expect(run.result.duration < 4_000_000_000)
  }
}
