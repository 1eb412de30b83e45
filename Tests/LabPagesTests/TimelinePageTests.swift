import LabEvidence
import LabModel
import LabPages
import Testing

@Suite struct TimelinePageTests {
  let fixture: PageFixture

  init() throws { fixture = try PageFixture() }

  private func answer(
    _ query: PageQuery = PageQuery(), json: Bool = false,
    _ record: (Store) throws -> RecordedRun = { try .sample(in: $0) }
  ) throws -> (status: Int, text: String, id: String) {
    let store = try Store.open(path: fixture.path)
    let run = try record(store)
    try store.close()
    let answer = Site(try fixture.store()).answer(
      PageAddress(.timeline(run.id), query, form: json ? .json : .page))
    return (answer.status, String(decoding: answer.body, as: UTF8.self), run.id)
  }

  @Test func everythingStandsOnOneAxis() throws {
    let (status, text, id) = try answer()
    #expect(status == 200)
    #expect(text.contains("class=\"mark-step missed\""))
    #expect(text.contains("class=\"mark-output stderr\""))
    #expect(text.contains("class=\"mark-packet leaving\""))
    #expect(text.contains("class=\"word\""))
    #expect(text.contains(">lo is up</text>"))
    #expect(text.contains("<a href=\"/run/\(id)/packet/1\">"))
    #expect(text.contains("UDP"))
    #expect(text.contains("exited 7, ✓ met"))
  }

  @Test func aStretchOfTimeShowsOnlyWhatIsInIt() throws {
    let query = PageQuery([.init("from", "2900000"), .init("to", "4200000")])
    let (status, text, _) = try answer(query)
    #expect(status == 200)
    #expect(text.contains("From +0.002900 s to +0.004200 s"))
    #expect(text.contains("$ ip link set dev lo up"))
    #expect(!text.contains("BAM!"))
    #expect(text.contains(">Whole run</a>"))
    #expect(text.contains(">Later</a>"))
  }

  @Test(arguments: [
    [PageQuery.Item("from", "x")], [.init("to", "1e9")], [.init("from", "5"), .init("to", "5")],
    [.init("from", "9223372036854775807")], [.init("to", "-9223372036854775808")],
  ])
  func aStretchThatIsNoneIsAMistake(items: [PageQuery.Item]) throws {
    let (status, text, _) = try answer(PageQuery(items))
    #expect(status == 400)
    #expect(text.contains("ns since the run&#39;s start"))
  }

  /// Nothing that a run can have any number of is shown, or read, one by one.
  @Test func aLongRunIsShownByHowMuchThereIs() throws {
    let (status, text, _) = try answer { store in
      let run = try RecordedRun(RecordedRun.sampleText, in: store)
      try run.loopback(at: 1000, up: true, isInitial: true)
      try run.packets(70_000, at: 1_000_000)
      for place in 0..<3000 {
        try run.write(
          80_000_000 + Int64(place) * 1000,
          .route(
            ObjectChange(
              host: 1, earliest: RecordedRun.start, old: nil,
              new: Route(
                family: 2, table: 254, destination: "10.0.\(place / 256).\(place % 256)/32",
                type: 1, preferredSource: "", nexthops: [Nexthop(interface: 1)]))))
      }
      try run.step(1, at: 90_000_000)
      try run.journal.finish(.finished)
      return run
    }
    #expect(status == 200)
    #expect(text.contains("Packets are counted from a sample."))
    #expect(text.contains("× packet"))
    #expect(text.contains("× routes"))
    #expect(text.contains("rel=\"next\""))
    #expect(text.utf8.count < 300_000)
  }

  @Test func theNextStretchGoesOnWhereTheTableEnded() throws {
    var (from, seen): (String?, Int) = (nil, 0)
    let store = try Store.open(path: fixture.path)
    let run = try RecordedRun(RecordedRun.sampleText, in: store)
    try run.loopback(at: 1000, up: true, isInitial: true)
    try run.packets(1000, at: 1_000_000)
    try run.journal.finish(.finished)
    try store.close()
    let site = Site(try fixture.store())
    for _ in 0..<20 {
      let query =
        from.map { PageQuery([.init("from", $0), .init("to", "3000000")]) } ?? PageQuery()
      let answer = site.answer(PageAddress(.timeline(run.id), query, form: .json))
      let text = String(decoding: answer.body, as: UTF8.self)
      seen += text.ranges(of: "\"kind\": \"packet\"").count
      let next = text.firstMatch(of: /"next_from_ns": (\d+)/)?.output.1
      guard let next else { break }
      from = String(next)
    }
    #expect(seen == 1000)
  }

  @Test func nothingComesOutRaw() throws {
    let evil = "<script>alert(1)</script>\"'&\u{202e}\u{1b}"
    for json in [false, true] {
      let (status, text, _) = try answer(json: json) { store in
        let source =
          "---\nlabbook: 1\ntitle: '<script>x</script>'\n---\n```sh {#a}\necho '\(evil)'\n```\n"
        let run = try RecordedRun(source, path: evil, in: store)
        try run.write(500, .hostAdded(HostRecord(number: 2, name: evil, origin: .named)))
        try run.loopback(at: 1000, up: false, isInitial: true, name: evil)
        try run.loopback(at: 1_500_000, up: true, name: evil)
        try run.packets(3, at: 1_600_000)
        try run.step(1, at: 1_000_000, output: [(.stdout, Array(evil.utf8) + [0xFF])])
        try run.journal.finish(.finished)
        return run
      }
      #expect(status == 200)
      if json { #expect(!text.contains("\u{1b}")) } else { Injection.expectNone(in: text) }
    }
  }
}
