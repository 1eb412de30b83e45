import LabEvidence
import LabModel
import LabPages
import Testing

@Suite struct HistoryPageTests {
  private let fixture: PageFixture
  private let sample: ViewSample

  init() throws {
    fixture = try PageFixture()
    sample = try ViewSample(fixture)
  }

  private func site() throws -> Site { Site(try fixture.store()) }

  @Test func aClaimHasACellForEachRunThatLeadsToIt() throws {
    var ids: [String] = []
    for (days, answer) in [Verdict.Answer.holds, .refuted, .holds].enumerated() {
      ids.append(
        try sample.add(
          .init(days: Int64(days)),
          claims: [
            ViewSample.claim("other", .holds), ViewSample.claim("lo is up", answer, number: 2),
          ]
        ).id)
    }
    let (status, text) = try site().text("/history?notebook=experiments%2Flo.md&claim=lo%20is%20up")
    #expect(status == 200)
    let cells = ids.map { "href=\"/run/\($0)#claim-2\" title=\"" }
    for cell in cells { #expect(text.contains(cell)) }
    // The newest is the last cell.
    let places = cells.compactMap { text.firstRange(of: $0)?.lowerBound }
    #expect(places == places.sorted())
    #expect(text.contains("2 holds, 1 refuted"))
    #expect(text.contains("flaky: 2 of 2 pairs changed"))
    #expect(text.contains("kernel 6.18.0, namespaces, on atlas (x86_64)"))
    #expect(text.contains("<span class=\"verdict refuted\">✗ refuted</span>"))
  }

  @Test func allClaimsAreRowsByKernelAndMachine() throws {
    for (days, release) in ["6.18.0", "6.12.0"].enumerated() {
      try sample.add(
        .init(release: release, days: Int64(days)),
        claims: [
          ViewSample.claim("lo is up", .holds),
          ViewSample.claim("lo is up", .refuted, number: 2, isPublished: true),
        ])
    }
    let (status, text) = try site().text("/history?notebook=experiments%2Flo.md")
    #expect(status == 200)
    #expect(text.components(separatedBy: "<tr data-row>").count == 5)
    #expect(text.contains("kernel 6.12.0") && text.contains("kernel 6.18.0"))
    #expect(text.contains("<span class=\"tag\">published</span>"))
    #expect(text.contains("href=\"/history?notebook=experiments%2Flo.md&amp;claim=lo%20is%20up\""))
  }

  @Test func olderRunsAreOnAPageOfTheirOwn() throws {
    var ids: [String] = []
    for days in 0..<33 {
      ids.append(
        try sample.add(.init(days: Int64(days)), claims: [ViewSample.claim("c", .holds)]).id)
    }
    let (_, first) = try site().text("/history?notebook=experiments%2Flo.md")
    #expect(first.contains("/run/\(ids[3])#") && !first.contains("/run/\(ids[2])#"))
    #expect(first.contains("before=\(ids[3])\">Older runs</a>"))
    let (_, second) = try site().text("/history?notebook=experiments%2Flo.md&before=\(ids[3])")
    #expect(second.contains("/run/\(ids[2])#") && !second.contains("/run/\(ids[3])#"))
    #expect(!second.contains("Older runs"))
    #expect(try site().text("/history?notebook=experiments%2Flo.md&before=x").status == 404)
  }

  @Test func controlRunsAreLeftOutUnlessAskedFor() throws {
    let original = try sample.add(claims: [ViewSample.claim("c", .holds)])
    let control = try sample.add(
      .init(original: original.number, days: 1), claims: [ViewSample.claim("c", .refuted)])
    let target = "/history?notebook=experiments%2Flo.md&claim=c"
    #expect(try !site().text(target).text.contains(control.id))
    let (_, text) = try site().text(target + "&controls=1")
    #expect(text.contains(control.id) && text.contains("<span class=\"tag\">control</span>"))
  }

  @Test func withoutANotebookAllAreListed() throws {
    for path in ["a.md", "b.md", "a.md"] { try sample.add(.init(path: path)) }
    let (status, text) = try site().text("/history")
    #expect(status == 200)
    #expect(text.components(separatedBy: "<tr data-row>").count == 3)
    #expect(text.contains("href=\"/history?notebook=b.md\""))
    #expect(try site().text("/history.json?after=a.md").text.contains("\"path\": \"b.md\""))
    #expect(try site().text("/history?notebook=c.md").status == 404)
    #expect(try site().text("/history?notebook=a.md&claim=c").status == 404)
  }

  @Test func nothingComesOutRaw() throws {
    let hostile = ViewSample.hostile
    try sample.add(
      .init(
        path: hostile, title: hostile, release: hostile, version: hostile, label: hostile,
        backend: hostile, hostname: hostile, parameters: [hostile: hostile], status: .crashed,
        reason: hostile),
      claims: [
        ViewSample.claim(
          hostile, .refuted, identity: hostile + "2", reason: hostile, expectedFailure: hostile)
      ])
    // Without a claim the run's own reason is shown.
    try sample.add(.init(path: hostile, title: hostile, days: 1, status: .crashed, reason: hostile))
    let notebook = PageQuery([.init("notebook", hostile)])
    let claim = PageQuery([.init("notebook", hostile), .init("claim", hostile + "2")])
    for query in [PageQuery(), notebook, claim] {
      for address in [PageAddress(.history, query), PageAddress(.history, query).twin] {
        let answer = try site().answer(address)
        #expect(answer.status == 200)
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.contains("alert(1)"))
        if address.form == .page { #expect(!isRaw(text), "\(address.target)") }
        #expect(!text.unicodeScalars.contains("\u{1b}"))
      }
    }
  }
}

extension StringProtocol {
  fileprivate func components(separatedBy separator: String) -> [Substring] {
    var parts: [Substring] = []
    var rest = Substring(self)
    while let range = rest.firstRange(of: separator) {
      parts.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return parts + [rest]
  }
}
