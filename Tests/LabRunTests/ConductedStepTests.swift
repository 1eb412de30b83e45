import LabEvidence
import LabModel
import LabRun
import Testing

/// What steps find, print and leave behind, each in a real sandbox.
@Suite struct ConductedStepTests {
  @Test func namedGroupsBecomeVariablesAndExpectations() throws {
    let run = try ConductedNotebook(
      """
      ```console
      $ echo "listening on port $((8800 + 100))"
      listening on port (?<port>\\d+) (re)
      $ echo "$port"; printenv port
      8900
      ${port}
      $ echo "port ${port}!"
      port ${port}? (re)
      [any]
      ```
      """)
    #expect(run.output(2) == "8900\n8900\n")
    #expect(run.result.misses.map(\.step.number) == [3])
  }

  @Test func filesAreThereWithTheirModesAndFeedSteps() throws {
    let run = try ConductedNotebook(
      """
      ```sh {file=bin/tool mode=750}
      #!/bin/sh
      echo "tool: $1"
      ```

      ```text {file=/etc/labbook-test/list}
      b
      a
      ```

      ```console
      $ stat -c %a bin/tool /etc/labbook-test/list
      750
      644
      $ bin/tool x
      tool: x
      ```

      ```console {stdin=/etc/labbook-test/list}
      $ sort
      a
      b
      $ head -n 1
      b
      ```

      ```console {#gone stdin=nowhere}
      $ cat
      ...
      [1]
      ```
      """)
    #expect(run.troubles == [])
    #expect(run.output(5).contains("No such file"))
  }

  @Test func mergedOutputHasItsExactOrder() throws {
    let run = try ConductedNotebook(
      """
      ```console {.merge}
      $ for i in 1 2 3; do echo "out $i"; echo "err $i" >&2; done
      out 1
      err 1
      out 2
      err 2
      out 3
      err 3
      ```

      ```console {.merge}
      $ echo out; echo err >&2
      err
      out
      ```
      """)
    #expect(run.result.misses.map(\.step.number) == [2])
    #expect(Set(run.evidence.outputs.map(\.stream)) == [.merged])
  }

  @Test func aHostThatIsNotThereMakesTheStepMiss() throws {
    let run = try ConductedNotebook(
      """
      ```console
      ns1$ echo early
      early
      ```

      ```console
      $ ip netns add ns1
      ns1$ echo here
      here
      $ ip netns del ns1
      ns1$ echo late
      late
      ```
      """, frontMatter: "netns: [ns1]")
    #expect(run.result.misses.map(\.step.number) == [1, 5])
    #expect(run.ending(1) == .hostMissing && run.ending(5) == .hostMissing)
    #expect(run.step(3).miss == nil)
  }

  @Test func aStepThatKillsItsShellLeavesAFreshOne() throws {
    let run = try ConductedNotebook(
      """
      ```console {#dies}
      $ x=kept; echo last words; kill -9 $$
      last words
      [137]
      ```

      ```console
      $ echo "${x-fresh}"
      fresh
      ```

      ```claims
      dies is killed by SIGKILL
      ```
      """)
    #expect(run.troubles == [])
    #expect(run.ending(1) == .shellEnded)
  }

  @Test func outputOfAServerIsItsOwnStepsWhenEverItComes() throws {
    let run = try ConductedNotebook(
      """
      ```console {#server}
      $ mkfifo go; (read word < go; echo "got $word") &
      ```

      ```console {#client}
      $ echo hello > go
      ```

      ```claims
      server prints "got hello" during client
      server does not print "got" before client
      client prints nothing
      ```
      """)
    #expect(run.troubles == [])
    #expect(run.output(1) == "")
  }

  @Test func hostileBytesAreStoredAsTheyAre() throws {
    let run = try ConductedNotebook(
      """
      ```console {.any}
      $ printf 'a\\000b\\377\\033[2J\\303\\n'
      ```
      """)
    let stored = run.evidence.outputs.flatMap(\.bytes)
    #expect(stored == Array("a\0b".utf8) + [0xff, 0x1b] + Array("[2J".utf8) + [0xc3, 0x0a])
  }

  @Test func whateverAStepDoesToItsShellTheNextOneRuns() throws {
    let steps = [
      "kill -9 -1", "set -e; false", "set -u; echo $nope", "exec > /dev/null; echo lost",
      "exec 0<&- 1>&- 2>&-", "for n in $(ls /proc/$$/fd); do eval \"exec $n>&-\"; done",
      "if then fi (", "echo 'unclosed", "cat <<END", "trap '' TERM INT HUP; suspend", "logout",
      "break; continue; return", "exec sleep 0", "cd /; mkdir d; cd d; rmdir /d",
      "ulimit -v 20000; ulimit -n 5", "rm -rf /run/labbook /tmp /var/tmp 2>&1",
      "kill -9 1; reboot -f; echo b > /proc/sysrq-trigger", "PATH=/nowhere; readonly PATH",
    ]
    let body = steps.enumerated().map { index, step in
      """
      ```sh {exit=any}
      \(step)
      ```

      ```console
      $ echo "alive after \(index)"
      alive after \(index)
      far$ echo "far too"
      far too
      ```
      """
    }
    let run = try ConductedNotebook(body.joined(separator: "\n\n"), frontMatter: "hosts: [far]")
    #expect(run.troubles == [])
    #expect(run.result.steps.allSatisfy { $0.attempts == 1 })
    #expect(run.result.steps.allSatisfy { $0.output?.ending != .timedOut })
  }
}
