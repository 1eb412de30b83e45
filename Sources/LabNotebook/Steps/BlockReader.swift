import LabModel

/// Reads transcripts and scripts into blocks of steps.
struct BlockReader {
  private let text: NotebookText
  private let findings: Findings
  /// nil where the hosts are not known.
  private let hosts: Set<String>?
  private(set) var blocks: [Block] = []
  private var stepCount = 0
  /// Names of parameters, and those that earlier steps capture.
  private var captured: Set<String>
  /// The blocks that have an id.
  private var named: [String: [Block]] = [:]

  /// Reads with the names of `params` known, to which expected lines may refer.
  init(text: NotebookText, hosts: Set<String>?, parameters: Set<String>, findings: Findings) {
    self.text = text
    captured = parameters
    self.hosts = hosts
    self.findings = findings
  }

  mutating func read(_ fence: Fence, _ kind: Block.Kind, _ attributes: CheckedAttributes) {
    var block = Block(number: blocks.count + 1, kind: kind, position: fence.position)
    readCommon(&block, attributes)
    let host = readHost(attributes)
    switch kind {
    case .transcript: block.steps = readTranscript(fence, host, block.number, attributes)
    case .script: block.steps = readScript(fence, host, block.number, attributes)
    }
    for step in block.steps {
      for line in step.expectation.lines where line.kind == .regex {
        captured.formUnion(LineExpression.groups(in: line.text).filter(VariableReferences.isName))
      }
    }
    if let written = attributes.written(.identifier) { readIdentifier(written, &block) }
    blocks.append(block)
  }

  private func readCommon(_ block: inout Block, _ attributes: CheckedAttributes) {
    block.conditions = attributes.conditions()
    block.wait = attributes.moment()
    block.waitText = block.wait == nil ? nil : attributes.value(.wait)?.text
    block.retry = attributes.duration(.retry)
    block.timeout = attributes.duration(.timeout)
    block.isRequired = attributes.has(.required)
    block.expectedFailure = attributes.value(.expectedFailure)?.text
    block.stdin = attributes.value(.stdin)?.text
    for name in attributes.value(.needs)?.words ?? [] {
      if FrontMatterReader.isCommandName(name.text) {
        block.needs.append(name.text)
      } else {
        findings.add(
          "`\(name.text)` cannot be a command's name", about: name,
          remedy: "name commands as they are found on PATH: `needs=\"curl nc\"`")
      }
    }
    block.usesTerminal = attributes.has(.terminal)
    if block.usesTerminal, let stream = attributes.written(.stream) {
      findings.add(
        "`.tty` and `stream=` exclude each other", about: stream.whole,
        remedy: "on a terminal stdout and stderr are one stream")
    }
  }

  private func readHost(_ attributes: CheckedAttributes) -> String {
    guard let host = attributes.value(.host) else { return HostPlan.lab }
    if let hosts, !hosts.contains(host.text) { findings.reportUnknownHost(host, among: hosts) }
    return host.text
  }

  private mutating func readIdentifier(_ written: WrittenAttribute, _ block: inout Block) {
    let id = written.name.text
    block.id = id
    if let other = named[id]?.first(where: { other in
      other.conditions.isEmpty || block.conditions.isEmpty || other.conditions == block.conditions
    }) {
      findings.add(
        "the id `\(id)` names the block of line \(other.position.line) already",
        about: written.whole,
        remedy: "choose another one; blocks with different `when=` may share theirs")
    }
    named[id, default: []].append(block)
  }

  // MARK: Steps

  private mutating func readTranscript(
    _ fence: Fence, _ host: String, _ block: Int, _ attributes: CheckedAttributes
  ) -> [Step] {
    let reader = TranscriptReader(defaultHost: host, hosts: hosts, findings: findings)
    let comparison = readComparison(attributes)
    var steps: [Step] = []
    var capturedHere = captured
    for entry in reader.entries(of: fence) {
      let expectedReader = ExpectedLineReader(captured: capturedHere, findings)
      var lines = entry.expected
      var expectation = Expectation(comparison: comparison)
      expectation.foldsBlanks = attributes.has(.words)
      expectation.ignoresOrder = attributes.has(.unordered)
      if let last = lines.last, let status = readStatus(last) {
        expectation.status = status
        lines.removeLast()
      }
      expectation.lines = lines.map(expectedReader.read)
      capturedHere.formUnion(
        expectation.lines.filter { $0.kind == .regex }.flatMap {
          LineExpression.groups(in: $0.text)
        })
      stepCount += 1
      steps.append(
        Step(
          number: stepCount, block: block, indexInBlock: steps.count + 1, host: entry.host,
          command: entry.command, expectation: expectation, position: entry.position,
          expectedLines: entry.expectedLine..<entry.expectedLine + entry.expected.count))
    }
    return steps
  }

  private func readStatus(_ line: Fence.Line) -> ExpectedStatus? {
    guard let inner = ExpectedStatus.bracketed(in: line.text) else { return nil }
    if let status = ExpectedStatus(reading: inner) { return status }
    findings.add(
      "`[\(inner)]` is no exit status: they go from 0 to 255",
      about: Excerpt(text: line.text, position: line.position),
      remedy: "if the command prints it, write `\\[\(inner)\\] (re)`")
    return .any
  }

  private func readComparison(_ attributes: CheckedAttributes) -> Expectation.Comparison {
    let given = [FenceAttribute.anyOutput, .merge, .stream].filter(attributes.has)
    if given.count > 1, let last = given.last, let written = attributes.written(last) {
      findings.add(
        "`\(given[0].rawValue)` and `\(last.rawValue)` exclude each other", about: written.whole,
        remedy: "keep one of them")
    }
    if let stream = attributes.value(.stream) {
      switch stream.text {
      case "stdout": return .only(.stdout)
      case "stderr": return .only(.stderr)
      default:
        findings.add(
          "there is no stream `\(stream.text)`", about: stream,
          remedy: "write `stream=stdout` or `stream=stderr`")
      }
    }
    if attributes.has(.anyOutput) { return .none }
    return attributes.has(.merge) || attributes.has(.terminal) ? .merged : .either
  }

  private mutating func readScript(
    _ fence: Fence, _ host: String, _ block: Int, _ attributes: CheckedAttributes
  ) -> [Step] {
    guard fence.content.contains(where: { !$0.text.allSatisfy(\.isWhitespace) }) else {
      findings.add(
        "the script is empty", about: fence.opening,
        remedy: "write its commands, or mark the fence `{.norun}`")
      return []
    }
    var expectation = Expectation(comparison: .none)
    if let exit = attributes.value(.exit) {
      if let status = ExpectedStatus(reading: exit.text) {
        expectation.status = status
      } else {
        findings.add(
          "`\(exit.text)` is no exit status", about: exit,
          remedy: "write a number from 0 to 255, `!0` or `any`")
      }
    }
    stepCount += 1
    return [
      Step(
        number: stepCount, block: block, indexInBlock: 1, host: host,
        command: fence.content.map(\.text).joined(separator: "\n"), expectation: expectation,
        position: fence.content[0].position, expectedLines: fence.endLine..<fence.endLine)
    ]
  }
}
