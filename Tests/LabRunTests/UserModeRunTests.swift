import Foundation
import LabEvidence
import LabMachine
import LabModel
import LabRun
import LabSandbox
import Testing

/// Notebooks on Debian's user-mode Linux, as far as the recorder goes.
@Suite(
  .serialized,
  .enabled(
    if: access("/usr/bin/linux.uml", X_OK) == 0,
    "linux.uml is not installed: apt install user-mode-linux"))
struct UserModeRunTests {
  /// A cache for these tests, gone with the process: kernel and image take seconds to make.
  private static let cache: CacheFolder = {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "labbook-run-cache-\(getpid())").path(percentEncoded: false)
    atexit { try? FileManager.default.removeItem(atPath: UserModeRunTests.cache.path) }
    return CacheFolder(path: path)
  }()

  private static let kernel = Result<Kernel, MachineFailure> {
    () throws(MachineFailure) -> Kernel in
    try KernelCache(folder: cache).add("uml", progress: { _ in })
  }

  private static func bench(_ fault: String? = nil) throws -> MachineBench {
    MachineBench(
      kernel: try kernel.get(), label: "uml", cache: cache,
      agentPath: NamespaceBench.installedAgent, commands: [], options: [],
      arguments: fault.map { ["labbook.fault=\($0)"] } ?? [])
  }

  @Test func aNotebookRunsAndIsJudgedOnItsKernelsLog() throws {
    let bench = try Self.bench()
    let release = try #require(bench.kernel?.release)
    let run = try ConductedNotebook(
      """
      ```console {#release}
      $ uname -r
      \(release)
      ```

      ```console {when="kernel < 6.2"}
      $ ip link add veth0 type veth peer name veth1
      ```

      ```console {when="kernel >= 6.2"}
      $ false
      ```

      ```claims
      kernel log does not contain "no kernel says this"
      #release succeeds
      ```
      """, on: bench)
    #expect(run.troubles == [])
    #expect(run.evidence.machine?.accelerator == .uml)
    #expect(run.evidence.run.kernelRelease == release)
    #expect(run.evidence.run.kernelLabel == "uml")
    #expect(run.evidence.taints.count == 1)
    #expect(run.result.outcomes.last?.claim.isImplicit == true)
    #expect(run.result.outcomes.last?.verdict.answer == .holds)
  }

  @Test(arguments: [
    ("panic:300", MachineCrash.Kind.panic), ("lost:300", .lostAgent), ("oom:300", .lostAgent),
  ])
  func aMachineThatIsLostIsACrashAndNoVerdict(fault: String, kind: MachineCrash.Kind) throws {
    let run = try ConductedNotebook(
      """
      ```console {#first}
      $ echo before
      before
      ```

      ```console {#second}
      $ sleep 100
      ```

      ```claims
      #first succeeds
      #second fails
      no packets
      ```
      """, frontMatter: "timeout: 110s\nstep-timeout: 105s", on: try Self.bench(fault))
    #expect(run.result.status == .crashed)
    #expect(run.result.crash?.kind == kind)
    #expect(run.result.outcomes.count == 4)
    #expect(run.result.outcomes.allSatisfy { $0.verdict.answer == .inconclusive })
    #expect(run.evidence.crash == run.result.crash)
    if kind == .panic {
      let trouble = try #require(run.result.health?.crashTrouble)
      #expect(trouble.kind == .panic)
      #expect(trouble.headline == "Kernel panic - not syncing: sysrq triggered crash")
      #expect(run.result.health?.crash?.tail.isEmpty == false)
    }
    if fault.hasPrefix("oom") {
      #expect(run.result.health?.troubles.contains { $0.trouble.kind == .outOfMemory } == true)
    }
  }

  /// Order and time are told by a clock that nobody sets.
  @Test func aClockThatIsSetBackChangesNoVerdict() throws {
    let run = try ConductedNotebook(
      """
      ```console {#begin}
      $ date +%s >/root/begin; ip link set lo up
      ```

      ```sh {#until-set}
      while [ $(date +%s) -ge $(cat /root/begin) ]; do sleep 0.1; done
      ping -c 1 127.0.0.1
      ```

      ```console {#set}
      $ test $(date +%s) -lt $(cat /root/begin)
      ```

      ```claims
      lo is up comes before packet matching `icmp`
      #until-set succeeds after #begin
      #set succeeds after #until-set
      #until-set takes less than 60s
      exactly 2 packets matching `icmp` during #until-set
      ```
      """, frontMatter: "timeout: 110s\nstep-timeout: 100s", on: try Self.bench("clock:500"))
    #expect(run.troubles == [])
    let times = run.evidence.attempts.compactMap { $0.end }
    #expect(times == times.sorted() && times.allSatisfy { $0 >= 0 && $0 < 110_000_000_000 })
    #expect((0..<110_000_000_000).contains(run.result.duration))
  }
}
