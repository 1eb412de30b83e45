import Testing

/// What templates may write without escaping it.
@Suite struct TemplateTests {
  @Test func onlyMarkupIsWrittenWithoutEscaping() throws {
    let files = try Repository.files(below: "Sources/LabPages/Templates", endingIn: ".mustache")
    #expect(!files.isEmpty)
    for file in files {
      let text = try Repository.text(file)
      for part in text.components(separatedBy: "{{{").dropFirst() {
        let name = part.components(separatedBy: "}}}")[0]
        #expect(name.hasSuffix("Markup"), "\(file) writes {{{\(name)}}} without escaping")
      }
      #expect(!text.contains("{{&"), "\(file) writes without escaping")
      #expect(!text.contains("{{%"), "\(file) changes how texts are escaped")
      for attribute in [" style=", " onclick=", " onload=", " onerror=", "javascript:"] {
        #expect(!text.contains(attribute), "\(file) has \(attribute) in it")
      }
    }
  }

  /// A rule that is left open takes all that follow with it, and nothing says so.
  @Test func everyRuleOfTheStyleSheetIsClosed() throws {
    var depth = 0
    for line in try Repository.text("Sources/LabPages/Templates/page.css").split(separator: "\n") {
      if line.hasPrefix("/*") { #expect(depth == 0, "a rule is open before \(line)") }
      depth += line.count { $0 == "{" } - line.count { $0 == "}" }
    }
    #expect(depth == 0)
  }
}
