import Glibc
import LabMachine
import LabModel
import LabSandbox
import Testing

/// A bench that the suite runs on, and what may be asked of it.
struct TestBench: Sendable, CustomTestStringConvertible {
  /// As runs record it.
  var backend: String
  /// How often tests repeat what must be so each time.
  var rounds = 1000
  /// How many times as long as on this machine's own kernel things may take.
  var slowness: Int64 = 1
  /// What the machine lacks for it; nil where it can be used.
  var missing: String?
  var make: @Sendable () throws -> any Bench

  var testDescription: String { backend }

  /// This kernel.
  static func namespaces(useRange: Bool = true) -> TestBench {
    TestBench(backend: "namespaces") {
      NamespaceBench(agentPath: NamespaceBench.installedAgent, useRange: useRange)
    }
  }

  /// User-mode Linux as Debian packages it.
  static let userMode = TestBench(
    backend: "uml", rounds: 100, slowness: 3,
    missing: access("/usr/bin/linux.uml", X_OK) == 0 ? nil : "user-mode-linux is not installed"
  ) {
    try TestMachines.bench(TestMachines.userMode.get())
  }

  /// QEMU with the newest kernel that was added to the user's cache.
  static let emulated = TestBench(
    backend: "qemu", rounds: 20, slowness: 6,
    missing: access("/usr/bin/qemu-system-x86_64", X_OK) != 0
      ? "qemu-system-x86 is not installed"
      : TestMachines.emulated == nil ? "`labbook kernel add 6.1` adds a kernel for it" : nil
  ) {
    try TestMachines.bench(#require(TestMachines.emulated))
  }

  /// Every kind of bench.
  static let kinds = [namespaces(), userMode, emulated]

  /// Those that this machine has, or of these the one that `LABBOOK_BENCH` names.
  static let all = kinds.filter { bench in
    bench.missing == nil
      && getenv("LABBOOK_BENCH").map { String(cString: $0) } ?? bench.backend == bench.backend
  }
}

@Suite struct TestBenchTests {
  @Test(
    arguments: TestBench.kinds)
  func aBenchSaysWhatItIs(bench: TestBench) throws {
    if let missing = bench.missing { try Test.cancel("\(bench.backend): \(missing)") }
    #expect(try bench.make().backend == bench.backend)
    #expect((try bench.make().kernel == nil) == (bench.backend == "namespaces"))
  }
}
