import LabClaims
import LabModel
import Testing

struct TextMatcherTests {
  private func text(_ text: String) throws -> TextMatcher {
    try TextMatcher(TextPattern(kind: .text, text: text))
  }

  private func regex(_ text: String, ignoresCase: Bool = false) throws -> TextMatcher {
    try TextMatcher(TextPattern(kind: .regex(ignoresCase: ignoresCase), text: text))
  }

  private func ranges(_ matcher: TextMatcher, _ bytes: [UInt8]) -> [Range<Int>] {
    matcher.matches(in: bytes).map(\.range)
  }

  @Test func findsTextsByteByByte() throws {
    let bytes = Array("aab aab aaab".utf8)
    #expect(ranges(try text("aab"), bytes) == [0..<3, 4..<7, 9..<12])
    #expect(try text("aab").firstMatch(in: bytes)?.range == 0..<3)
    #expect(try text("b a").firstMatch(in: bytes)?.range == 2..<5)
    #expect(try text("c").firstMatch(in: bytes) == nil)
    #expect(try text("aaa").firstMatch(in: Array("aa".utf8)) == nil)
    #expect(ranges(try text("aa"), Array("aaaa".utf8)) == [0..<2, 2..<4])
    // Composed and decomposed letters are other bytes.
    #expect(try text("\u{e9}").firstMatch(in: Array("e\u{301}".utf8)) == nil)
    // NUL and what is no UTF-8 do not hide what follows.
    #expect(try text("ok").firstMatch(in: [0, 0xff, 0x6f, 0x6b])?.range == 2..<4)
  }

  @Test func anchorsAreAtLines() throws {
    let bytes = Array("one\ntwo\r\nthree\n".utf8)
    #expect(ranges(try regex("^t[a-z]+"), bytes) == [4..<7, 9..<14])
    #expect(ranges(try regex("[a-z]$"), bytes) == [2..<3, 6..<7, 13..<14])
    #expect(try regex("^$").firstMatch(in: bytes)?.range != 15..<15)
    #expect(try regex("^$").firstMatch(in: Array("a\nb\n".utf8)) == nil)
    #expect(try regex("^$").firstMatch(in: Array("a\n\nb\n".utf8))?.range == 2..<2)
    // A later search does not take the middle of a line for its beginning.
    #expect(ranges(try regex("^a"), Array("aaa".utf8)) == [0..<1])
  }

  @Test func ignoresCaseWhereAsked() throws {
    let bytes = Array("Connection REFUSED".utf8)
    #expect(try regex("refused").firstMatch(in: bytes) == nil)
    #expect(try regex("refused", ignoresCase: true).firstMatch(in: bytes)?.range == 11..<18)
  }

  @Test func givesGroupsAsTextAndNumber() throws {
    let bytes = Array("rtt 0.045 ms, 3 of 1,024, -2e3\nrtt 12 ms".utf8)
    let matcher = try regex("rtt (?<rtt>[0-9.]+) ms(, (?<n>\\d+) of (?<of>[0-9,]+), (?<e>.*))?")
    let matches = matcher.matches(in: bytes)
    #expect(matches.count == 2)
    #expect(matches[0].groups == ["rtt": "0.045", "n": "3", "of": "1,024", "e": "-2e3"])
    #expect(matches[0].number(of: "rtt") == 0.045)
    #expect(matches[0].number(of: "of") == nil)
    #expect(matches[0].number(of: "e") == -2000)
    #expect(matches[1].groups == ["rtt": "12"])
    #expect(matches[1].number(of: "n") == nil)
    #expect(matcher.hasGroup(named: "rtt"))
    #expect(!matcher.hasGroup(named: "ttl"))
    #expect(try !text("rtt").hasGroup(named: "rtt"))
  }

  @Test func findsPlacesBehindMalformedBytes() throws {
    // A lone continuation byte, a cut sequence of three, and an overlong one.
    let bytes: [UInt8] = [0x80, 0x61, 0xe2, 0x82, 0x62, 0xc0, 0xaf, 0x63, 0x0a, 0x64]
    #expect(try regex("a").firstMatch(in: bytes)?.range == 1..<2)
    #expect(try regex("b").firstMatch(in: bytes)?.range == 4..<5)
    #expect(try regex("c$").firstMatch(in: bytes)?.range == 7..<8)
    #expect(try regex("d").firstMatch(in: bytes)?.range == 9..<10)
    #expect(try regex("a.b").firstMatch(in: bytes)?.range == 1..<5)
    #expect(ranges(try regex("\u{fffd}"), bytes) == [0..<1, 2..<4, 5..<6, 6..<7])
    #expect(try regex("\u{20ac}").firstMatch(in: [0xff] + Array("x\u{20ac}y".utf8))?.range == 2..<5)
  }

  @Test func countsLines() throws {
    func lines(_ text: String) -> [Range<Int>] { TextMatcher.lines(in: Array(text.utf8)) }
    #expect(lines("") == [])
    #expect(lines("\n") == [0..<0])
    #expect(lines("a\nb") == [0..<1, 2..<3])
    #expect(lines("a\n\nb\n") == [0..<1, 2..<2, 3..<4])
    let bytes = Array("tcp LISTEN\nudp\ntcp ESTAB\n".utf8)
    #expect(try text("tcp").matchingLines(in: bytes) == [0..<10, 15..<24])
    #expect(try regex("^udp$").matchingLines(in: bytes) == [11..<14])
    #expect(try regex("LISTEN\nudp").matchingLines(in: bytes) == [])
  }

  @Test(arguments: ["(a", "a**", "(?<=a)b", "[z-a]", "\\"])
  func refusesWhatIsNoExpression(_ text: String) {
    let failure = #expect(throws: PatternFailure.self) { _ = try regex(text) }
    #expect(failure?.expression == text)
    #expect(failure?.message.isEmpty == false)
  }
}
