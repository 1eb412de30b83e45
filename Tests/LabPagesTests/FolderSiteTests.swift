import LabEvidence
import LabPages
import Testing

@Suite struct FolderSiteTests {
  private let fixture: PageFixture
  private let id: String

  init() throws {
    fixture = try PageFixture()
    id = try PacketsRun.write(to: fixture)
  }

  /// The files, by their paths; of one that is made twice the later.
  private func files(
    isWhole: Bool = true, runs: Int = .max, limits: FolderLimits = FolderLimits()
  ) throws -> [String: String] {
    let store = try fixture.store()
    let chosen = Array(try store.runs(RunFilter(includesControls: true)).prefix(runs))
    var files: [String: String] = [:]
    try FolderSite(Site(store), runs: chosen, isWhole: isWhole, limits: limits).forEachFile {
      file in
      files[file.path] = String(decoding: file.bytes, as: UTF8.self)
    }
    return files
  }

  /// The references of a page.
  private func references(in text: String) -> [String] {
    ["href=\"", "src=\""].flatMap { name in
      text.components(separatedBy: name).dropFirst().map { $0.components(separatedBy: "\"")[0] }
    }.filter { $0 != "data:," }  // The icon, which is none.
  }

  /// Where `reference` leads from the file at `path`; nil outside of the folder.
  private func destination(of reference: String, from path: String) -> String? {
    var parts = path.split(separator: "/").dropLast().map(String.init)
    for part in reference.split(separator: "#", omittingEmptySubsequences: false)[0]
      .split(separator: "/")
    {
      if part == ".." {
        guard !parts.isEmpty else { return nil }
        parts.removeLast()
      } else {
        parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }

  @Test func everyReferenceLeadsToAFileOfTheFolder() throws {
    _ = try PacketsRun.write(to: fixture)
    let files = try files()
    #expect(files["index.html"] != nil)
    #expect(files["run/\(id).html"] != nil)
    #expect(files["run/\(id)/packets.html"] != nil)
    #expect(files["run/\(id)/packet/1.html"] != nil)
    #expect(files["run/\(id)/timeline.html"] != nil)
    for (path, text) in files where path.hasSuffix(".html") {
      for reference in references(in: text) where !reference.hasPrefix("#") {
        let target = try #require(destination(of: reference, from: path), "\(path): \(reference)")
        #expect(files[target] != nil, "\(path): \(reference)")
      }
      #expect(text.contains("Content-Security-Policy"), "\(path)")
      #expect(text.contains("Written by labbook report"), "\(path)")
    }
  }

  @Test func theSameRunsGiveTheSameFiles() throws {
    try #expect(files() == files())
  }

  @Test func noMorePacketsThanAllowedHaveAPage() throws {
    var limits = FolderLimits()
    limits.packets = 2
    let packets = try files(limits: limits).keys.filter { $0.contains("/packet/") }
    #expect(packets.count == 2)
  }

  @Test func runsThatWereNotNamedAreNotTold() throws {
    var texts = PacketsRun.Texts()
    texts.title = "The other one"
    _ = try PacketsRun.write(texts, to: fixture)
    let store = try fixture.store()
    let chosen = try store.runs().filter { $0.id == id }
    var text = ""
    var paths: [String] = []
    try FolderSite(Site(store), runs: chosen, isWhole: false).forEachFile { file in
      text += String(decoding: file.bytes, as: UTF8.self)
      paths.append(file.path)
    }
    #expect(chosen.count == 1)
    #expect(text.contains("Who answers"))
    #expect(!text.contains("The other one"))
    #expect(!paths.contains { $0.hasPrefix("history") || $0.hasPrefix("compare") })
  }

  @Test func oneDocumentHasAllThatItNeeds() throws {
    let answer = SingleDocument.of(id, Site(try fixture.store()))
    #expect(answer.status == 200)
    let text = String(decoding: answer.body, as: UTF8.self)
    for reference in references(in: text) { #expect(reference.hasPrefix("#")) }
    #expect(text.contains("<style>"))
    #expect(text.contains("style-src 'sha256-") || text.contains("style-src &#39;sha256-"))
    #expect(!text.contains("<link rel=\"stylesheet\""))
    // What is in them cannot end them.
    #expect(text.components(separatedBy: "</style").count == 2)
    #expect(text.components(separatedBy: "</script").count == 2)
  }
}
