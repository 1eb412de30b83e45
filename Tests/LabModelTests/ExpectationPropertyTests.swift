import LabModel
import Testing

/// The comparison against the slow and obvious one, and against large inputs.
@Suite struct ExpectationPropertyTests {
  /// Whether `lines` take the rest of both streams, tried in every way there is.
  private func isMerge(
    _ lines: ArraySlice<ExpectedLine>, _ first: ArraySlice<String>, _ second: ArraySlice<String>
  )
    -> Bool
  {
    guard let line = lines.first else { return first.isEmpty && second.isEmpty }
    let rest = lines.dropFirst()
    func matches(_ text: String) -> Bool {
      line.kind == .anything || line.text == "." || line.text.contains(text)
    }
    let isMany = line.kind == .anything || line.quantity == .any
    if isMany || line.quantity == .optional, isMerge(rest, first, second) { return true }
    var following = rest
    if isMany || line.quantity == .some {
      var any = line
      if line.quantity == .some { any.quantity = .any }
      following = [any] + rest
    }
    if let text = first.first, matches(text), isMerge(following, first.dropFirst(), second) {
      return true
    }
    if let text = second.first, matches(text), isMerge(following, first, second.dropFirst()) {
      return true
    }
    return false
  }

  @Test func agreesWithTryingEveryMerge() {
    var generator = SeededGenerator(seed: 1)
    let forms = [
      "a", "b", "c", "...", ". (re)", ". (re*)", ". (re?)", "a (re*)", "b (re+)", "c (re?)",
      "a (glob*)",
    ]
    var met = 0
    for _ in 0..<3_000 {
      let lines = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
        forms[Int.random(in: 0..<forms.count, using: &generator)]
      }
      let streams = (0..<2).map { _ in
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
          ["a", "b", "c"][Int.random(in: 0..<3, using: &generator)]
        }
      }
      let expected = expectation(lines)
      let printed = output(
        streams[0].map { $0 + "\n" }.joined(), stderr: streams[1].map { $0 + "\n" }.joined())
      let truth = isMerge(expected.lines[...], streams[0][...], streams[1][...])
      met += truth ? 1 : 0
      #expect(expected.outcome(of: printed).isMet == truth, "\(lines) \(streams)")
      // With groups, the way is traced too: the answer stays the same.
      var traced = expected
      traced.lines = expected.lines.map { line in
        var line = line
        if line.kind == .regex { line.text = "(?<g>\(line.text))" }
        return line
      }
      #expect(traced.outcome(of: printed).isMet == truth, "\(lines) \(streams)")
      // What is revised is met.
      var revised = expected
      revised.lines = expected.revisedLines(for: printed).compactMap { line in
        switch line {
        case .kept(let index): expected.lines[index]
        case .dropped: nil
        case .printed(let line):
          ExpectedLine(
            kind: .exact, text: String(decoding: line.bytes, as: UTF8.self),
            position: SourcePosition(line: 1, column: 1))
        }
      }
      #expect(revised.outcome(of: printed).isMet, "\(lines) \(streams) \(revised.lines)")
    }
    #expect(met > 300)
  }

  @Test func agreesWithTryingEveryOrder() {
    var generator = SeededGenerator(seed: 2)
    let forms = ["a", "b", "[ab] (re)", "[bc] (re)", ". (re?)", "a (re+)", "b (re*)", "c"]
    var met = 0
    for _ in 0..<2_000 {
      let lines = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        forms[Int.random(in: 0..<forms.count, using: &generator)]
      }
      let printed = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        ["a", "b", "c"][Int.random(in: 0..<3, using: &generator)]
      }
      var expected = expectation(lines)
      let truth = permutations(printed).contains { order in
        permutations(expected.lines).contains { isMerge($0[...], order[...], []) }
      }
      met += truth ? 1 : 0
      expected.ignoresOrder = true
      let outcome = expected.outcome(of: output(printed.map { $0 + "\n" }.joined()))
      #expect(outcome.isMet == truth, "\(lines) \(printed)")
    }
    #expect(met > 100)
  }

  private func permutations<T>(_ items: [T]) -> [[T]] {
    guard !items.isEmpty else { return [[]] }
    return items.indices.flatMap { index in
      var rest = items
      let item = rest.remove(at: index)
      return permutations(rest).map { [item] + $0 }
    }
  }

  /// Expected lines, both streams, and whether they are met.
  struct Large: Sendable, CustomTestStringConvertible {
    var name: String
    var lines: [String]
    var stdout: [String]
    var stderr: [String] = []
    var isMet = true

    var testDescription: String { name }
  }

  static let large: [Large] = {
    let numbers = (0..<10_000).map { "line \($0)" }
    let odd = numbers.indices.filter { $0 % 3 == 0 }.map { numbers[$0] }
    let even = numbers.indices.filter { $0 % 3 != 0 }.map { numbers[$0] }
    let same = Array(repeating: "x", count: 10_000)
    return [
      Large(name: "one stream", lines: numbers, stdout: numbers),
      Large(name: "globs", lines: numbers.map { $0.dropLast() + "* (glob)" }, stdout: numbers),
      Large(
        name: "expressions", lines: numbers.map { _ in "line [0-9]+ (re)" }, stdout: numbers),
      Large(name: "after dots", lines: ["..."] + numbers.dropFirst(5_000), stdout: numbers),
      Large(
        name: "dots between",
        lines: numbers.enumerated().flatMap { $0.offset % 10 == 0 ? ["...", $0.element] : [] },
        stdout: numbers, isMet: false),
      Large(name: "many lines for one", lines: ["line * (glob*)"], stdout: numbers),
      Large(name: "two streams", lines: numbers, stdout: odd, stderr: even),
      Large(
        name: "last line missing", lines: numbers, stdout: odd, stderr: even.dropLast(),
        isMet: false),
      Large(
        name: "two streams after dots", lines: ["..."] + numbers.dropFirst(5_000), stdout: odd,
        stderr: even),
      Large(
        name: "few errors after dots",
        lines: ["...", "err", "..."] + numbers.dropFirst(2_000) + ["err"],
        stdout: numbers, stderr: ["err", "err"]),
      Large(
        name: "alike lines of two streams", lines: Array(same.prefix(2_000)),
        stdout: Array(same.prefix(1_000)), stderr: Array(same.prefix(1_000))),
      Large(
        name: "alike lines after dots", lines: ["...", "x", "...", "x", "y"],
        stdout: Array(same.prefix(2_000)) + ["y"], stderr: Array(same.prefix(2_000))),
    ]
  }()

  @Test(.timeLimit(.minutes(1)), arguments: large)
  func tenThousandLinesAreCompared(_ example: Large) {
    let printed = output(
      example.stdout.map { $0 + "\n" }.joined(), stderr: example.stderr.map { $0 + "\n" }.joined())
    #expect(expectation(example.lines).outcome(of: printed).isMet == example.isMet)
  }

  @Test func anyBytesAreComparedWithoutACrash() {
    var generator = SeededGenerator(seed: 3)
    let alphabet: [UInt8] =
      Array("ab \t\n\r\\.*?()[]{}$>#`é".utf8) + [0x00, 0x1b, 0xff, 0xe2, 0x80]
    func bytes(_ count: Int) -> [UInt8] {
      (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
    }
    let rounds = fuzzRounds(2_000)
    let suffixes = ["", " (re)", " (glob)", " (esc)", " (no-eol)", " (re*)", " (glob+)", " (re?)"]
    var misses = 0
    for _ in 0..<rounds {
      let lines = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        let text = String(decoding: bytes(Int.random(in: 0...12, using: &generator)), as: UTF8.self)
          .filter { !$0.isNewline }
        return text + suffixes[Int.random(in: 0..<suffixes.count, using: &generator)]
      }
      let printed = StepOutput(
        stdout: bytes(Int.random(in: 0...60, using: &generator)),
        stderr: bytes(Int.random(in: 0...20, using: &generator)))
      var expected = expectation(lines)
      expected.foldsBlanks = Bool.random(using: &generator)
      expected.ignoresOrder = Bool.random(using: &generator)
      let outcome = expected.outcome(of: printed, variables: ["a": "\\E[", "b": ""])
      if let miss = outcome.miss {
        misses += 1
        #expect(!miss.text.unicodeScalars.contains { $0 != "\n" && $0.value < 0x20 })
      }
    }
    #expect(misses > rounds / 2)
  }
}
