package import LabModel

/// Finds what is wrong with a notebook's claims without running anything.
package struct ClaimCheck: Sendable {
  package var context: ClaimContext

  package init(context: ClaimContext) { self.context = context }

  /// What is wrong with what a parsed text refers to: steps, hosts, filters, expressions, parameters.
  ///
  /// The parser's own diagnostics are not repeated.
  package func diagnostics<Value>(for parsed: Parsed<Value>) -> [Diagnostic] {
    let inOrder = parsed.references.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }
    return inOrder.map(\.element).compactMap { reference in
      finding(on: reference.kind).map { finding in
        parsed.source.diagnostic(
          finding.severity, at: reference.range, finding.message, remedy: finding.remedy)
      }
    }
  }

  /// Something wrong, without its place.
  struct Finding {
    var severity = Diagnostic.Severity.error
    var message: String
    var remedy: String?
  }

  private func finding(on kind: ClaimReference.Kind) -> Finding? {
    switch kind {
    case .steps(let selector): finding(on: selector)
    case .host(let host): finding(onHost: host)
    case .place(let place): place.host.flatMap { finding(onHost: $0) }
    case .filter(let filter, let places): finding(on: filter, at: places)
    case .pattern(let pattern): finding(on: pattern)
    case .group(let name, of: let pattern): finding(onGroup: name, of: pattern)
    case .parameter(let name): finding(onParameter: name)
    case .packetCount(let count, let filter): finding(on: count, of: filter)
    }
  }

  // MARK: Steps

  private func finding(on selector: StepSelector) -> Finding? {
    let steps = context.steps
    guard steps.moments(of: selector).isEmpty else { return nil }
    var anywhere = selector
    anywhere.host = nil
    if let host = selector.host, !steps.moments(of: anywhere).isEmpty {
      // An unknown host is its own mistake.
      guard context.hosts.contains(host) else { return nil }
      return Finding(message: "no step `\(anywhere.text)` runs on \(host)")
    }
    switch selector.name {
    case .prefix(let prefix):
      return Finding(message: "no step's command begins with `\(prefix)`")
    case .word(let word):
      if let (id, number) = StepSelector.Name.command(in: word), steps.hasBlock(withID: id) {
        return outOfRange(number, of: id)
      }
      let names = steps.blockIDs.sorted() + steps.programNames.sorted()
      return Finding(
        message: "no block has the id `\(word)`, and no step runs a program of that name",
        remedy: NearestName.of(word, among: names).map { "did you mean `\($0)`?" })
    case .id(let id, command: let number):
      if let number, steps.hasBlock(withID: id) { return outOfRange(number, of: id) }
      return Finding(
        message: "no block has the id `\(id)`",
        remedy: NearestName.of(id, among: steps.blockIDs.sorted()).map {
          "did you mean `#\($0)`?"
        })
    }
  }

  private func outOfRange(_ number: Int, of id: String) -> Finding {
    let count = context.steps.moments(of: StepSelector(name: .id(id, command: nil))).count
    return Finding(
      message: "the block `\(id)` has no command \(number)",
      remedy: count == 1
        ? "it has one: `#\(id)` names it" : "its commands are `\(id).1` to `\(id).\(count)`")
  }

  // MARK: Hosts and parameters

  private func finding(onHost host: String) -> Finding? {
    guard !context.hosts.contains(host) else { return nil }
    let nearest = NearestName.of(host, among: context.hosts.sorted())
    return Finding(
      message: "no host is called `\(host)`",
      remedy: nearest.map { "did you mean `\($0)`?" }
        ?? "list it under `hosts`, or under `netns` where a step makes it")
  }

  private func finding(onParameter name: String) -> Finding? {
    guard !context.parameters.contains(name) else { return nil }
    let nearest = NearestName.of(name, among: context.parameters.sorted())
    return Finding(
      message: "there is no parameter `\(name)`",
      remedy: nearest.map { "did you mean `\($0)`?" } ?? "list it under `params`")
  }

  // MARK: Filters and patterns

  /// A filter must compile for at least one link type of each place, or for any where none is named.
  private func finding(on filter: PacketFilter, at places: [Place]) -> Finding? {
    let questions = places.isEmpty ? [LinkType.unknownInterface] : places.map(context.linkTypes)
    for (index, linkTypes) in questions.enumerated() {
      var failures: [FilterFailure] = []
      for linkType in linkTypes {
        do throws(FilterFailure) {
          _ = try CompiledPacketFilter(filter.text, linkType: linkType)
        } catch {
          failures.append(error)
        }
      }
      guard failures.count == linkTypes.count, let failure = failures.first else { continue }
      let place = places.isEmpty ? "" : " on `\(places[index].text)`"
      return Finding(
        message: "no packet\(place) can match this filter: \(failure.message)",
        remedy: Self.remedy(for: failure))
    }
    return nil
  }

  private static func remedy(for failure: FilterFailure) -> String? {
    let words = failure.filter.split { !$0.isLetter }
    if words.contains("inbound") || words.contains("outbound") {
      return "the direction stands outside the filter: `packets … entering eth0`, `… leaving eth0`"
    }
    if words.contains("ifindex") {
      return "name the interface outside the filter: `packets … on eth0`"
    }
    return nil
  }

  private func finding(on pattern: TextPattern) -> Finding? {
    do throws(PatternFailure) {
      _ = try TextMatcher(pattern)
      return nil
    } catch {
      return Finding(message: "this is no regular expression: \(error.message)")
    }
  }

  private func finding(onGroup name: String, of pattern: TextPattern) -> Finding? {
    let remedy = "name the part that is the number in a regular expression: `(?<\(name)>[0-9.]+)`"
    guard case .regex = pattern.kind else {
      return Finding(message: "a text has no groups, so none is called `\(name)`", remedy: remedy)
    }
    // An expression that does not compile has its own diagnostic.
    guard let matcher = try? TextMatcher(pattern), !matcher.hasGroup(named: name) else {
      return nil
    }
    return Finding(message: "the pattern has no group called `\(name)`", remedy: remedy)
  }

  // MARK: Counts

  /// Offloads make one packet of several segments, so a count of TCP segments need not be theirs.
  private func finding(on count: CountRange, of filter: PacketFilter?) -> Finding? {
    guard context.offloads, let filter, let most = count.atMost, most > 0 else { return nil }
    let words = filter.text.lowercased().split { !($0.isLetter || $0 == "-") }
    // Segments with these flags carry nothing that an offload could join.
    let areSingle = words.contains { ["tcp-syn", "tcp-rst", "tcpflags"].contains($0) }
    guard words.contains("tcp"), !areSingle else { return nil }
    return Finding(
      severity: .warning,
      message: "with offloads on, several TCP segments can be one packet, so this count may vary",
      remedy: "set `offloads: false` in the front matter, or ask for `at least`")
  }
}
