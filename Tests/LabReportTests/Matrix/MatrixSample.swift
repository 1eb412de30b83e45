import LabEvidence
import LabModel
import LabReport

/// Results of two notebooks on three kernels, made by hand.
enum MatrixSample {
  static let kernels = [
    MatrixKernel(label: "host", release: "6.18.44", backend: "namespaces"),
    MatrixKernel(label: "6.1", release: "6.1.0-56-cloud-amd64", backend: "qemu"),
    MatrixKernel(label: "uml", release: "6.1.90", backend: "uml"),
  ]

  static func claim(
    _ number: Int, _ text: String, _ answer: Verdict.Answer, _ reason: String = "it was seen",
    isPublished: Bool = false
  ) -> ClaimVerdict {
    ClaimVerdict(
      number: number, identity: text, text: text, line: 10 + number, isPublished: isPublished,
      verdict: Verdict(answer, reason))
  }

  static func result(
    _ kernel: Int, path: String = "lab/bind.md", ending: NotebookResult.Ending = .finished,
    claims: [ClaimVerdict] = [], misses: [StepMiss] = [], of kernels: [MatrixKernel] = kernels
  ) -> NotebookResult {
    var result = NotebookResult(
      path: path, title: "Binding", ending: ending, runID: "019a-\(kernel)", steps: 2,
      misses: misses, claims: claims, duration: 1_000_000)
    result.kernel = kernels[kernel]
    result.outline = [
      StepLine(step: 1, command: "nc -l 127.0.0.1 8080 &", line: 5),
      StepLine(step: 2, command: "true", line: 9),
    ]
    return result
  }

  static var results: [NotebookResult] {
    func claims(_ answer: Verdict.Answer, _ reason: String) -> [ClaimVerdict] {
      [
        claim(1, "lo is down", .holds), claim(2, "nc prints \"Cannot assign\"", answer, reason),
        claim(3, "old: nc fails", answer == .holds ? .refuted : .holds, "x", isPublished: true),
      ]
    }
    return [
      result(0, claims: claims(.holds, "it printed so at +0.013 s")),
      result(
        1, claims: claims(.refuted, "nc (step 1) printed nothing"),
        misses: [StepMiss(step: 1, command: "nc -l 127.0.0.1 8080 &", line: 5, reason: "exited 1")]),
      result(2, claims: claims(.holds, "it printed so at +0.213 s")),
      result(0, path: "lab/route.md", claims: [claim(1, "no packets", .holds)]),
      result(1, path: "lab/route.md", claims: [claim(1, "no packets", .holds)]),
      result(
        2, path: "lab/route.md",
        ending: .crashed(reason: "the guest kernel panicked: sysrq", remedy: nil)),
    ]
  }

  static var matrix: KernelMatrix { KernelMatrix(kernels: kernels, results: results) }
}
