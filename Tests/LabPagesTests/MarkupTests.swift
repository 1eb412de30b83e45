import LabPages
import Testing

@Suite struct MarkupTests {
  @Test func textsAndAttributesAreEscapedAndVisible() {
    let hostile = "<script>alert(\"1\")</script>&'\u{1b}[2J\u{202e}"
    let text = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;\\x1b[2J\\u{202e}"
    #expect(
      Markup.element("text", ["x": hostile], .text(hostile)).renderText
        == "<text x=\"\(text)\">\(text)</text>")
  }

  @Test func anElementWithoutContentClosesItself() {
    #expect(
      (Markup.element("line", ["x1": "0", "y1": "2"]) + Markup.element("g", [:], Markup()))
        .renderText
        == "<line x1=\"0\" y1=\"2\"/><g></g>")
  }
}
