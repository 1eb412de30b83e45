import LabModel

/// Gives each fence to the reader for its kind.
struct FenceReader {
  private let text: NotebookText
  private let findings: Findings
  private var plan: Plan
  private var blocks: BlockReader
  private var claims: ClaimFenceReader
  private var packets: PacketFenceReader

  init(_ plan: Plan, knowsHosts: Bool, text: NotebookText, findings: Findings) {
    self.plan = plan
    self.text = text
    self.findings = findings
    let hosts = Set(plan.hosts.map(\.name) + plan.namespaces)
    blocks = BlockReader(
      text: text, hosts: knowsHosts ? hosts : nil,
      parameters: Set(plan.parameterLists.map(\.name)), findings: findings)
    claims = ClaimFenceReader(text: text, findings: findings)
    packets = PacketFenceReader(text: text, hosts: knowsHosts ? hosts : nil, findings: findings)
  }

  /// The plan with everything that has been read.
  var finished: Plan {
    var plan = plan
    plan.blocks = blocks.blocks
    plan.claims = claims.claims
    plan.packetTranscripts = packets.transcripts
    return plan
  }

  mutating func read(_ fence: Fence) {
    let info = InfoString(fence.info)
    let kind = FenceKind(of: info)
    guard kind != .prose else {
      checkProse(fence, info)
      return
    }
    let attributes = CheckedAttributes(info, kind: kind, text: text, findings: findings)
    if !fence.isClosed {
      findings.add(
        "this fence has no end", about: fence.opening,
        remedy: "end it with a line \(fence.opening.text)")
    }
    if attributes.has(.notRun) { return }
    switch kind {
    case .transcript: blocks.read(fence, .transcript, attributes)
    case .script:
      blocks.read(fence, .script(language: info.language.text.lowercased()), attributes)
    case .file:
      guard let file = FileReader(findings: findings).read(fence, attributes) else { return }
      if let other = plan.files.first(where: { $0.path == file.path }),
        other.conditions.isEmpty || file.conditions.isEmpty,
        let written = attributes.written(.file)
      {
        findings.add(
          "the file `\(file.path)` is written by line \(other.position.line) already",
          about: written.whole, remedy: "fences with different `when=` may write the same file")
      }
      plan.files.append(file)
    case .claims: claims.readClaims(fence, attributes)
    case .query:
      if attributes.has(.claim) { claims.readQuery(fence, attributes) }
    case .packets: packets.read(fence, attributes, afterBlock: blocks.blocks.count)
    case .prose: break
    }
  }

  /// Reports prose that was probably meant to be more.
  private func checkProse(_ fence: Fence, _ info: InfoString) {
    let names = FenceKind.languages.map(\.name)
    let language = info.language.text
    let first = info.attributes.first { $0.form == .flag }
    if language.isEmpty, let first, names.contains(first.name.text) {
      findings.add(
        "the language of a fence stands before the braces", about: first.whole,
        remedy: "write `\(first.name.text) {…}`")
      return
    }
    if language.count > 2, !names.contains(language.lowercased()),
      let near = NearestName.of(language, among: names.filter { $0.count > 2 })
    {
      findings.add(
        "a fence of language `\(language)` is prose and does not run", about: info.language,
        remedy: "write `\(near)` if it is meant to", severity: .warning)
    }
    guard fence.info.text.isEmpty else { return }
    for line in fence.content where opensKnownFence(line.text, character: fence.character) {
      findings.add(
        "this fence holds the beginning of another one, on line \(line.position.line)",
        about: fence.opening,
        remedy: "the fence before it may have no end; to show a fence, put a longer one around it")
      return
    }
  }

  /// Reports lines that were meant to open a fence and do not: backticks in their info string make
  /// them text.
  func findUnreadableFences(_ fences: [Fence], after skipped: Int) {
    var covered: Set<Int> = []
    for fence in fences { covered.formUnion(fence.position.line...fence.endLine) }
    for number in max(1, skipped + 1)..<max(skipped + 1, text.lines.count) + 1
    where !covered.contains(number) {
      let line = text.line(number)
      guard opensKnownFence(line, character: "`"),
        line.unicodeScalars.drop(while: { $0 != "`" }).drop(while: { $0 == "`" }).contains("`")
      else { continue }
      let column = line.unicodeScalars.prefix { $0 != "`" }.count + 1
      findings.add(
        "this line opens no fence: it holds another backtick",
        at: SourcePosition(line: number, column: column), length: 3,
        remedy: "open the fence with `~~~`; in attributes a filter stands in single quotes")
    }
  }

  /// Whether a line looks as if it opened a fence that labbook reads.
  private func opensKnownFence(_ line: String, character: Unicode.Scalar) -> Bool {
    let rest = line.unicodeScalars.drop { $0 == " " || $0 == ">" || $0 == "\t" }
    let run = rest.prefix { $0 == character }.count
    guard run >= 3 else { return false }
    let info = rest.dropFirst(run).drop { $0 == " " || $0 == "\t" }
    let language = String(
      String.UnicodeScalarView(info.prefix { $0 != " " && $0 != "\t" && $0 != "{" && $0 != "`" }))
    return FenceKind.languages.contains { $0.name == language.lowercased() }
  }
}
