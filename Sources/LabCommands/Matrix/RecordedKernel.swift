import Glibc
import LabEvidence

/// A kernel as `labbook diff --kernel` names it, looked for among recorded runs.
struct RecordedKernel {
  private let spec: String

  init(_ spec: String) { self.spec = spec }

  /// Whether `run` was on it: `host` is this machine's kernel in namespaces, a backend's name every
  /// kernel of it; else what it was called, its release, or the beginning of one that is not user-mode
  /// Linux, up to a whole number (`6.1` is not `6.12`).
  func matches(_ run: RunSummary) -> Bool {
    if spec == "host" {
      return run.backend == "namespaces" && run.kernelRelease == Self.runningRelease
    }
    if spec == run.backend || spec == run.kernelLabel || spec == run.kernelRelease { return true }
    return KernelRelease.isMeant(
      run.kernelRelease, by: spec, isUserMode: run.backend == "uml")
  }

  /// uname(2).
  static let runningRelease: String = {
    var name = utsname()
    guard uname(&name) == 0 else { return "" }
    return withUnsafeBytes(of: &name.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }()
}
