import LabEvidence
import LabPages
import Testing

@Suite struct PacketsPageTests {
  private let fixture: PageFixture
  private let id: String
  private let site: Site

  init() throws {
    fixture = try PageFixture()
    id = try PacketsRun.write(to: fixture)
    site = Site(try fixture.store())
  }

  private func answer(_ query: String = "", json: Bool = false) throws -> (Int, String) {
    let target = "/run/\(id)/packets" + (json ? ".json" : "") + (query.isEmpty ? "" : "?" + query)
    let answer = site.answer(try #require(PageAddress(target: target)))
    return (answer.status, String(decoding: answer.body, as: UTF8.self))
  }

  @Test func everyPacketIsARowWithALink() throws {
    let (status, text) = try answer()
    #expect(status == 200)
    #expect(text.components(separatedBy: "data-row").count == 7)
    #expect(text.contains("<a href=\"/run/\(id)/packet/3\">3</a>"))
    #expect(text.contains("Packets 1 to 6 of 6."))
    #expect(text.contains(">lab:down<"))
    #expect(text.contains("+0.000020 s"))
  }

  @Test func hostInterfaceAndStepAreChosenFromTheRunsNames() throws {
    var (status, text) = try answer("host=b&host=a&interface=eth0&step=1&filter=udp")
    #expect(status == 200)
    #expect(text.contains("3 of them match"))
    #expect(text.contains("<option value=\"b\" selected>b</option>"))
    #expect(text.contains("<select id=\"packets-host\" name=\"host\" multiple>"))
    for query in ["host=x", "interface=x", "step=7", "step=x", "from=0", "before=-1", "from=9e9"] {
      (status, text) = try answer(query)
      #expect(status == 400, "\(query)")
      (status, text) = try answer(query, json: true)
      #expect(status == 400 && text.contains("\"error\""), "\(query)")
    }
  }

  @Test func aFilterThatMatchesNothingSaysWhatWasLookedAt() throws {
    let (status, text) = try answer("filter=tcp")
    #expect(status == 200)
    #expect(text.contains("Looked at packets 1 to 6 of 6: none of them matches."))
    #expect(!text.contains("<table"))
  }

  @Test func aWrongFilterIsPointedAtAndTheFormStays() throws {
    var (status, text) = try answer("filter=udp+prt+53")
    #expect(status == 400)
    #expect(text.contains("<input") && text.contains("value=\"udp prt 53\""))
    #expect(text.contains("1 | udp prt 53\n  |     ^^^\n"))
    (status, text) = try answer("filter=udp+prt+53", json: true)
    #expect(status == 400)
    #expect(text.contains("\"column\": 5"))
  }

  @Test func aLongFilterIsNotCompiled() throws {
    let (status, _) = try answer("filter=" + String(repeating: "udp+or+", count: 1000) + "udp")
    #expect(status == 400)
  }

  @Test func inAFolderThereIsNoFormAndNoLinkThatLeadsNowhere() throws {
    let address = try #require(PageAddress(target: "/run/\(id)/packets"))
    let links = Links(hasForms: false) { _ in nil }
    let text = String(decoding: site.answer(address, links: links).body, as: UTF8.self)
    #expect(!text.contains("<form action"))
    #expect(!text.contains("<a href"))
    #expect(text.contains("data-row"))
  }

  @Test func theTwinHasTheSamePackets() throws {
    let (status, text) = try answer("from=5", json: true)
    #expect(status == 200)
    #expect(text.components(separatedBy: "\"summary\"").count == 3)
    #expect(text.contains("\"previous\": 5"))
  }

  @Test func aRunThatIsNotThereIsMissing() throws {
    for place in ["packets", "packet/1"] {
      let answer = site.answer(try #require(PageAddress(target: "/run/nobody/\(place)")))
      #expect(answer.status == 404)
    }
  }
}
