import LabEvidence
import LabModel
import LabReport
import Testing

@Suite struct MatrixReportTests {
  private func text(_ matrix: KernelMatrix, width: Int = 100) -> String {
    MatrixReport(style: TextStyle(width: width)).lines(matrix).joined(separator: "\n")
  }

  @Test func whatDiffersStandsWithItsReasonsByKernel() {
    #expect(
      text(MatrixSample.matrix) == """
        kernel  release               on
        host    6.18.44               namespaces
        6.1     6.1.0-56-cloud-amd64  qemu
        uml     6.1.90                uml

        notebook                                           host             6.1              uml
          lab/bind.md                                      ✓ 2/2            ✗ 1/2, 1 missed  ✓ 2/2
          lab/route.md                                     ✓ 1/1            ✓ 1/1            ! crashed
            uml: crashed: the guest kernel panicked: sysrq

        3 of 5 rows differ; 2 the same on all kernels

        lab/bind.md                                        host             6.1              uml
          step 1: $ nc -l 127.0.0.1 8080 &                 ✓ met            ✗ missed         ✓ met
            6.1: exited 1
          nc prints "Cannot assign"                        ✓ holds          ✗ refuted        ✓ holds
            host, uml: it printed so at +0.013 s
            6.1: nc (step 1) printed nothing
          published: old: nc fails                         ✗ refuted        ✓ holds          ✗ refuted
            host, uml: x
            6.1: x
        """)
  }

  @Test func whatIsTheSameIsCounted() {
    let results = MatrixSample.results.filter {
      $0.path == "lab/route.md" && $0.ending == .finished
    }
    let matrix = KernelMatrix(kernels: Array(MatrixSample.kernels.prefix(2)), results: results)
    #expect(
      text(matrix).hasSuffix(
        "nothing differs: the one row is the same on all kernels that tell of them"))
  }

  @Test func aCrashIsNoAnswerOfTheNetwork() {
    let rows = MatrixSample.matrix.notebooks[1].rows
    #expect(rows.map(\.differs) == [false])
    #expect(rows[0].cells.map(\.answer) == [.holds, .holds, .crashed])
  }

  @Test func aClaimThatOneKernelHasNotIsNoDifference() {
    var results = [MatrixSample.result(0), MatrixSample.result(1)]
    results[1].claims = [MatrixSample.claim(1, "kernel log has no warnings", .holds)]
    let matrix = KernelMatrix(kernels: Array(MatrixSample.kernels.prefix(2)), results: results)
    #expect(matrix.notebooks[0].rows[0].cells.map(\.answer) == [MatrixCell.Answer.none, .holds])
    #expect(matrix.differing == 0)
  }

  @Test func repeatsOnOneKernelHaveARate() {
    let repeats = [Verdict.Answer.holds, .holds, .refuted].map { answer in
      MatrixSample.result(0, claims: [MatrixSample.claim(1, "c", answer, "why")])
    }
    let other = MatrixSample.result(1, claims: [MatrixSample.claim(1, "c", .holds)])
    let matrix = KernelMatrix(
      kernels: Array(MatrixSample.kernels.prefix(2)), results: repeats + [other])
    #expect(matrix.notebooks[0].rows[0].cells.map(\.word) == ["flaky 2 of 3", "holds"])
    #expect(matrix.differing == 1)
  }

  @Test(arguments: [1, 3, 6, 9, 14, 30]) func manyKernelsFitInAHundredColumns(count: Int) {
    let kernels = (0..<count).map {
      MatrixKernel(label: "6.\($0).117-rc1", release: "6.\($0).117-rc1-long-name", backend: "qemu")
    }
    let results = kernels.indices.map { index in
      MatrixSample.result(
        index,
        claims: [
          MatrixSample.claim(
            1, "route 10.0.0.0/8 dev eth0 table local is present after step 17 and some more",
            index % 2 == 0 ? .holds : .inconclusive, "reason")
        ], of: kernels)
    }
    let lines = MatrixReport(style: TextStyle(width: 100))
      .lines(KernelMatrix(kernels: kernels, results: results))
    for line in lines { #expect(TextWidth.columns(line) <= 100, "\(line)") }
    #expect(lines.contains { $0.contains("6.0.117-rc1-long-name") })
    #expect(count < 2 || lines.contains { $0.contains("? inconclusive") })
  }

  @Test func noTextOfANotebookSteersTheTerminal() {
    let hostile = "\u{1B}[31m | ` <b> \u{202E}\r\nx"
    var kernel = MatrixSample.kernels[0]
    kernel.label = hostile
    var result = MatrixSample.result(0, path: hostile, of: [kernel])
    result.claims = [MatrixSample.claim(1, hostile, .refuted, hostile)]
    var other = MatrixSample.result(1, path: hostile)
    other.claims = [MatrixSample.claim(1, hostile, .holds, hostile)]
    let text = text(
      KernelMatrix(kernels: [kernel, MatrixSample.kernels[1]], results: [result, other]))
    #expect(text.contains("\\x1b[31m"))
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || VisibleText.isVisible($0) })
  }
}
