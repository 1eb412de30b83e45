import Glibc
import LabClaims
import LabModel
import Testing

/// A small generator of pseudorandom numbers (SplitMix64), so that a failure can be seen again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}

/// How many made-up inputs a test tries: `LABBOOK_FUZZ` where it is set, else `count`.
func fuzzRounds(_ count: Int) -> Int {
  getenv("LABBOOK_FUZZ").flatMap { Int(String(cString: $0)) } ?? count
}

struct MutationTests {
  private static let seeds: [String] =
    GrammarTests.steps.map(\.0) + GrammarTests.states.map(\.0) + GrammarTests.others.map(\.0)
    + GrammarTests.packets.map(\.0) + CommandWordsTests.commands.map(\.0) + [
      "a: curl fails between lo is up and packet matching `arp` on b:* when kernel >= 6 and param a = \"b\""
    ]
  private static let pieces: [String] =
    GrammarWord.allCases.flatMap(\.spellings) + [
      "`", "\"", "/", "'", "#", ":", ",", ">", "<=", "!", "=", "\\", "*", ".", "1",
      "99999999999999",
      "1e309", "\0", "\u{301}", "\u{feff}", "\u{1f600}", "“", "\r\n", "10.0.0.0/99", "::/-1", "a@b",
    ]

  private static func mutated(_ text: String, with random: inout SeededGenerator) -> String {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 1: if place < bytes.count { bytes.remove(at: place) }
      case 2:
        if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
      case 3: bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
      case 4: bytes.removeSubrange(place...)
      default:
        var words = bytes.split(separator: 0x20).map { Array($0) }
        words.shuffle(using: &random)
        bytes = Array(words.joined(separator: [0x20]))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Parses, checks and renders `text`, and says whether it is a claim.
  private func survives(_ text: String, _ check: ClaimCheck) -> Bool {
    let parsed = read(text)
    let all = parsed.diagnostics + check.diagnostics(for: parsed)
    let width = text.unicodeScalars.count
    for diagnostic in all {
      #expect(diagnostic.position.column >= 1, "\(text.debugDescription)")
      #expect(
        diagnostic.position.column - 1 + diagnostic.length <= width + 1,
        "\(text.debugDescription)")
      #expect(!diagnostic.message.isEmpty)
    }
    #expect((parsed.value == nil) == !parsed.diagnostics.isEmpty, "\(text.debugDescription)")
    if let claim = parsed.value {
      #expect(read(claim.text).value == claim, "\(text.debugDescription)")
    }
    let source = SourceText(text, position: SourcePosition(line: 1, column: 1))
    _ = ClaimParser.moment(source)
    _ = ClaimParser.conditions(source)
    _ = ClaimParser.kernelVersions(source)
    _ = CommandWords.programs(in: text)
    return parsed.value != nil
  }

  @Test(arguments: 0..<8) func nothingBreaksTheParser(_ part: Int) {
    let check = ClaimCheck(context: ClaimContext(hosts: ["lab", "b"], steps: StepIndex(steps)))
    var random = SeededGenerator(seed: 2026 + UInt64(part))
    var claims = 0
    for _ in 0..<fuzzRounds(2_400) / 8 {
      let seed = Self.seeds.randomElement(using: &random) ?? ""
      if survives(Self.mutated(seed, with: &random), check) { claims += 1 }
    }
    // Some mutations leave a claim: else nothing but the first token would be tried.
    #expect(claims > 0)
  }

  @Test func randomBytesBreakNothing() {
    let check = ClaimCheck(context: ClaimContext(steps: StepIndex(steps)))
    var random = SeededGenerator(seed: 4)
    for _ in 0..<fuzzRounds(300) {
      let bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      #expect(!survives(String(decoding: bytes, as: UTF8.self), check))
    }
  }

  @Test func longLinesEnd() {
    let check = ClaimCheck(context: ClaimContext(steps: StepIndex(steps)))
    let exits = "curl exits 7" + String(repeating: " or 7", count: 20_000)
    #expect(survives(exits, check))
    #expect(!survives(String(repeating: "curl ", count: 20_000), check))
    #expect(!survives(String(repeating: "a", count: 200_000), check))
    #expect(!survives("curl prints " + String(repeating: "\\", count: 100_000), check))
  }
}
