import Foundation
import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct OutputExportTests {
  private func bytes(_ export: OutputExport, _ file: OutputExport.File) -> [UInt8] {
    var bytes: [UInt8] = []
    export.forEachPiece(of: file) { bytes += $0 }
    return bytes
  }

  @Test func namesSayStepBlockAttemptAndStream() throws {
    var evidence = SampleRun.evidence
    let step = { (number: Int, block: Int, id: String?, index: Int) in
      StepRow(
        number: number, block: block, blockID: id, indexInBlock: index, host: "lab", command: "x")
    }
    evidence.steps = [
      step(1, 1, "first-try", 1), step(2, 2, "many", 1), step(3, 2, "many", 2), step(4, 3, nil, 1),
      step(1234, 4, "../../etc/pass\u{0}wd\u{202e}", 1),
    ]
    evidence.attempts = [(1, 1), (2, 1), (2, 2), (3, 1), (4, 1), (1234, 1)].enumerated().map {
      AttemptRow(number: $0 + 1, step: $1.0, attempt: $1.1, start: 1)
    }
    let output = { (step: Int, attempt: Int, stream: LabModel.OutputStream, bytes: [UInt8]) in
      OutputRow(number: 1, step: step, attempt: attempt, stream: stream, time: 1, bytes: bytes)
    }
    evidence.outputs = [
      output(1, 1, .stdout, [0xff, 0]), output(1, 1, .stderr, [1]), output(1, 1, .stdout, [0x0d]),
      output(2, 1, .stdout, [2]), output(2, 2, .stdout, [3]), output(3, 1, .merged, [4]),
      output(1234, 1, .stdout, [5]),
    ]
    evidence.outputCuts = [
      OutputCutRow(step: 4, attempt: 1, stream: .stdout, time: 1, bytes: 70)
    ]
    let export = OutputExport(evidence)
    #expect(
      export.files.map(\.name) == [
        "0001-first-try.stdout", "0001-first-try.stderr", "0002-many.1.attempt-1.stdout",
        "0002-many.1.attempt-2.stdout", "0003-many.2.merged", "0004.stdout",
        "1234-______etc_pass_wd___.stdout",
      ])
    #expect(bytes(export, export.files[0]) == [0xff, 0, 0x0d])
    #expect(export.files[0].size == 3)
    #expect(bytes(export, export.files[5]) == [])
    #expect(export.files[5].dropped == 70)
  }

  @Test func longAndEmptyIdsAreFileNamesToo() {
    var evidence = SampleRun.evidence
    for (id, length) in [(String(repeating: "ü", count: 500), 91), ("", 11), ("..", 13)] {
      evidence.steps[0].blockID = id
      let name = OutputExport(evidence).files[0].name
      #expect(name.utf8.count == length, "\(name)")
      #expect(!name.contains("/"))
    }
  }

  @Test func theManifestListsEveryFile() throws {
    let export = OutputExport(SampleRun.evidence)
    let text = JSONWriter.text { export.write(labbook: "0.1.0", to: &$0) }
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(document["labbook"] as? String == "0.1.0")
    let steps = try #require(document["steps"] as? [[String: Any]])
    #expect(steps.count == 4)
    let files = steps.flatMap { $0["attempts"] as? [[String: Any]] ?? [] }
      .flatMap { $0["files"] as? [[String: Any]] ?? [] }
    #expect(files.compactMap { $0["name"] as? String } == export.files.map(\.name))
    #expect(
      export.files.map(\.name) == ["001-serve.stdout", "002.stderr", "004.stdout"])
    #expect(files.compactMap { $0["bytes"] as? Int } == export.files.map(\.size))
  }
}
