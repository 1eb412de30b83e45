import LabEvidence
import LabPages
import Testing

@Suite struct SiteTests {
  @Test func theListOfRunsIsThereInBothForms() throws {
    let fixture = try PageFixture()
    let site = Site(try fixture.store())
    let page = site.answer(PageAddress(.runs))
    #expect(page.status == 200)
    #expect(page.type == "text/html; charset=utf-8")
    #expect(String(decoding: page.body, as: UTF8.self).contains("<h1>Runs</h1>"))
    let twin = site.answer(PageAddress(.runs).twin)
    #expect(twin.type == "application/json")
    #expect(String(decoding: twin.body, as: UTF8.self).hasPrefix("{\n  \"runs\": ["))
  }

  @Test func aPageThatIsNotThereSaysSo() throws {
    let fixture = try PageFixture()
    let site = Site(try fixture.store())
    let answer = site.answer(PageAddress(.run("<b>")))
    #expect(answer.status == 404)
    let text = String(decoding: answer.body, as: UTF8.self)
    #expect(text.contains("<h1>Not found</h1>"))
    #expect(!text.contains("<b>"))
  }
}
