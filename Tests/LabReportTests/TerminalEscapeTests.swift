import LabReport
import Testing

@Suite struct TerminalEscapeTests {
  @Test(arguments: [
    ("plain", "plain"),
    ("a\u{1B}[31mred", "a\\x1b[31mred"),
    ("bell\u{07}", "bell\\x07"),
    ("nul\u{00}", "nul\\x00"),
    ("line\r", "line\\r"),
    ("delete\u{7F}", "delete\\x7f"),
    ("c1 \u{9B}31m", "c1 \\u{9b}31m"),
    ("bidi \u{202E}txt.exe", "bidi \\u{202e}txt.exe"),
    ("isolate \u{2066}x\u{2069}", "isolate \\u{2066}x\\u{2069}"),
    ("separator\u{2028}", "separator\\u{2028}"),
    ("byte order \u{FEFF}", "byte order \\u{feff}"),
    ("Grüße 日本", "Grüße 日本"),
    ("back\\slash", "back\\slash"),
  ])
  func whatCouldSteerATerminalIsShown(raw: String, shown: String) {
    #expect(TerminalEscape().text(raw) == shown)
    #expect(TerminalEscape().line(raw) == shown)
  }

  @Test(
    arguments: [
      ([0xFF], "\\xff"),
      ([0x61, 0x80, 0x62], "a\\x80b"),
      ([0xC3], "\\xc3"),
      ([0xC0, 0xAF], "\\xc0\\xaf"),
      ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
      ([0xF4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"),
      ([0xE2, 0x82, 0x41], "\\xe2\\x82A"),
    ] as [([UInt8], String)])
  func bytesThatAreNotUTF8AreShownOneByOne(bytes: [UInt8], shown: String) {
    #expect(TerminalEscape().text(bytes) == shown)
  }

  @Test func lineFeedsAreKeptAndTabsGoToColumnsOfEight() {
    #expect(TerminalEscape().text("a\tb\n\tc\n") == "a       b\n        c\n")
  }

  @Test func linesTellWhetherTheLastOneIsComplete() {
    let escape = TerminalEscape()
    #expect(escape.lines(Array("a\n\nb\n".utf8)).lines == ["a", "", "b"])
    #expect(escape.lines(Array("a\n".utf8)).endsWithNewline)
    #expect(!escape.lines(Array("a".utf8)).endsWithNewline)
    #expect(escape.lines([]).lines.isEmpty)
  }

  @Test func withoutUTF8EverythingElseIsEscaped() {
    #expect(TerminalEscape(asciiOnly: true).text("é→") == "\\u{e9}\\u{2192}")
  }

  @Test func aLineNeverBreaks() {
    #expect(TerminalEscape().line("a\nb\tc") == "a\\nb c")
  }
}

@Suite struct TextWidthTests {
  @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("✓", 1)])
  func widthIsCountedInColumns(text: String, columns: Int) {
    #expect(TextWidth.columns(text) == columns)
  }

  @Test func aCutNeverSplitsAWideCharacter() {
    #expect(TextWidth.cut("日本語", to: 4, mark: "…") == "日…")
    #expect(TextWidth.cut("abc", to: 3, mark: "…") == "abc")
    #expect(TextWidth.cut("abcd", to: 3, mark: "…") == "ab…")
  }

  @Test func foldingLeavesNothingOut() {
    #expect(TextWidth.folded("ab  cd日本", to: 5) == ["ab  ", "cd日", "本"])
    #expect(TextWidth.folded("a bcdefg", to: 6) == ["a bcde", "fg"])
    #expect(TextWidth.folded("abc", to: 5) == ["abc"])
    #expect(TextWidth.folded("", to: 5) == [""])
  }

  @Test func wrappingBreaksAtBlanksAndOnlyThenInWords() {
    #expect(TextWidth.wrapped("one two three", to: 7) == ["one two", "three"])
    #expect(TextWidth.wrapped("abcdefgh ij", to: 5) == ["abcde", "fgh", "ij"])
    #expect(TextWidth.wrapped("", to: 5) == [])
  }
}

@Suite struct ElapsedTests {
  @Test(
    arguments: [
      (412_000_000, "+0.412 s"), (0, "+0.000 s"), (12_345_678_901, "+12.345 s"),
      (999_999, "+0.000 s"), (-1_500_000, "-0.001 s"),
    ] as [(Int64, String)])
  func instantsHaveThreePlaces(nanoseconds: Int64, text: String) {
    #expect(Elapsed.instant(nanoseconds) == text)
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000000000Z"),
      (951_782_400_000_000_001, "2000-02-29T00:00:00.000000001Z"),
      (1_767_225_599_999_999_999, "2025-12-31T23:59:59.999999999Z"),
      (-1, "1969-12-31T23:59:59.999999999Z"),
    ] as [(Int64, String)])
  func timestampsAreRFC3339(wall: Int64, text: String) {
    #expect(Elapsed.timestamp(wall: wall) == text)
  }
}
