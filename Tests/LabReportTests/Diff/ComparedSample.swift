import LabEvidence
import LabModel
import LabReport

/// Runs that are compared, made by hand of `SampleRun`.
enum ComparedSample {
  static func run(
    kernel: String = "6.18.44", backend: String = "namespaces", mtu: UInt32? = nil,
    output: String? = nil, status: Int32 = 7,
    claims: [ClaimVerdict] = SampleRun.claims, change: (inout RunEvidence) -> Void = { _ in }
  ) -> ComparedRun {
    var evidence = SampleRun.evidence
    evidence.run.kernelRelease = kernel
    evidence.run.backend = backend
    evidence.attempts[1].status = status
    if let mtu { evidence.links[1].change.new?.mtu = mtu }
    if let output { evidence.outputs[0].bytes = Array(output.utf8) }
    change(&evidence)
    return ComparedRun(evidence: evidence, claims: claims)
  }
}
