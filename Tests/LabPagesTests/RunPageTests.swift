import LabEvidence
import LabModel
import LabPages
import Testing

@Suite struct RunPageTests {
  let fixture: PageFixture

  init() throws { fixture = try PageFixture() }

  /// The run's page as text; `run` writes it down.
  private func page(
    _ record: (Store) throws -> RecordedRun, json: Bool = false
  ) throws -> (text: String, run: RecordedRun) {
    let store = try Store.open(path: fixture.path)
    let run = try record(store)
    try store.close()
    let address = PageAddress(.run(run.id), form: json ? .json : .page)
    let answer = Site(try fixture.store()).answer(address)
    #expect(answer.status == 200)
    return (String(decoding: answer.body, as: UTF8.self), run)
  }

  @Test func proseStandsAroundWhatReallyHappened() throws {
    let (text, run) = try page { try .sample(in: $0) }
    #expect(text.contains("<h1>Nothing answers until lo is up</h1>"))
    #expect(text.contains("Prose with <em>emphasis</em>, <code>code</code>"))
    #expect(
      text.contains(
        "<a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener noreferrer\">a link</a>"))
    #expect(text.contains("<h2 id=\"section-first\">First</h2>"))
    #expect(text.contains("id=\"step-1\""))
    #expect(
      text.contains(
        "id=\"output-1-1-1\"><span class=\"mark\">err </span>curl: (7) Failed\n</span>"))
    #expect(text.contains("exited 7 after 0.000 s"))
    #expect(text.contains("<th scope=\"col\">a</th>"))
    #expect(text.contains("/run/\(run.id)/timeline?from="))
  }

  @Test func aMissShowsWhatWasExpected() throws {
    let (text, _) = try page { try .sample(in: $0) }
    #expect(text.contains("class=\"step missed\" id=\"step-3\""))
    #expect(text.contains("class=\"line unexpected\" id=\"output-3-1-1\""))
    #expect(text.contains("<del class=\"line\">- OK\n</del>"))
    #expect(text.contains("<ins class=\"line\">+ BAM!\n</ins>"))
    #expect(text.contains("href=\"#step-3\">✗ step 3 missed</a>"))
  }

  @Test func claimsStandWithReasonAndEvidence() throws {
    let (text, run) = try page { try .sample(in: $0) }
    #expect(text.contains("id=\"claim-1\""))
    #expect(text.contains("<span class=\"verdict holds\">✓ holds</span>"))
    #expect(text.contains("<p class=\"reason\">it exited 7</p>"))
    #expect(text.contains("<a href=\"#step-1\">step 1</a>"))
    #expect(text.contains("<a href=\"#output-1-1-1\">output of step 1, line 1</a>"))
    #expect(text.contains(">lo is up (+0.003 s)</a>"))
    #expect(text.contains("<a href=\"/run/\(run.id)/packet/1\">packet 1</a>"))
    #expect(text.contains("<span class=\"verdict refuted\">✗ refuted</span>"))
    #expect(text.contains("<p class=\"comment\">What is said of it:</p>"))
  }

  @Test func theTwinHasStepsAndClaims() throws {
    let (text, run) = try page({ try .sample(in: $0) }, json: true)
    #expect(text.contains("\"id\": \"\(run.id)\""))
    #expect(text.contains("\"stream\": \"stderr\""))
    #expect(text.contains("\"verdict\": \"refuted\""))
  }

  /// A text that today's reader would refuse, but whose steps it finds.
  @Test func aTextWithMistakesIsStillAnArticle() throws {
    let source = RecordedRun.sampleText.replacing("title:", with: "no-such-key: 1\ntitle:")
    let (text, _) = try page { store in
      let run = try RecordedRun(source, in: store)
      try run.step(1, at: 1_000_000)
      try run.journal.finish(.interrupted, reason: "a <signal>")
      return run
    }
    #expect(text.contains("<h2 id=\"section-first\">First</h2>"))
    #expect(text.contains("<strong>interrupted</strong>: a &lt;signal&gt;"))
    #expect(text.contains("? never started"))
  }

  @Test func aTextWhoseStepsAreOthersIsShownPlain() throws {
    let (text, _) = try page { store in
      var plan = try RecordedRun(RecordedRun.sampleText, in: store).plan
      plan.blocks[0].steps[0].command = "something <else>"
      let run = try RecordedRun(plan: plan, in: store)
      try run.step(1, at: 1_000_000)
      try run.journal.finish(.finished)
      return run
    }
    #expect(text.contains("<pre class=\"plain\">"))
    #expect(text.contains("| 1 | &lt;b&gt;2&lt;/b&gt; |"))
    #expect(text.contains("something &lt;else&gt;"))
    #expect(text.contains("id=\"step-3\""))
  }

  @Test func muchOutputIsCutWithALinkToAllOfIt() throws {
    let (text, run) = try page { store in
      let run = try RecordedRun(RecordedRun.sampleText, in: store)
      let line = Array((String(repeating: "x", count: 63) + "\n").utf8)
      try run.step(
        1, at: 1_000_000,
        output: Array(
          repeating: (.stdout, Array(repeatElement(line, count: 64).joined())), count: 64)
      )
      try run.journal.finish(.finished)
      return run
    }
    #expect(text.contains("id=\"output-1-1-200\""))
    #expect(!text.contains("id=\"output-1-1-201\""))
    #expect(text.contains("<a href=\"/run/\(run.id)/output/1/1\">… 249344 bytes more"))
    #expect(text.utf8.count < 100_000)
  }

  @Test func whatABackgroundProgramPrintsSaysWhenItCame() throws {
    let (text, _) = try page { store in
      let run = try RecordedRun(RecordedRun.sampleText, in: store)
      try run.step(1, at: 1_000_000, output: [(.stdout, Array("a\n".utf8))])
      try run.step(2, at: 3_000_000)
      try run.write(
        7_000_000,
        .output(OutputChunk(step: 1, attempt: 1, stream: .stdout, bytes: Array("b\n".utf8))))
      try run.journal.finish(.finished)
      return run
    }
    #expect(text.contains("id=\"output-1-1-1\">a\n"))
    #expect(
      text.contains("id=\"output-1-1-2\">b<span class=\"remark\">  (came later, at +0.007 s)"))
  }

  @Test func nestingThatNobodyWritesIsFlattened() throws {
    let deep = String(repeating: "> ", count: 20_000) + "deep\n"
    let (text, _) = try page { store in
      let run = try RecordedRun(RecordedRun.sampleText + "\n" + deep, in: store)
      try run.journal.finish(.finished)
      return run
    }
    #expect(text.contains("deep"))
    #expect(text.ranges(of: "<blockquote>").count < 100)
  }

  /// Everything of foreign origin is hostile: markup, quotes, escapes, direction marks, stray bytes.
  @Test func nothingComesOutRaw() throws {
    let evil = "<script>alert(1)</script>\"'&\u{202e}"
    let (text, _) = try page { store in
      let source = """
        ---
        labbook: 1
        title: '<script>alert(2)</script>"\u{202e}'
        # \(evil)
        ---

        # \(evil)

        <script>alert(3)</script>

        A <img src="x" onerror="alert(4)"> and ![\(evil)](https://example.org/x.png)
        and [js](javascript:alert(5)) and [data](data:text/html,x) and <b onclick="x">b</b>.

        [quoted](https://example.org/"onmouseover="alert(6))

        - [ ] task \(evil)

        | \(evil) |
        | --- |
        | \(evil) |

        ```console {#a \(evil)}
        $ echo '\(evil)'
        \(evil)
        ```

        ```html
        \(evil)
        ```

        ```claims
        # \(evil)
        echo prints "\(evil)"
        ```

        """
      let run = try RecordedRun(
        source, path: "\(evil).md", in: store, hostname: evil, notes: [evil])
      try run.loopback(at: 1000, up: false, isInitial: true, name: evil)
      try run.loopback(at: 1_500_000, up: true, name: evil)
      try run.packets(2, at: 1_600_000)
      try run.step(
        1, at: 1_000_000,
        output: [
          (.stdout, Array("\(evil)\u{1b}]0;x\u{7}\n".utf8) + [0xFF, 0xFE, 0x0A]),
          (.stderr, Array(evil.utf8)),
        ], met: false, miss: "\(evil)\n- \(evil)\n+ \(evil)")
      try run.journal.finish(.interrupted, reason: evil)
      let number = try store.resolveRun(run.id)
      try VerdictStore(store).record(
        [
          ClaimVerdict(
            number: 1, identity: evil, text: evil, line: 1, isPublished: true,
            expectedFailure: evil,
            verdict: Verdict(
              .inconclusive, evil,
              evidence: [EvidenceReference(.link, 2), EvidenceReference(.output, 1)]))
        ], ofRun: number, at: RecordedRun.startWall)
      try PacketTranscriptStore(store).record(
        [
          PacketTranscriptOutcome(
            number: 1, line: 1, place: evil, filter: evil, during: evil, expectedFailure: evil,
            answer: .missed, reason: evil,
            difference: [DifferenceLine(.missing, evil), DifferenceLine(.extra, evil)])
        ], ofRun: number, at: RecordedRun.startWall)
      return run
    }
    Injection.expectNone(in: text)
    #expect(text.contains("\\x1b]0;x\\x07"))
    #expect(text.contains("\\xff\\xfe"))
    #expect(text.contains("&lt;script&gt;alert(3)&lt;/script&gt;"))
    #expect(!text.contains("<img"))
    #expect(!text.contains("href=\"javascript"))
    // The empty icon is the only one.
    #expect(text.split(separator: "href=\"data").count == 2)
    #expect(text.contains("<link rel=\"icon\" href=\"data:,\">"))
  }
}

/// What must stand in no page, whatever its data are.
enum Injection {
  static func expectNone(in text: String) {
    for raw in ["<script>", "\u{1b}", "\u{7}", "\u{202e}", "onerror=\"", "onclick=\"", "<b onc"] {
      #expect(!text.contains(raw), "\(raw.debugDescription) stands in the page")
    }
    // Every attribute's value ends where we ended it: an event attribute could only stand in a tag.
    for tag in text.matches(of: /<[a-zA-Z][^>]*>/) {
      #expect(tag.output.firstMatch(of: /\son[a-z]+=|\sstyle=/) == nil, "\(tag.output)")
    }
  }
}
