import Foundation
import LabEvidence
import LabModel
import LabReport

/// Results whose every text wants to break out of the format that holds it.
enum HostileRun {
  /// Control characters, markup of every format, bidirectional marks, non-characters, planes beyond.
  static let text =
    "\u{0}\u{1}\u{1B}[31m]]>&<\"'\u{FFFE}\u{FFFF}\u{202E}\u{85}\u{1FFFE}\u{10FFFF}😀 # \\ % ::error::x"
    + " ok 1 - no\t\r<!-- --> \u{301}#\u{301}%\u{301}"

  static var results: [NotebookResult] {
    var hostile = NotebookResult(
      path: "a&b<c>,:%.md", title: text + "\nok 9 - injected", ending: .finished, runID: "019a",
      steps: 2,
      misses: [
        StepMiss(
          step: 2, name: "x", host: "b", command: text + "\nnot ok 7", line: 12,
          reason: text + "\n::warning::second",
          difference: [
            DifferenceLine(.missing, text), DifferenceLine(.extra, "::error::" + text),
            DifferenceLine(.omitted, "..."),
          ])
      ],
      claims: [
        claim(1, .holds), claim(2, .refuted), claim(3, .inconclusive), claim(4, .notApplicable),
        claim(5, .refuted, isPublished: true), claim(6, .refuted, xfail: text),
      ], duration: 1_234_567_890)
    hostile.outline = [
      StepLine(step: 1, command: text, line: 10), StepLine(step: 2, command: text, line: 12),
      StepLine(step: 3, command: text, line: 14, skipped: text),
    ]
    hostile.parameters = [EnvironmentVariable(name: "p", value: text)]
    let blocked = NotebookResult(
      path: "blocked.md", title: "Blocked", ending: .blocked(reason: "no \(text)"))
    let crashed = NotebookResult(
      path: "crashed.md", title: "Crashed", ending: .crashed(reason: text, remedy: text))
    let empty = NotebookResult(path: "e.md", title: "Empty", ending: .finished, runID: "019b")
    return [hostile, blocked, crashed, empty]
  }

  private static func claim(
    _ number: Int, _ answer: Verdict.Answer, isPublished: Bool = false, xfail: String? = nil
  ) -> ClaimVerdict {
    ClaimVerdict(
      number: number, identity: "c\(number)", text: "claim \(number) " + text, line: 20 + number,
      isPublished: isPublished, expectedFailure: xfail, verdict: Verdict(answer, text))
  }

  static var run: ReportedRun { ReportedRun(results, duration: 2_000_000_000) }

  /// What a Python program prints when it has `input` on its standard input; nil where it fails.
  static func python(_ program: String, input: String) throws -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program]
    let (into, out) = (Pipe(), Pipe())
    process.standardInput = into
    process.standardOutput = out
    try process.run()
    into.fileHandleForWriting.write(Data(input.utf8))
    try into.fileHandleForWriting.close()
    let data = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }
}
