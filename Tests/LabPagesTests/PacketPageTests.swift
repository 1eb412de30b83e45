import LabEvidence
import LabPages
import Testing

@Suite struct PacketPageTests {
  private func page(
    _ number: Int, _ texts: PacketsRun.Texts = .init(), query: String = "", json: Bool = false
  ) throws -> (status: Int, text: String, id: String) {
    let fixture = try PageFixture()
    let id = try PacketsRun.write(texts, to: fixture)
    let site = Site(try fixture.store())
    let target = "/run/\(id)/packet/\(number)\(json ? ".json" : "")\(query)"
    let answer = site.answer(try #require(PageAddress(target: target)))
    return (answer.status, String(decoding: answer.body, as: UTF8.self), id)
  }

  @Test func aPacketHasLayersBytesAndWhatRestsOnIt() throws {
    let (status, text, id) = try page(2)
    #expect(status == 200)
    for sign in [
      "<h3>IPv4 <span class=\"soft small\">bytes 14 to 33</span></h3>", "<dt>time to live</dt>",
      "id=\"byte-22\"", "href=\"#byte-22\"", "wrong: 0x", "none: the sender computed none",
      "<span class=\"verdict refuted\">✗ refuted</span>", "href=\"/run/\(id)#claim-1\"",
      "href=\"/run/\(id)#step-1\">during step 1 (ask)</a>", "href=\"/run/\(id)/packet/1\"",
      "id=\"path\"",
    ] {
      #expect(text.contains(sign), "\(sign) is missing")
    }
  }

  @Test func thePathIsALadderWithWords() throws {
    let (_, text, id) = try page(2)
    #expect(text.components(separatedBy: "<circle").count == 5)
    #expect(text.components(separatedBy: "marker-end").count == 4)
    #expect(text.contains("TTL 64→63"))
    #expect(text.contains("+1 µs"))
    #expect(text.contains("✓ arrived"))
    #expect(text.contains("<tr class=\"this\" aria-current=\"true\"><th scope=\"row\""))
    #expect(text.contains("href=\"/run/\(id)/packet/4\">4</a>"))
    // The second datagram comes to the router and is seen no more.
    let (_, dropped, _) = try page(5)
    #expect(dropped.contains("✗ not seen any further"))
    #expect(dropped.contains("class=\"cross\""))
  }

  @Test func theTwinHasTheSame() throws {
    let (status, text, _) = try page(1, json: true)
    #expect(status == 200)
    for sign in [
      "\"name\": \"time to live\"", "\"checksum\": \"wrong\"", "\"what\": \"ttl\"",
      "\"end\": \"arrived\"", "\"step\": 1", "\"flow_next\": 5",
    ] {
      #expect(text.contains(sign), "\(sign) is missing")
    }
  }

  @Test func aPacketThatIsNotThereSaysWhichAre() throws {
    let (status, text, _) = try page(7)
    #expect(status == 404)
    #expect(text.contains("numbered from 1 to 6"))
    #expect(try page(0).status == 404)
    #expect(try page(1, query: "?bytes=9999").status == 400)
    #expect(try page(1, query: "?bytes=3").status == 200)
  }

  @Test func nothingComesOutRaw() throws {
    let hostile = "<script>alert(\"1\")</script>'&\u{1b}[2J\u{202e}\u{0}"
    var texts = PacketsRun.Texts()
    texts.host = hostile
    texts.interface = "<b>\"'\u{1b}\u{202e}"
    texts.command = hostile
    texts.block = hostile
    texts.title = hostile
    texts.claim = hostile
    // A DNS question whose name is markup, and then invalid UTF-8.
    let label = Array("<script>\"'&\u{1b}\u{202e}".utf8) + [0xff, 0xfe]
    texts.payload =
      [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, UInt8(label.count)] + label + [0, 0, 1, 0, 1]
      + Array("<script>x</script>".utf8) + [0xff]
    let fixture = try PageFixture()
    let id = try PacketsRun.write(texts, to: fixture)
    let site = Site(try fixture.store())
    let encoded = PercentEncoding.encoded(hostile)
    var targets = (1...6).map { "/run/\(id)/packet/\($0)" }
    targets += [
      "/run/\(id)/packets", "/run/\(id)/packets?filter=\(encoded)",
      "/run/\(id)/packets?host=\(encoded)", "/run/\(id)/packets?interface=x\(encoded)",
      "/run/\(id)/packets?step=\(encoded)", "/run/\(id)/packets?from=\(encoded)",
      "/run/\(id)/packet/1?bytes=\(encoded)",
    ]
    for target in targets {
      let address = try #require(PageAddress(target: target))
      let body = site.answer(address).body
      let text = String(decoding: body, as: UTF8.self)
      #expect(Array(text.utf8) == body, "\(target) is no UTF-8")
      // The only script is ours.
      #expect(text.components(separatedBy: "<script").count == 2, "\(target)")
      for raw in ["<b>", "alert(\"", "\u{1b}", "\u{202e}", "\u{0}", "'&\\x1b"] {
        #expect(!text.contains(raw), "\(target) has \(raw.debugDescription)")
      }
      let twin = site.answer(address.twin)
      #expect(!twin.body.contains(0x1b) && !twin.body.contains(0), "\(target)")
    }
    let page = site.answer(PageAddress(.packet(run: id, number: 1)))
    let text = String(decoding: page.body, as: UTF8.self)
    #expect(text.contains("&lt;script&gt;"), "nothing hostile was shown")
    #expect(text.contains("\\xff"))
  }
}
