import LabEvidence
import LabModel
import LabPages
import Testing

@Suite struct ComparePageTests {
  private let fixture: PageFixture
  private let sample: ViewSample

  init() throws {
    fixture = try PageFixture()
    sample = try ViewSample(fixture)
  }

  private func site() throws -> Site { Site(try fixture.store()) }

  @Test func onlyWhatDiffersIsShown() throws {
    let old = try sample.add(
      .init(output: Array("same\nold\n".utf8)),
      claims: [ViewSample.claim("lo is up", .holds), ViewSample.claim("b", .holds, number: 2)])
    let new = try sample.add(
      .init(release: "6.12.0", days: 1, output: Array("same\nnew\n".utf8)),
      claims: [
        ViewSample.claim("lo is up", .refuted, reason: "lo was down"),
        ViewSample.claim("b", .holds, number: 2),
      ])
    let (status, text) = try site().text("/compare/\(old.id)/\(new.id)")
    #expect(status == 200)
    #expect(text.contains("<h3 id=\"class-regression\">regression (1)</h3>"))
    #expect(text.contains("<a href=\"/run/\(old.id)#claim-1\">"))
    #expect(text.contains("<a href=\"/run/\(new.id)#claim-1\">"))
    #expect(text.contains("lo was down"))
    #expect(text.contains("<del class=\"line\">- old\n</del><ins class=\"line\">+ new\n</ins>"))
    #expect(text.contains("<td>6.18.0</td><td>6.12.0</td>"))
    #expect(text.contains("<a href=\"/run/\(old.id)#step-1\">In the old run</a>"))
    #expect(!text.contains("unchanged") && !text.contains("atlas"))
    let (_, all) = try site().text("/compare/\(old.id)/\(new.id)?all=1")
    #expect(all.contains("unchanged (2)") && all.contains("atlas"))
  }

  @Test func runsThatDoNotDifferSaySo() throws {
    let old = try sample.add(claims: [ViewSample.claim("c", .holds)])
    let new = try sample.add(.init(days: 1), claims: [ViewSample.claim("c", .holds)])
    let (_, text) = try site().text("/compare/\(old.id)/\(new.id)")
    #expect(text.contains("every answer is the same; no evidence differs"))
    #expect(text.contains("Both ran the same notebook on the same kernel and machine"))
    #expect(try site().text("/compare/\(old.id)/x").status == 404)
  }

  @Test func whatABlockedRunDidNotComeToIsOneSentence() throws {
    let old = try sample.add(
      .init(output: Array("a\n".utf8)), claims: [ViewSample.claim("c", .holds)])
    let new = try sample.add(.init(days: 1, status: .blocked, reason: "nc is missing"))
    let (_, text) = try site().text("/compare/\(old.id)/\(new.id)")
    #expect(
      text.contains(
        "Not reached: run \(new.number) was blocked: 1 step was not run, 1 claim was not decided."))
    #expect(text.contains("<p>None does.</p>"))
    #expect(!text.contains("disappeared ("))
    #expect(text.contains("blocked: nc is missing"))
  }

  @Test func longOutputAndManyLinesAreCut() throws {
    let long = Array(String(repeating: "x\n", count: 40_000).utf8)
    let old = try sample.add(.init(output: long))
    let new = try sample.add(.init(days: 1, output: long + Array("y\n".utf8)))
    let (_, text) = try site().text("/compare/\(old.id)/\(new.id)")
    #expect(text.contains("The output of step 1 is not compared here"))
    #expect(text.contains("<p>None does.</p>"))
    let lines = (0..<200).map { "line \($0)\n" }.joined()
    let third = try sample.add(.init(days: 2, output: Array("a\n".utf8)))
    let fourth = try sample.add(.init(days: 3, output: Array(lines.utf8)))
    let (_, cut) = try site().text("/compare/\(third.id)/\(fourth.id)")
    #expect(cut.contains("… 161 lines"))
    let (_, twin) = try site().text("/compare/\(third.id)/\(fourth.id).json")
    #expect(twin.contains("\"161 lines\"") && !twin.contains("line 199"))
  }

  @Test func nothingComesOutRaw() throws {
    let hostile = ViewSample.hostile
    func conditions(_ mark: String, _ days: Int64) -> ViewSample.Conditions {
      .init(
        path: hostile + mark, title: hostile, command: hostile + mark, release: hostile + mark,
        version: hostile + mark, label: hostile + mark, backend: hostile + mark,
        hostname: hostile + mark, parameters: [hostile: hostile + mark], days: days,
        status: .crashed, reason: hostile + mark, output: ViewSample.hostileBytes + Array(mark.utf8)
      )
    }
    func link(_ mark: String) -> [Event.Body] {
      [
        .link(
          ObjectChange(
            host: 1, earliest: ViewSample.start, old: nil,
            new: Link(index: 9, name: hostile + mark, kind: hostile)))
      ]
    }
    let old = try sample.add(
      conditions("a", 0),
      claims: [ViewSample.claim(hostile, .holds, reason: hostile)], events: link("a"))
    let new = try sample.add(
      conditions("b", 1),
      claims: [ViewSample.claim(hostile, .refuted, reason: hostile)], events: link("b"))
    for target in ["/compare/\(old.id)/\(new.id)", "/compare/\(old.id)/\(new.id)?all=1"] {
      let (status, text) = try site().text(target)
      #expect(status == 200)
      #expect(text.contains("alert(1)") && !isRaw(text))
      #expect(text.contains("\\xff"))
    }
    let (_, twin) = try site().text("/compare/\(old.id)/\(new.id).json")
    #expect(!twin.unicodeScalars.contains("\u{1b}"))
  }
}
