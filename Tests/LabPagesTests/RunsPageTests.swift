import LabEvidence
import LabModel
import LabPages
import Testing

@Suite struct RunsPageTests {
  private let fixture: PageFixture
  private let store: Store

  init() throws {
    fixture = try PageFixture()
    store = try Store.open(path: fixture.path)
  }

  /// A run with one step, and what came of it.
  @discardableResult
  private func add(
    _ second: Int64, text: String = "plain", output: [UInt8] = Array("needle\n".utf8),
    status: RunRow.Status = .finished, kernel: String = "6.18.0"
  ) throws -> Journal {
    var plan = Plan(path: "\(text).md", title: text, source: Array("x".utf8))
    plan.parameters = [text: text]
    let position = SourcePosition(line: 1, column: 1)
    var block = Block(number: 1, kind: .transcript, id: nil, position: position)
    block.steps = [
      Step(
        number: 1, block: 1, indexInBlock: 1, host: "lab", command: "echo \(text)",
        expectation: Expectation(), position: position, expectedLines: 1..<1)
    ]
    plan.blocks = [block]
    var provenance = Provenance(
      kernel: KernelRecord(release: kernel, version: text, machine: text), hostname: text,
      processors: 1)
    provenance.kernelLabel = text == "plain" ? nil : text
    let journal = try Journal.begin(
      plan, in: store, backend: "namespaces", provenance: provenance, labbook: text)
    let time = EventTime(monotonic: second * 1_000_000_000, wall: second * 1_000_000_000)
    try journal.write(
      Event(
        time: time,
        body: .ready(
          SandboxRecord(
            identifiers: "range", limits: [], kernelRelease: kernel, kernelVersion: "1",
            machine: "m", shell: "/bin/sh", notes: []))))
    try journal.write(
      Event(time: time, body: .stepStarted(StepStart(step: 1, attempt: 1, host: 0))))
    try journal.write(
      Event(
        time: time,
        body: .output(OutputChunk(step: 1, attempt: 1, stream: .stdout, bytes: output))))
    journal.recordOutcome(step: 1, attempt: 1, met: false, miss: "x")
    try journal.finish(status, reason: status == .finished ? nil : text)
    try VerdictStore(store).record(
      [ClaimVerdict(number: 1, identity: "c", text: "c", line: 1, verdict: Verdict(.refuted, "r"))],
      ofRun: journal.run, at: 1)
    return journal
  }

  private func answer(
    _ query: String, form: PageAddress.Form = .page, links: Links = .served
  ) throws -> (status: Int, text: String) {
    let site = Site(try fixture.store())
    let answer = site.answer(
      PageAddress(.runs, PageQuery(encoded: query), form: form), links: links)
    return (answer.status, String(decoding: answer.body, as: UTF8.self))
  }

  private func count(_ part: String, in text: String) -> Int {
    text.ranges(of: part).count
  }

  @Test func aRunHasItsRowWithSignsAndWords() throws {
    let older = try add(1)
    let newer = try add(86_401, status: .crashed)
    let page = try answer("").text
    #expect(page.contains("<a href=\"/run/\(newer.id)\">plain</a>"))
    #expect(page.contains("<a href=\"/compare/\(older.id)/\(newer.id)\">"))
    #expect(page.contains("<span aria-hidden=\"true\">✗</span> crashed"))
    #expect(
      page.contains("<span aria-hidden=\"true\">✗</span> 1<span class=\"hidden-text\"> refuted"))
    #expect(page.contains("<time datetime=\"1970-01-02T00:00:01.000000000Z\">1970-01-02 00:00:01<"))
    #expect(count("<tr data-row>", in: page) == 2)
    #expect(count("compare with the run before", in: page) == 1)
  }

  @Test func theAddressHasTheFilterAndTheFormKeepsIt() throws {
    try add(1, kernel: "6.1.5")
    try add(2, status: .crashed, kernel: "6.1.5")
    try add(3, status: .blocked)
    let page = try answer("status=crashed&status=blocked&kernel=6.1").text
    #expect(count("<tr data-row>", in: page) == 1)
    #expect(page.contains("value=\"crashed\" checked"))
    #expect(page.contains("value=\"blocked\" checked"))
    #expect(!page.contains("value=\"finished\" checked"))
    #expect(page.contains("name=\"kernel\" value=\"6.1\""))
    #expect(page.contains("<details open>"))
    #expect(try answer("status=finished&answer=holds").text.contains("There are no such runs"))
    // Every field has its label.
    let ids = page.split(separator: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    for id in ids where page.contains("<input") && page.contains("\" id=\"\(id)\" name=") {
      #expect(page.contains("<label for=\"\(id)\">"), "no label for \(id)")
    }
  }

  @Test(arguments: [
    "status=done", "answer=maybe", "since=now", "since=2026-01-01&since=2026-01-02", "param=x",
  ])
  func whatCannotBeAskedIsAMistake(query: String) throws {
    let (status, text) = try answer(query)
    #expect(status == 400)
    #expect(text.contains("wants") || text.contains("can be given once"))
  }

  @Test func anUnknownRunAfterWhichToGoOnIsMissing() throws {
    #expect(try answer("after=0199").status == 404)
  }

  @Test func pagesAreLinkedAndKeepTheFilter() throws {
    for second in 1...53 { try add(Int64(second)) }
    let first = try answer("status=finished").text
    #expect(count("<tr data-row>", in: first) == 50)
    let link = try #require(first.firstMatch(of: /<a href="\/\?([^"]*)" rel="next">/)?.1)
    #expect(link.contains("status=finished") && link.contains("after="))
    let second = try answer(String(link.replacing("&amp;", with: "&"))).text
    #expect(count("<tr data-row>", in: second) == 3)
    #expect(second.contains("Newest runs") && !second.contains("rel=\"next\""))
  }

  @Test func aSearchShowsTheLinesAndLinksToThem() throws {
    let journal = try add(1, output: Array("one\na needle here\n".utf8))
    try store.indexSteps()
    let page = try answer("q=needle").text
    #expect(page.contains("<a href=\"/run/\(journal.id)#output-1-1-2\">step 1, line 2</a>"))
    #expect(page.contains("a <mark>needle</mark> here"))
    let twin = try answer("q=needle", form: .json).text
    #expect(twin.contains("\"matches\": [") && twin.contains("\"line\": 2"))
    #expect(try answer("q=echo").text.contains("/run/\(journal.id)#step-1\">step 1, command</a>"))
  }

  @Test func nothingOfARunIsMarkup() throws {
    let hostile = "<script>alert(1)</script>\"'&\u{1b}[2J\u{202e}\u{0}x"
    try add(
      1, text: hostile, output: Array(hostile.utf8) + [0xff, 0x0a], status: .blocked,
      kernel: hostile)
    try add(2, text: hostile, kernel: hostile)
    try store.indexSteps()
    let encoded = PageQuery(
      ["notebook", "kernel", "machine"].map { .init($0, hostile) }
        + [.init("param", "\(hostile)=\(hostile)"), .init("q", "alert \(hostile)")]
    ).encoded
    for query in ["", "q=alert", encoded, "after=" + hostile, "status=" + hostile] {
      let text = try answer(query).text
      #expect(!text.contains("<script>alert"))
      #expect(!text.contains("\u{1b}") && !text.contains("\u{202e}") && !text.contains("\u{0}"))
      #expect(!text.contains("alert(1)</script>\""))
    }
    #expect(
      try answer("").text.contains(
        "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\x1b[2J\\u{202e}"))
    #expect(try answer("q=alert").text.contains("<mark>alert</mark>"))
    let json = try answer("q=alert", form: .json).text
    #expect(!json.contains("\u{1b}") && !json.contains("\u{0}"))
  }

  @Test func aFolderHasNoFormAndOnlyTheLinksThatItCanHave() throws {
    try add(1)
    let links = Links(hasForms: false) { _ in nil }
    let page = try answer("", links: links).text
    #expect(!page.contains("<form class") && !page.contains("href=\"/run/"))
    #expect(page.contains("plain"))
  }
}
