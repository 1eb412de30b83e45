package import LabModel

/// A notebook made of commands that somebody typed, and of what several runs of them printed.
package struct RecordedNotebook: Sendable {
  /// The id of the one block that holds the commands.
  package static let blockID = "recorded"

  private let path: String
  private let heading: String
  /// The notebook's text.
  package private(set) var text: String

  /// A notebook of `commands` that expects nothing yet.
  ///
  /// - Parameters:
  ///   - path: where it will stand, for diagnostics.
  ///   - title: stands in its front matter; without control characters.
  ///   - commands: each of one or more lines; none is empty.
  package init(path: String, title: String, commands: [String]) {
    self.path = path
    let quoted = title.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }
    heading = "---\nlabbook: 1\ntitle: \"\(quoted.joined())\"\n---\n"
    var lines = ["```console {#\(Self.blockID)}"]
    for command in commands {
      for (index, line) in command.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        lines.append((index == 0 ? "$ " : "> ") + line)
      }
    }
    text = heading + "\n" + (lines + ["```"]).joined(separator: "\n") + "\n"
  }

  /// The notebook as a plan; nil where a command makes it one that cannot be read.
  package var plan: Plan? { read().plan }

  /// What is wrong with it.
  package var diagnostics: [Diagnostic] { read().diagnostics }

  private func read() -> ReadNotebook {
    NotebookReader.read(path: path, bytes: Array(text.utf8))
  }

  /// Takes over what a first run printed, line by line.
  package mutating func expect(_ results: [StepResult]) {
    guard let plan else { return }
    text = String(decoding: NotebookEditor.update(plan, with: results).bytes, as: UTF8.self)
  }

  /// Puts what another run printed otherwise behind patterns.
  ///
  /// What no pattern can be found for becomes `...`, and a status that differs `[any]`.
  package mutating func allow(_ results: [StepResult]) {
    guard let plan else { return }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // From the end, so that the lines before keep their numbers.
    for step in plan.steps.reversed() {
      guard let result = results.first(where: { $0.step == step.number }),
        !step.expectation.outcome(of: result.output).isMet
      else { continue }
      let range = step.expectedLines.lowerBound - 1..<step.expectedLines.upperBound - 1
      lines.replaceSubrange(range, with: Self.lines(of: step, allowing: result.output))
    }
    text = lines.joined(separator: "\n")
  }

  /// Expects no more than it must of steps that one of `runs` still misses.
  package mutating func loosen(_ runs: [[StepResult]]) {
    guard let plan else { return }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for step in plan.steps.reversed() {
      let outputs = runs.flatMap { $0 }.filter { $0.step == step.number }.map(\.output)
      guard outputs.contains(where: { !step.expectation.outcome(of: $0).isMet }) else { continue }
      let range = step.expectedLines.lowerBound - 1..<step.expectedLines.upperBound - 1
      let statuses = Set(outputs.map(\.status))
      let status =
        statuses.count > 1 ? ["[any]"] : statuses == [0] ? [] : ["[\(statuses.first ?? 0)]"]
      lines.replaceSubrange(range, with: ["..."] + status)
    }
    text = lines.joined(separator: "\n")
  }

  /// The notebook with one more packet transcript at its end, of nothing yet; nil where an interface of
  /// that name cannot be written.
  package func showingPackets(
    on interface: String, during step: String, filter: String? = nil
  ) -> RecordedNotebook? {
    var notebook = self
    let filtered = filter.map { " filter=\"\($0)\"" } ?? ""
    notebook.text +=
      "\n```packets {on=\(HostPlan.lab):\(interface)\(filtered) during=\(step)}\n```\n"
    let read = notebook.read()
    guard let transcript = read.plan?.packetTranscripts.last,
      !read.diagnostics.contains(where: { $0.severity == .error }),
      transcript.placeText == "\(HostPlan.lab):\(interface)"
    else { return nil }
    return notebook
  }

  /// Writes these packets into the last packet transcript, what varies in every run behind patterns.
  package mutating func fillLastTranscript(with packets: [String]) {
    guard let transcript = plan?.packetTranscripts.last else { return }
    let seen = SeenPackets(transcript: transcript.number, lines: packets)
    let updated = NotebookEditor.updatePackets(path: path, bytes: Array(text.utf8), with: [seen])
    text = String(decoding: updated.bytes, as: UTF8.self)
  }

  /// Adds paragraphs before the commands, and claims after them.
  package mutating func complete(prose: [String], claims: [String]) {
    let body = text.dropFirst(heading.count)
    text = heading + prose.map { "\n" + $0 + "\n" }.joined() + body
    if !claims.isEmpty {
      text += "\n```claims\n" + claims.map { $0 + "\n" }.joined() + "```\n"
    }
  }

  private static func lines(of step: Step, allowing output: StepOutput) -> [String] {
    var lines: [String] = []
    var dropped: [ExpectedLine] = []
    var printed: [PrintedLine] = []
    func flush() {
      if dropped.count == printed.count {
        lines += zip(dropped, printed).map { VaryingLine.pattern($0, $1) ?? "..." }
      } else if lines.last != "..." {
        lines.append("...")
      }
      dropped = []
      printed = []
    }
    for line in step.expectation.revisedLines(for: output) {
      switch line {
      case .kept(let index):
        if !dropped.isEmpty || !printed.isEmpty { flush() }
        lines.append(step.expectation.lines[index].sourceText)
      case .dropped(let index): dropped.append(step.expectation.lines[index])
      case .printed(let line): printed.append(line)
      }
    }
    if !dropped.isEmpty || !printed.isEmpty { flush() }
    switch step.expectation.status {
    case .exactly(let status) where status != output.status: lines.append("[any]")
    case .exactly(0): break
    case .exactly(let status): lines.append("[\(status)]")
    case .failure: lines.append("[!0]")
    case .any: lines.append("[any]")
    }
    return lines
  }
}
