import LabClaims
import LabModel
import Testing

/// A claim's line as a notebook would hand it over: on line 7, from column 1.
func read(_ text: String) -> Parsed<Claim> {
  ClaimParser.claim(
    SourceText(text, position: SourcePosition(line: 7, column: 1), path: "x.md"))
}

/// The claim that `text` is; the test fails with the diagnostics where it is none.
func claim(_ text: String, _ place: SourceLocation = #_sourceLocation) throws -> Claim {
  let parsed = read(text)
  #expect(parsed.diagnostics.isEmpty, "\(text)", sourceLocation: place)
  return try #require(parsed.value, "\(text)", sourceLocation: place)
}

/// The steps of a small notebook.
let steps: [PlannedStep] = [
  PlannedStep(number: 1, block: 1, blockID: "serve", indexInBlock: 1, command: "cd /tmp"),
  PlannedStep(number: 2, block: 1, blockID: "serve", indexInBlock: 2, command: "nc -l 8900 &"),
  PlannedStep(number: 3, block: 2, command: "curl -sS localhost:8900 | tr a b"),
  PlannedStep(number: 4, block: 3, blockID: "up", command: "sudo ip netns exec ns1 curl b:80"),
  PlannedStep(number: 5, block: 4, host: "ns1", command: "python3.11 -m http.server"),
]
