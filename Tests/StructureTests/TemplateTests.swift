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
}
