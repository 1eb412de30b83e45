import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct DiffReportTests {
  private func text(_ old: ComparedRun, _ new: ComparedRun, all: Bool = false) throws -> String {
    try DiffReport(style: TextStyle(width: 90), showsAll: all)
      .lines(RunComparison(old, new)).joined(separator: "\n")
  }

  @Test func equalRunsHaveNoDifference() throws {
    let comparison = try RunComparison(ComparedSample.run(), ComparedSample.run())
    #expect(comparison.isEmpty)
    #expect(try text(ComparedSample.run(), ComparedSample.run()).hasSuffix("\nno difference"))
  }

  @Test func answersComeFirstThenTheEvidence() throws {
    var claims = SampleRun.claims
    claims[0].verdict = Verdict(.refuted, "attempt 1 of curl exited 0 at +0.009 s")
    let new = ComparedSample.run(
      kernel: "6.18.50-x", backend: "qemu", mtu: 1400, output: "curl: (8) Weird\n", status: 8,
      claims: claims)
    let text = try text(ComparedSample.run(), new)
    #expect(
      text == """
        Nothing answers until lo is up · experiments/lo.md
        --- run 3 (019a2b3c), kernel 6.18.44, namespaces
        +++ run 3 (019a2b3c), kernel 6.18.50-x, qemu
        same kernel line 6.18, other backend: emulator?

        regression (1)
          ✗ curl fails until lo is up
            - holds: attempt 1 of curl exited 7; the first one after +0.013 s exited 0
            + refuted: attempt 1 of curl exited 0 at +0.009 s

        @@ step 2: $ curl -sS localhost:8900 @@
          ending
          - exits 7
          + exits 8
          stderr
          - curl: (7) Failed to connect
          + curl: (8) Weird

        @@ step 3: $ ip link set dev lo up @@
          network of lab
          + gone: lo has mtu 65536
          + lo has mtu 1400

        1 regression; evidence differs in 2 steps
        """)
  }

  @Test func theSummaryCountsInPluralsAndNamesPlaces() throws {
    let report = DiffReport(style: TextStyle(width: 90))
    var before = SampleRun.claims
    before[2].isPublished = false
    before[2].verdict = Verdict(.holds, "")
    var claims = before
    for index in claims.indices { claims[index].verdict = Verdict(.refuted, "") }
    #expect(
      report.summary(
        try RunComparison(ComparedSample.run(claims: before), ComparedSample.run(claims: claims)))
        == "2 regressions, 1 new failure; no evidence differs")
    let lossy = ComparedSample.run { evidence in
      evidence.counters = [
        CounterRow(
          number: 1, fence: 1, time: SampleRun.at(20),
          change: CounterChange(host: 1, name: "IpOutNoRoutes", old: 0, new: 1))
      ]
    }
    let rest = try RunComparison(ComparedSample.run(), lossy)
    #expect(
      report.summary(rest) == "every answer is the same; evidence differs outside of steps")
  }

  @Test func runsThatBeganTogetherAreToldApart() throws {
    let new = ComparedSample.run(status: 8) { evidence in
      evidence.run.id = "019a2b3c-4d5e-7f60-8123-456789abcdff"
    }
    let text = try text(ComparedSample.run(), new)
    #expect(text.contains("--- run 3 (019a2b3c-4d5e-7f60-8123-456789abcde)"))
    #expect(text.contains("+++ run 3 (019a2b3c-4d5e-7f60-8123-456789abcdf)"))
  }

  @Test func hostileOutputIsShownEscaped() throws {
    let new = ComparedSample.run(output: "\u{1B}[2J\u{202E}evil\r\n")
    let text = try text(ComparedSample.run(), new)
    #expect(text.contains("+ \\x1b[2J\\u{202e}evil\\r"))
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || VisibleText.isVisible($0) })
  }

  @Test func whatARunDidNotComeToIsNoRegression() throws {
    let new = ComparedSample.run(claims: [], change: { $0.run.status = .crashed })
    let comparison = try RunComparison(ComparedSample.run(), new)
    #expect(!comparison.isEmpty)
    let counting = comparison.answers.all.filter(\.counts)
    #expect(counting.isEmpty)
    #expect(comparison.answers.claims.map(\.change) == [.disappeared, .unchanged, .disappeared])
  }

  @Test func aRunThatNeverBeganIsToldInOneLine() throws {
    let blocked = ComparedSample.run(claims: []) { evidence in
      evidence.run.status = .blocked
      evidence.run.number = 4
      evidence.run.reason = "nc is missing"
      evidence.hosts = []
      evidence.attempts = []
      evidence.outputs = []
      evidence.links = []
      evidence.addresses = []
      evidence.routes = []
      evidence.sockets = []
      evidence.counters = []
      evidence.packets = ListedPackets(rows: [])
    }
    #expect(
      try text(ComparedSample.run(), blocked) == """
        Nothing answers until lo is up · experiments/lo.md
        --- run 3 (019a2b3c), kernel 6.18.44, namespaces
        +++ run 4 (019a2b3c), kernel 6.18.44, namespaces, blocked: nc is missing
        same kernel, same backend

        not reached (6)
          ? run 4 was blocked: 4 steps were not run, 2 claims were not decided

        6 not reached; no evidence differs
        """)
    // What the other run missed is listed all the same.
    let back = try RunComparison(blocked, ComparedSample.run())
    #expect(
      back.answers.changed.filter { !back.unreached.answers.contains($0) }.map(\.change)
        == [.newFailure])
  }

  @Test func evidenceOfStepsThatBothRanIsCompared() throws {
    let crashed = ComparedSample.run(output: "other\n", claims: []) { evidence in
      evidence.run.status = .crashed
      evidence.attempts = Array(evidence.attempts.prefix(2))
    }
    let comparison = try RunComparison(ComparedSample.run(), crashed)
    #expect(comparison.evidence.map(\.step) == [2])
    #expect(comparison.unreached.answers.count { $0.kind == .step } == 2)
  }

  @Test func packetsBeyondTheLimitAreNotCompared() throws {
    let comparison = try RunComparison(
      ComparedSample.run(), ComparedSample.run(), mostPackets: 1)
    #expect(comparison.uncomparedPackets == [4])
    #expect(comparison.isEmpty)
  }

  @Test func aListOfSocketsMayComeInAnyOrder() throws {
    let lines = ["head", "tcp 0 0 *:1", "tcp 0 0 *:2", "tail"]
    func run(_ lines: [String]) -> ComparedRun {
      ComparedSample.run(output: lines.joined(separator: "\n") + "\n")
    }
    let swapped = run([lines[0], lines[2], lines[1], lines[3]])
    #expect(try RunComparison(run(lines), swapped).isEmpty)
    #expect(try !RunComparison(run(lines), run([lines[1], lines[0], lines[2], lines[3]])).isEmpty)
    #expect(try !RunComparison(run(["b", "a"]), run(["a", "b"])).isEmpty)
  }

  @Test func warningsOfTheKernelAreCompared() throws {
    func run(_ text: String, level: UInt8, at time: Double = 13) -> ComparedRun {
      ComparedSample.run(backend: "qemu") { evidence in
        evidence.kernelLog = [
          KernelLogRow(
            number: 1, time: SampleRun.at(time),
            line: KernelLogLine(source: .record, stamp: 0, level: level, text: text))
        ]
      }
    }
    let warning = run("WARNING: at 0xffff8880 net/a.c:1", level: 4)
    #expect(try RunComparison(warning, run("WARNING: at 0xffff9990 net/a.c:1", level: 4)).isEmpty)
    #expect(try RunComparison(run("up", level: 6), run("down", level: 6)).isEmpty)
    let comparison = try RunComparison(ComparedSample.run(backend: "uml"), warning)
    // This machine's kernel has no log of the run's own.
    #expect(try RunComparison(ComparedSample.run(), warning).evidence.isEmpty)
    #expect(comparison.evidence.map(\.name) == ["step 3"])
    #expect(
      comparison.evidence[0].sections == [
        .init(
          title: "kernel log", lines: [DifferenceLine(.extra, "WARNING: at HEX net/a.c:1")])
      ])
  }

  @Test func onlyCountersOfWhatWentWrongAreCompared() throws {
    func run(_ name: String, _ value: UInt64) -> ComparedRun {
      ComparedSample.run { evidence in
        evidence.counters = [
          CounterRow(
            number: 1, fence: 1, time: SampleRun.at(20),
            change: CounterChange(host: 1, name: name, old: 0, new: value))
        ]
      }
    }
    #expect(try RunComparison(run("IpInReceives", 3), run("IpInReceives", 4)).isEmpty)
    #expect(try RunComparison(run("IpInReceives", 3), run("TcpActiveOpens", 4)).isEmpty)
    #expect(try RunComparison(run("IpOutNoRoutes", 3), run("IpOutNoRoutes", 4)).isEmpty)
    let comparison = try RunComparison(run("IpInReceives", 3), run("IpOutNoRoutes", 1))
    #expect(comparison.evidence.map(\.name) == ["the whole run"])
    #expect(
      comparison.evidence[0].sections[0].lines
        == [DifferenceLine(.extra, "IpOutNoRoutes is above 0")])
  }
}
