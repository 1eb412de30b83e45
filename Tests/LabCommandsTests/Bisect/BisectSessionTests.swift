import Foundation
import LabModel
import LabReport
import Testing

@testable import LabCommands

@Suite struct BisectSessionTests {
  /// Searches kernels `k1`, `k2`, … that are what the letters of `kernels` say.
  private func search(
    _ kernels: String, repeats: Int = 1, interruptedAt: Int? = nil
  ) throws -> (result: BisectResult, text: String) {
    let letters = Array(kernels)
    let members = letters.indices.map {
      BisectKernels.Member(name: "k\($0 + 1)", spec: letters[$0] == "-" ? nil : "k\($0 + 1)")
    }
    let ordered = try BisectKernels(members, good: "k1", bad: "k\(letters.count)", of: "the test")
    let folder = try TemporaryFolder()
    let path = try folder.file("out", "")
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    defer { try? file.close() }
    let out = OutputFile(descriptor: file.fileDescriptor)
    let session = BisectSession(output: out, style: TextStyle(), isQuiet: false)
    let result = try session.search(
      BisectResult(
        path: "a.md", title: "A", kernels: ordered.members.map(\.name), repeats: repeats),
      among: ordered
    ) { kernel, place in
      if place == interruptedAt { return nil }
      guard kernel.spec != nil else {
        return BisectTrial(
          kernel: kernel.name, place: place, runs: [], obstacle: "there is no kernel")
      }
      let verdicts: [KernelVerdict] =
        switch letters[place] {
        case "g": Array(repeating: .good, count: repeats)
        case "b": Array(repeating: .bad, count: repeats)
        case "f": [.bad] + Array(repeating: .good, count: repeats - 1)
        default: Array(repeating: .skip, count: repeats)
        }
      return BisectTrial(
        kernel: kernel.name, place: place,
        runs: verdicts.enumerated().map {
          .init(id: "019a-\(place)-\($0)", verdict: $1, reason: $1 == .good ? "" : "why\u{1B}")
        })
    }
    out.flush()
    return (result, String(decoding: try folder.bytes("out"), as: UTF8.self))
  }

  @Test func theFirstBadKernelIsNamedWithTheRunsToCompare() throws {
    let (result, text) = try search("gggggbbb")
    #expect(result.outcome == .found(good: 4, bad: 5))
    #expect(BisectSession.status(result) == .success)
    #expect(text.contains("8 kernels, k1 (good) to k8 (bad): about 5 tests"))
    #expect(text.contains("first bad: k6 (good: k5)\n  labbook diff 019a-4-0 019a-5-0\n"))
    #expect(text.contains("why\\x1b") && !text.contains("\u{1B}"))
  }

  @Test func whatCannotBeToldLeavesARange() throws {
    let (result, text) = try search("gg-sbb")
    #expect(result.outcome == .undecided(good: 1, bad: 4))
    #expect(BisectSession.status(result) == .undecided)
    #expect(
      text.contains(
        """
        undecided: the first bad kernel is one of these (good: k2)
          k3  (cannot tell)
          k4  (cannot tell)
          k5
        """))
    #expect(text.contains("there is no kernel"))
  }

  @Test func anEndThatIsNotAsSaidStopsIt() throws {
    let good = try search("bggb")
    #expect(good.result.outcome == .wrongEnd(0))
    #expect(BisectSession.status(good.result) == .refuted)
    #expect(good.text.contains("nothing to search: k1, which --good names, is bad"))
    let bad = try search("gggg")
    #expect(BisectSession.status(bad.result) == .refuted)
    #expect(bad.text.contains("nothing to search: k4, which --bad names, is good"))
    let unknown = try search("gggs")
    #expect(BisectSession.status(unknown.result) == .undecided)
    #expect(unknown.text.contains("k4, which --bad names, cannot be told"))
  }

  @Test func aFlakyKernelIsBadAndTheOddsAreTold() throws {
    let (result, text) = try search("gggff", repeats: 10)
    #expect(result.outcome == .found(good: 2, bad: 3))
    #expect(text.contains("1 of 10 bad") && text.contains("0 of 10 bad"))
    // 0.9 to the tenth.
    #expect(text.contains("a kernel as bad as k5 passes all of its runs in 34.9 % of all cases"))
    let json = JSONWriter.text { $0.value(result, exitStatus: 0) }
    #expect(json.contains("\"outcome\": \"found\", \"good\": \"k3\", \"bad\": [\"k4\"]"))
    #expect(json.contains("\"false_good\": 0.3487"))
    #expect(json.contains("\"good_run\": \"019a-2-0\", \"bad_run\": \"019a-3-0\""))
  }

  @Test func aSignalKeepsWhatIsKnown() throws {
    let (result, _) = try search("gggbbbb", interruptedAt: 3)
    #expect(result.outcome == .interrupted)
    #expect(result.trials.map(\.place) == [0, 6])
    #expect(BisectSession.status(result) == .interrupted)
  }

  @Test func backwardsTheFirstGoodKernelIsFound() throws {
    let members = BisectKernels.specified("1,2,3,4")
    let kernels = try BisectKernels(members, good: "4", bad: "1", of: "the test")
    var result = BisectResult(
      path: "a.md", title: "A", kernels: kernels.members.map(\.name), isReversed: true)
    result.outcome = .found(good: 1, bad: 2)
    let lines = BisectReport(style: TextStyle()).outcome(result)
    #expect(lines == ["first good: 3 (bad: 2)"])
  }
}
