import LabEvidence
import LabModel
import LabPages
import Testing

@Suite struct OutputBytesTests {
  let fixture: PageFixture

  init() throws { fixture = try PageFixture() }

  /// A site with a run whose first step printed `output`.
  private func site(
    _ output: [(stream: OutputStream, bytes: [UInt8])]
  ) throws -> (site: Site, id: String) {
    let store = try Store.open(path: fixture.path)
    let run = try RecordedRun(RecordedRun.sampleText, in: store)
    try run.step(1, at: 1_000_000, output: output)
    try run.step(2, at: 3_000_000, output: [(.stdout, Array("another step\n".utf8))])
    try run.journal.finish(.finished)
    try store.close()
    return (Site(try fixture.store()), run.id)
  }

  private func answer(
    _ site: Site, _ id: String, _ query: [PageQuery.Item] = [], attempt: Int = 1, json: Bool = false
  ) -> SiteAnswer {
    site.answer(
      PageAddress(
        .output(run: id, step: 1, attempt: attempt), PageQuery(query), form: json ? .json : .page))
  }

  @Test func bytesComeAsTheyWere() throws {
    let stdout = Array("<b>\u{1b}[31m é\r\n".utf8)
    let (site, id) = try site([(.stdout, stdout), (.stderr, [0x65, 0x0A]), (.stdout, [0x41])])
    let all = answer(site, id)
    #expect(all.type == "text/plain; charset=utf-8")
    #expect(all.body == stdout + [0x65, 0x0A, 0x41])
    #expect(answer(site, id, [.init("stream", "stdout")]).body == stdout + [0x41])
    #expect(answer(site, id, [.init("stream", "stderr")]).body == [0x65, 0x0A])
    #expect(answer(site, id, [.init("from", "3")]).body == Array(all.body.dropFirst(3)))
    #expect(answer(site, id, [.init("from", "1000")]).body == [])
  }

  @Test func whatIsNoTextIsBytes() throws {
    let (site, id) = try site([(.stdout, [0xFF, 0x00, 0x3C])])
    let all = answer(site, id)
    #expect(all.type == "application/octet-stream")
    #expect(all.body == [0xFF, 0x00, 0x3C])
  }

  @Test func muchOutputComesInParts() throws {
    // Four bytes a character: a part would end within one.
    let piece = Array(("x" + String(repeating: "😀", count: 16_384)).utf8)
    let (site, id) = try site(Array(repeating: (.stdout, piece), count: 20))
    let whole = Array(repeatElement(piece, count: 20).joined())
    var (from, parts): (Int?, Int) = (0, 0)
    var size = 0
    while let place = from, parts < 10 {
      let text = String(
        decoding: answer(site, id, [.init("from", String(place))], json: true).body, as: UTF8.self)
      #expect(!text.contains("base64"))
      from = text.firstMatch(of: /"next": (\d+)/).flatMap { Int($0.output.1) }
      if let from { size = from }
      parts += 1
    }
    #expect(parts == 2)
    #expect(size > 1_000_000)
    #expect(answer(site, id).body == whole)
  }

  @Test func whatIsNotThereSaysSo() throws {
    let (site, id) = try site([])
    #expect(answer(site, id).body == [])
    #expect(answer(site, id, attempt: 2).status == 404)
    #expect(answer(site, "nothing").status == 404)
    #expect(answer(site, id, [.init("stream", "stdin")]).status == 400)
    #expect(answer(site, id, [.init("from", "-1")]).status == 400)
    #expect(answer(site, id, [.init("from", "99999999999999999999")]).status == 400)
  }
}
