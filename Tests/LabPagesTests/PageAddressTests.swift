import LabPages
import Testing

@Suite struct PageAddressTests {
  static let places: [PageAddress.Place] = [
    .runs, .run("0199"), .timeline("0199"), .topology("0199"),
    .output(run: "0199", step: 3, attempt: 1), .packets("0199"), .packet(run: "0199", number: 17),
    .history, .compare("0199", "019a"), .style, .script,
  ]

  @Test(arguments: places)
  func anAddressIsReadAsItWasWritten(place: PageAddress.Place) throws {
    let address = PageAddress(place, PageQuery([.init("q", "a b&c=ü/#"), .init("q", "")]))
    #expect(PageAddress(target: address.target) == address)
  }

  @Test(arguments: places.filter { $0 != .style && $0 != .script })
  func everyPageHasATwin(place: PageAddress.Place) throws {
    let twin = PageAddress(place, PageQuery([.init("x", "y")])).twin
    #expect(PageAddress(target: twin.target) == twin)
    #expect(twin.target.contains(".json?x=y"))
  }

  @Test(arguments: [
    "", "run/1", "/run", "/run/1/packet/01", "/run/1/packet/x", "/run/1/output/1", "/compare/1",
    "//", "/..",
    "/page.css.json", "/runs", "/.json", "/run/1/", "/run/1/packet/99999999999999999999",
  ])
  func whatIsNoAddressIsNone(target: String) {
    #expect(PageAddress(target: target) == nil)
  }

  @Test func textsInAnAddressAreEncoded() {
    #expect(PageAddress(.run("../x y")).target == "/run/..%2Fx%20y")
    #expect(PageAddress(.run("1"), fragment: "claim-2").target == "/run/1#claim-2")
  }

  @Test func aQueryIsReadAsFormsWriteIt() {
    let query = PageQuery(encoded: "a=x+y&a=%41%zz&b&=c&a=")
    #expect(query.values("a") == ["x y", "A%zz"])
    #expect(query.first("b") == nil)
    #expect(query.setting("a", "1").encoded == "b=&=c&a=1")
  }
}
