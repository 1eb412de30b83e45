import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct HistoryReportTests {
  private let report = HistoryReport(style: TextStyle(width: 90))

  @Test func oneClaimIsToldByKernelAndMachine() throws {
    let runs = HistorySample.runs([.holds, .refuted, .holds, nil, .holds]) { index, run in
      if index == 3 {
        run.status = .blocked
        run.reason = "nc is missing"
      }
      if index == 4 { run.place.kernelRelease = "6.12.0" }
    }
    let history = try #require(ClaimHistory.all(of: runs).first)
    #expect(
      report.lines(history).joined(separator: "\n") == """
        lo is up
        3 holds, 1 refuted, 1 not judged
        held     first 2025-10-09 08:53:20 UTC (run 1), last 2025-10-13 08:53:20 UTC (run 5)
        refuted  first 2025-10-10 08:53:20 UTC (run 2), last 2025-10-10 08:53:20 UTC (run 2)
        flaky: 2 of 2 pairs changed (100 %, 95 % interval 34 to 100 %), 2 of them between holds
        and refuted

        kernel 6.12.0, namespaces, on atlas (x86_64)
          ✓  1 run, newest last
          run 5, 2025-10-13 08:53:20 UTC: ✓ holds
            because holds

        kernel 6.18.0, namespaces, on atlas (x86_64)
          ✓✗✓.  4 runs, newest last
          run 4, 2025-10-12 08:53:20 UTC: . blocked
            nc is missing
          run 3, 2025-10-11 08:53:20 UTC: ✓ holds
            because holds
          run 2, 2025-10-10 08:53:20 UTC: ✗ refuted
            because refuted
          run 1, 2025-10-09 08:53:20 UTC: ✓ holds
            because holds

        a claim is flaky where its answer differs between two runs that follow each other with the
        same notebook (SHA-256), parameters, kernel and machine, and that both ran to their end;
        the rate is such changes of all such pairs
        """)
  }

  @Test func allClaimsAreTwoLinesEach() throws {
    let runs = HistorySample.runs([.holds, .refuted, .refuted]) { _, run in
      run.claims.append(
        HistorySample.claim(.refuted, number: 2, identity: "x", text: "x\u{1b}", isPublished: true))
    }
    #expect(
      report.overview(ClaimHistory.all(of: runs)).prefix(5).joined(separator: "\n") == """
          1  lo is up
             ✓✗✗  1 holds, 2 refuted  flaky 1/2
          2  x\\x1b (published elsewhere, not counted)
             ✗✗✗  3 refuted

        """)
    #expect(report.overview([]) == ["no claim has been judged"])
  }

  @Test func aClaimKeepsItsHistoryByItsIdentity() throws {
    let runs = HistorySample.runs([.holds, .refuted]) { index, run in
      if index == 1 { run.claims[0].text = "lo: lo is up now" }
    }
    let histories = ClaimHistory.all(of: runs)
    #expect(histories.count == 1)
    #expect(histories[0].newest.text == "lo: lo is up now")
    #expect(histories[0].first(.holds)?.run.number == 1)
    #expect(histories[0].last(.refuted)?.run.number == 2)
  }

  @Test func whatWasExpectedToFailSaysSo() throws {
    let runs = HistorySample.runs([.refuted, .holds]) { _, run in
      run.claims[0].expectedFailure = "a bug"
    }
    let history = try #require(ClaimHistory.all(of: runs).first)
    #expect(history.cells.map(\.word) == ["holds, not as expected", "refuted, as expected"])
  }

  @Test func ofAThingSaidTwiceTheWorseCounts() throws {
    let runs = HistorySample.runs([.holds]) { _, run in
      run.claims.append(HistorySample.claim(.refuted, number: 2))
      run.claims.append(HistorySample.claim(.holds, number: 3, isPublished: true))
    }
    let histories = ClaimHistory.all(of: runs)
    #expect(histories.map { $0.cells[0].claim?.number } == [2, 3])
  }

  @Test func buildsOfOneReleaseAreToldApart() {
    var other = HistorySample.place
    other.kernelVersion = "#2 debug"
    let names = RunPlace.names([HistorySample.place, other])
    #expect(names[other] == "kernel 6.18.0, namespaces, on atlas (x86_64), #2 debug")
  }

  @Test func jsonHasEveryCell() throws {
    let histories = ClaimHistory.all(of: HistorySample.runs([.holds, .refuted]))
    let text = JSONWriter.text { writer in
      writer.object {
        $0.history(
          NotebookName(path: "a.md", title: "A"), histories, runs: 2, hasOlder: false, cells: 1)
      }
    }
    #expect(text.contains("\"changes\": 1, \"pairs\": 1, \"reversals\": 1, \"share\": 1.0000"))
    #expect(text.contains("\"first_held\": \"run-1\""))
    #expect(text.contains("\"run\": \"run-2\"") && !text.contains("\"run\": \"run-1\""))
  }

  @Test func aNotebookIsFoundByItsPathOrAPartOfIt() {
    let names = ["a/lo.md", "a/lo.md.old", "b.md"].map { NotebookName(path: $0, title: "T " + $0) }
    func choice(_ text: String) -> [String] {
      switch NotebookChoice(text, among: names) {
      case .found(let name): [name.path]
      case .several(let names): names.map(\.path)
      case .none: []
      }
    }
    #expect(choice("a/lo.md") == ["a/lo.md"])
    #expect(choice("LO") == ["a/lo.md", "a/lo.md.old"])
    #expect(choice("t b") == ["b.md"])
    #expect(choice("") == [] && choice("c") == [])
  }
}
