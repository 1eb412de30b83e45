import Glibc
import LabClaims
import LabModel
import Testing

/// docs/claims.md says everything that the grammar can, and each of its examples is right.
struct DocumentationTests {
  private static let lines: [String] = {
    let tests = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    guard let file = fopen("/" + tests + "/docs/claims.md", "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
  }()

  /// The lines in fences of the language `claims`, with their numbers.
  static let examples: [(Int, String)] = {
    var examples: [(Int, String)] = []
    var isInside = false
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        isInside = line == "```claims"
      } else if isInside, !ClaimParser.isComment(line) {
        examples.append((index + 1, line))
      }
    }
    return examples
  }()

  @Test func hasExamples() { #expect(Self.examples.count > 60) }

  @Test(arguments: examples) func everyExampleIsAClaim(_ number: Int, _ text: String) throws {
    let parsed = read(text)
    #expect(parsed.diagnostics.isEmpty)
    let claim = try #require(parsed.value)
    // Filters and expressions compile too; steps and hosts are only examples.
    let check = ClaimCheck(context: ClaimContext(steps: StepIndex([PlannedStep]())))
    let compiling = parsed.references.filter {
      switch $0.kind {
      case .filter, .pattern, .group: true
      default: false
      }
    }
    let references = Parsed(value: claim, source: parsed.source, references: compiling)
    #expect(check.diagnostics(for: references).map(\.message) == [])
  }

  @Test func allReservedWordsAreListed() throws {
    let start = try #require(Self.lines.firstIndex { $0.hasPrefix("The words of the grammar") })
    let list = Self.lines[(start + 1)...].prefix { !$0.isEmpty }.joined(separator: " ")
    let words = list.split(separator: "`").filter { $0.allSatisfy(\.isLetter) }.map(String.init)
    #expect(words == GrammarWord.allCases.flatMap(\.spellings).sorted())
  }

  @Test(arguments: GrammarWord.allCases) func everyWordIsInAnExample(_ word: GrammarWord) {
    let isThere = Self.examples.contains { _, text in
      text.split(separator: " ").contains { GrammarWord(String($0)) == word }
    }
    #expect(isThere, "\(word.rawValue)")
  }

  @Test(arguments: GrammarWord.allCases) func everyWordIsInTheGrammar(_ word: GrammarWord) throws {
    let start = try #require(Self.lines.firstIndex(of: "```ebnf"))
    let end = try #require(Self.lines[start...].firstIndex(of: "```"))
    let words = Self.lines[start..<end].joined(separator: " ").split { !$0.isLetter }
    #expect(words.contains { GrammarWord(String($0)) == word }, "\(word.rawValue)")
  }

  /// The names of everything a claim can be made of; a new case makes this a compile error.
  private static func forms(of claim: Claim) -> Set<String> {
    var forms: Set<String> = []
    func add(_ moment: Moment) {
      switch moment {
      case .steps: forms.insert("moment: steps")
      case .state(let state):
        forms.insert("moment: state")
        add(state)
      case .packet: forms.insert("moment: packet")
      }
    }
    func add(_ state: StateStatement) {
      switch state {
      case .interface(_, let state):
        switch state {
        case .up: forms.insert("up")
        case .down: forms.insert("down")
        case .present: forms.insert("present")
        case .absent: forms.insert("absent")
        case .carrier: forms.insert("carrier")
        case .address: forms.insert("address")
        case .mtu: forms.insert("mtu")
        case .master: forms.insert("master")
        }
      case .route(_, let state, _):
        switch state {
        case .present: forms.insert("route present")
        case .absent: forms.insert("route absent")
        case .linkDown: forms.insert("route linkdown")
        case .dead: forms.insert("route dead")
        case .type: forms.insert("route type")
        case .mtu: forms.insert("route mtu")
        }
      case .neighbour: forms.insert("neighbour")
      case .port: forms.insert("port")
      }
    }
    func add(_ verb: StepVerb) {
      switch verb {
      case .succeeds: forms.insert("succeeds")
      case .fails: forms.insert("fails")
      case .exits: forms.insert("exits")
      case .isKilled: forms.insert("is killed")
      case .timesOut: forms.insert("times out")
      case .isSkipped: forms.insert("is skipped")
      case .prints(let verb): forms.insert(verb.isNegated ? "does not print" : "prints")
      case .printsNothing: forms.insert("prints nothing")
      case .printsLines: forms.insert("prints lines")
      case .printsSame: forms.insert("prints the same")
      case .takes: forms.insert("takes")
      }
    }
    switch claim.statement {
    case .step(let statement):
      forms.insert("\(statement.quantifier)")
      add(statement.verb)
    case .packets(let statement): forms.insert("packets \(statement.direction)")
    case .path(let statement):
      switch statement.requirement {
      case .cross: forms.insert("cross")
      case .seenOn: forms.insert("seen on")
      }
    case .timing: forms.insert("timing")
    case .order: forms.insert("order")
    case .state(let state): add(state)
    case .sockets: forms.insert("sockets")
    case .counter: forms.insert("counter")
    case .kernelLog(.hasNoWarnings): forms.insert("no warnings")
    case .kernelLog(.contains): forms.insert("log contains")
    case .sql: break
    }
    switch claim.scope {
    case .before(let moment):
      forms.insert("before")
      add(moment)
    case .after(let moment):
      forms.insert("after")
      add(moment)
    case .until(let moment):
      forms.insert("until")
      add(moment)
    case .during(let moment):
      forms.insert("during")
      add(moment)
    case .between(let first, let second):
      forms.insert("between")
      add(first)
      add(second)
    case nil: break
    }
    for condition in claim.conditions {
      switch condition {
      case .kernel: forms.insert("kernel")
      case .option: forms.insert("config")
      case .parameter: forms.insert("param")
      }
    }
    return forms
  }

  @Test func everyFormHasAnExample() throws {
    var forms: Set<String> = []
    for (_, text) in Self.examples { forms.formUnion(Self.forms(of: try claim(text))) }
    let all: Set<String> = [
      "moment: steps", "moment: state", "moment: packet", "up", "down", "present", "absent",
      "carrier", "address", "mtu", "master", "route present", "route absent", "route linkdown",
      "route dead", "route type", "route mtu", "neighbour", "port", "succeeds", "fails", "exits",
      "is killed", "times out", "is skipped", "prints", "does not print", "prints nothing",
      "prints lines", "prints the same", "takes", "every", "some", "everyAttempt", "packets both",
      "packets entering", "packets leaving", "cross", "seen on", "timing", "order", "sockets",
      "counter", "no warnings", "log contains", "before", "after", "until", "during", "between",
      "kernel", "config", "param",
    ]
    #expect(all.subtracting(forms) == [])
    #expect(forms.subtracting(all) == [])
  }

  @Test func everyStateAndTypeIsNamed() {
    let text = Self.lines.joined(separator: "\n")
    let names =
      SocketState.allCases.map(\.name) + NeighbourState.allCases.map(\.name)
      + RouteType.allCases.map(\.name)
    for name in names { #expect(text.contains("`\(name)`"), "\(name)") }
    for comparison in Comparison.allCases {
      #expect(text.contains("\"\(comparison.rawValue)\""))
    }
  }

  @Test func mistakesOfTheTableAreMistakes() {
    let start = Self.lines.firstIndex(of: "## Common mistakes") ?? 0
    let rows = Self.lines[start...].filter { $0.hasPrefix("| `") }
    #expect(rows.count > 8)
    let check = ClaimCheck(
      context: ClaimContext(hosts: ["lab", "ns1"], steps: StepIndex(steps)))
    for row in rows {
      let text = row.dropFirst(3).prefix { $0 != "|" }
      guard let end = text.lastIndex(of: "`") else { continue }
      let parsed = read(String(text[..<end]))
      let found = parsed.diagnostics + check.diagnostics(for: parsed)
      // The last rows are claims that can be read, and say too little.
      #expect(
        found.isEmpty == row.hasPrefix("| `curl succeeds` ") || row.hasPrefix("| `curl fails` "))
    }
  }
}
