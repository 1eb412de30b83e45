import LabModel
import Testing

/// Claims that are wrong, or about nothing, over an experiment that really ran.
@Suite struct WrongClaimTests {
  private static func run(_ claims: String) throws -> ConductedNotebook {
    try ConductedNotebook(
      """
      ```console {#serve}
      $ printf 'HTTP/1.0 200 OK\\r\\n\\r\\nBAM!\\n' | nc -l -N 8900 > /dev/null &
      ```

      ```console {#first-try .any}
      $ curl -sS 127.0.0.1:8900
      [7]
      ```

      ```console {#raise}
      $ ip link set dev lo up
      ```

      ```console
      $ curl -sS 127.0.0.1:8900
      BAM!
      ```

      ```console {#elsewhere when="kernel < 2.6"}
      $ wget -q 127.0.0.1:8900
      ```

      ```claims
      \(claims)
      ```
      """, frontMatter: "ipv6: false\nneeds: [ip, nc, curl]")
  }

  @Test func aWrongClaimIsRefutedWithAttemptTimeAndEvidence() throws {
    let run = try Self.run("curl succeeds before lo is up\ncurl fails until lo is up")
    #expect(run.result.misses.isEmpty)
    let verdict = try run.verdict("curl succeeds before lo is up")
    #expect(verdict.answer == .refuted)
    let attempt = try #require(run.evidence.attempts.first { $0.step == 2 })
    #expect(verdict.evidence.first == EvidenceReference(.attempt, attempt.number))
    #expect(verdict.reason.contains("step 2"))
    #expect(verdict.reason.contains("7"))
    #expect(verdict.reason.contains(" s"), "no time in: \(verdict.reason)")
    #expect(try run.verdict("curl fails until lo is up").answer == .holds)
  }

  @Test func wrongClaimsOfEveryKindAreRefutedWithEvidence() throws {
    let claims = [
      "curl fails until serve", "no packets after lo is up", "some packets before lo is up",
      "exactly 2 packets matching `tcp dst port 8900 and tcp[tcpflags] = tcp-syn`",
      "lo is up before raise", "lo has no address 127.0.0.1/8 after raise",
      "port tcp/8900 is not listening before raise", "curl exits 0", "curl prints nothing",
      "route 127.0.0.0/8 dev lo table local is not present after raise",
      "counter IpExtInNoRoutes rises by exactly 5",
    ]
    let run = try Self.run(claims.joined(separator: "\n"))
    for claim in claims {
      let verdict = try run.verdict(claim)
      #expect(verdict.answer == .refuted, "\(claim): \(verdict.answer), \(verdict.reason)")
      #expect(!verdict.reason.isEmpty)
    }
  }

  @Test func claimsAboutNothingAreInconclusive() throws {
    let claims = [
      "curl fails before serve", "curl succeeds after `curl`",
      "serve prints \"GET\" after packet matching `icmp`", "no packets until eth0 is up",
      "no packets before packet matching `udp`",
    ]
    let run = try Self.run(claims.joined(separator: "\n"))
    for claim in claims {
      let verdict = try run.verdict(claim)
      #expect(verdict.answer == .inconclusive, "\(claim): \(verdict.answer), \(verdict.reason)")
      #expect(!verdict.reason.isEmpty)
    }
  }

  @Test func aClaimAboutAStepThatNeverRanIsNotTrue() throws {
    let run = try ConductedNotebook(
      """
      ```console {.required}
      $ false
      ```

      ```console {#never}
      $ echo hi
      hi
      ```

      ```claims
      never succeeds
      never does not print "x"
      no packets during never
      lo is down after never
      ```
      """)
    for outcome in run.result.outcomes {
      #expect(outcome.verdict.answer == .inconclusive, "\(outcome.claim.text)")
    }
  }
}
