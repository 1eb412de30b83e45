package import LabModel

extension ClaimCheck {
  /// Everything that is wrong with the claims of `plan`, its blocks' ids, `wait=` and `when=`.
  ///
  /// The claims are read again from their text, for the places of what they refer to. Diagnostics
  /// come in the order of the notebook.
  package static func diagnostics(for plan: Plan) -> [Diagnostic] {
    let check = ClaimCheck(context: ClaimContext(plan))
    let lines = SourceLines(plan)
    var found = check.claims(of: plan, lines)
    found += duplicates(in: plan, lines)
    for block in plan.blocks {
      found += check.identifier(of: block, lines)
      if let text = block.waitText {
        found += check.diagnostics(
          for: ClaimParser.moment(lines.attribute(text, at: block.position).text))
      }
      found += check.parameters(in: block.conditions, at: block.position, lines)
    }
    for file in plan.files {
      found += check.parameters(in: file.conditions, at: file.position, lines)
    }
    for transcript in plan.packetTranscripts { found += check.packets(transcript, lines) }
    return found.enumerated().sorted {
      ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
    }.map(\.element)
  }

  /// What a packet transcript's attributes refer to.
  private func packets(_ transcript: PacketTranscript, _ lines: SourceLines) -> [Diagnostic] {
    var found = parameters(in: transcript.conditions, at: transcript.position, lines)
    if let text = transcript.duringText {
      found += diagnostics(
        for: ClaimParser.moment(lines.attribute(text, at: transcript.position).text))
    }
    guard let filter = transcript.filter else { return found }
    let source = lines.attribute(filter.text, at: transcript.position)
    let range = 0..<(source.isFound ? filter.text.unicodeScalars.count : 1)
    return found
      + diagnostics(
        for: Parsed(
          value: filter, source: source.text,
          references: [ClaimReference(.filter(filter, [transcript.place]), range: range)]))
  }

  private func claims(of plan: Plan, _ lines: SourceLines) -> [Diagnostic] {
    plan.claims.flatMap { planned in
      if case .sql = planned.claim.statement {
        return parameters(in: planned.conditions, at: planned.position, lines)
      }
      let source = lines.source(planned.text, at: planned.position)
      return diagnostics(for: ClaimParser.claim(source))
        + parameters(in: planned.conditions, at: planned.position, lines)
    }
  }

  /// Claims that history could not tell apart.
  private static func duplicates(in plan: Plan, _ lines: SourceLines) -> [Diagnostic] {
    struct Identity: Hashable {
      var text: String
      var isPublished: Bool
    }
    var first: [Identity: PlannedClaim] = [:]
    return plan.claims.compactMap { planned in
      let identity = Identity(text: planned.identity, isPublished: planned.isPublished)
      guard let other = first[identity] else {
        first[identity] = planned
        return nil
      }
      let source = lines.source(planned.text, at: planned.position)
      let isLabelled = planned.claim.label != nil && other.claim.label != nil
      return source.diagnostic(
        at: 0..<planned.text.unicodeScalars.count,
        isLabelled
          ? "the label `\(planned.identity)` names the claim of line \(other.position.line) already"
          : "this is the claim of line \(other.position.line) again",
        remedy: isLabelled
          ? "choose another one" : "give each of them a label: `first: …`, `second: …`")
    }
  }

  // MARK: Blocks

  private func identifier(of block: Block, _ lines: SourceLines) -> [Diagnostic] {
    guard let id = block.id else { return [] }
    let attribute = lines.attribute("#" + id, at: block.position)
    let source = attribute.text
    let range = 0..<(attribute.isFound ? source.text.unicodeScalars.count : 1)
    if GrammarWord(id) != nil {
      return [
        source.diagnostic(
          at: range, "the id `\(id)` is a word of the claim language",
          remedy: "choose another one: `\(id)-step`")
      ]
    }
    let isPlain = id.utf8.allSatisfy {
      (0x41...0x5a).contains($0 & ~0x20) || ClaimReader.isDigit($0) || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: "_")
    }
    guard isPlain, id.utf8.contains(where: { !ClaimReader.isDigit($0) }) else {
      return [
        source.diagnostic(
          at: range, "the id `\(id)` cannot stand in a claim",
          remedy: "ids are made of letters, digits, `-` and `_`, and are no number")
      ]
    }
    guard context.steps.programNames.contains(id) else { return [] }
    return [
      source.diagnostic(
        at: range, "the id `\(id)` is also a program that a step runs",
        remedy: "a claim about `\(id)` would be about one of them only: choose another id")
    ]
  }

  private func parameters(
    in conditions: [Condition], at position: SourcePosition, _ lines: SourceLines
  ) -> [Diagnostic] {
    conditions.flatMap { condition -> [Diagnostic] in
      guard case .parameter(let name, _) = condition else { return [] }
      let source = lines.attribute("param \(name)", at: position)
      let range = source.isFound ? 6..<6 + name.unicodeScalars.count : 0..<1
      return diagnostics(
        for: Parsed(
          value: condition, source: source.text,
          references: [ClaimReference(.parameter(name), range: range)]))
    }
  }
}

/// The lines of a notebook, for diagnostics.
private struct SourceLines {
  private let path: String
  private let lines: [Substring]

  init(_ plan: Plan) {
    path = plan.path
    lines = String(decoding: plan.source, as: UTF8.self)
      .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
  }

  /// The line with the number `number`, from 1; empty where there is none.
  private func line(_ number: Int) -> String {
    lines.indices.contains(number - 1) ? String(lines[number - 1]) : ""
  }

  /// `text`, which begins at `position`.
  func source(_ text: String, at position: SourcePosition) -> SourceText {
    SourceText(text, position: position, path: path, sourceLine: line(position.line))
  }

  /// `text`, which stands somewhere in the info string of the fence at `position`.
  ///
  /// Where it is not found as it is (other blanks, escapes), it is taken to stand at `position`.
  func attribute(
    _ text: String, at position: SourcePosition
  ) -> (text: SourceText, isFound: Bool) {
    let line = line(position.line)
    let scalars = Array(line.unicodeScalars)
    let sought = Array(text.unicodeScalars)
    var place = position
    var isFound = false
    if !sought.isEmpty, scalars.count >= sought.count {
      for start in 0...scalars.count - sought.count
      where scalars[start..<start + sought.count].elementsEqual(sought) {
        place.column = start + 1
        isFound = true
        break
      }
    }
    return (SourceText(text, position: place, path: path, sourceLine: line), isFound)
  }
}
