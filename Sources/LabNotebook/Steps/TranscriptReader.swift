import LabModel

/// Divides a transcript into its commands and what each must print.
struct TranscriptReader {
  /// A command with its expected lines, as they stand in the source.
  struct Entry {
    var host: String
    var command: String
    /// Where the command begins, after its prompt.
    var position: SourcePosition
    var expected: [Fence.Line] = []
    /// The line after the command's.
    var expectedLine: Int
  }

  /// Where a `$ ` or `# ` without a name runs.
  let defaultHost: String
  /// nil where the hosts are not known.
  let hosts: Set<String>?
  let findings: Findings

  func entries(of fence: Fence) -> [Entry] {
    guard let first = fence.content.first else {
      findings.add(
        "the transcript has no command", about: fence.opening,
        remedy: "write a command after a prompt, `$ ls`, or mark the fence `{.norun}`")
      return []
    }
    guard let prompt = Prompt(first.text) else {
      findings.add(
        "a transcript begins with a prompt", about: excerpt(first),
        remedy: "begin the line with `$ `, `# ` or `NAME$ `, or mark the fence `{.norun}`")
      return []
    }
    var entries: [Entry] = []
    var takesContinuation = false
    for line in fence.content {
      if let found = self.prompt(line, character: prompt.character, isFirst: entries.isEmpty) {
        entries.append(entry(found, line))
        takesContinuation = true
      } else if takesContinuation, let more = Prompt.continuation(line.text) {
        entries[entries.count - 1].command += "\n" + more
        entries[entries.count - 1].expectedLine += 1
      } else {
        takesContinuation = false
        entries[entries.count - 1].expected.append(line)
      }
    }
    return entries
  }

  /// The prompt that `line` begins with, if it is one of this transcript.
  private func prompt(
    _ line: Fence.Line, character: Unicode.Scalar, isFirst: Bool
  ) -> Prompt? {
    guard let prompt = Prompt(line.text), prompt.character == character else { return nil }
    if isFirst { return prompt }
    // A lone `$` that is not the first line is output.
    guard prompt.length > (prompt.host?.unicodeScalars.count ?? 0) + 1 else { return nil }
    guard let name = prompt.host, let hosts, !hosts.contains(name) else { return prompt }
    if let near = NearestName.of(name, among: hosts.sorted()) {
      findings.add(
        "this line counts as output: there is no host `\(name)`", about: excerpt(line),
        remedy: "write `\(near)\(character) ` if it is a command", severity: .warning)
    }
    return nil
  }

  private func entry(_ prompt: Prompt, _ line: Fence.Line) -> Entry {
    var position = line.position
    if let name = prompt.host, let hosts, !hosts.contains(name) {
      findings.reportUnknownHost(
        Excerpt(text: name, position: position), among: hosts)
    }
    position.column += prompt.length
    if prompt.command.allSatisfy(\.isWhitespace) {
      findings.add(
        "no command follows the prompt", about: excerpt(line),
        remedy: "write one, or remove the line")
    }
    return Entry(
      host: prompt.host ?? defaultHost, command: prompt.command, position: position,
      expectedLine: line.position.line + 1)
  }

  private func excerpt(_ line: Fence.Line) -> Excerpt {
    Excerpt(text: line.text, position: line.position)
  }
}

extension Findings {
  /// Reports a host that a fence names and the front matter does not.
  func reportUnknownHost(_ name: Excerpt, among hosts: Set<String>) {
    add(
      "there is no host `\(name.text)`", about: name,
      remedy: NearestName.of(name.text, among: hosts.sorted()).map { "write `\($0)`" }
        ?? "add it to `hosts`, or to `netns` if a step makes it")
  }
}
