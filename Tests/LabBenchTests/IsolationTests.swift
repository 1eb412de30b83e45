import Glibc
import LabModel
import LabSandbox
import Testing

/// What a sandbox can and cannot reach.
@Suite struct IsolationTests {
  @Test(arguments: TestBench.all) func nothingWrittenReachesTheMachine(bench: TestBench) throws {
    let marker = "/usr/labbook-test-\(getpid())"
    let lab = try TestLab(on: bench)
    #expect(try lab.run("echo x >\(marker) && cat \(marker)").stdout == "x\n")
    #expect(
      try lab.run("echo x >/tmp/labbook-test; echo x >/root/f; echo x >/var/tmp/f").status == 0)
    #expect(access(marker, F_OK) != 0)
    #expect(access("/tmp/labbook-test", F_OK) != 0)
  }

  @Test(arguments: TestBench.all) func theAgentCannotBeTouched(bench: TestBench) throws {
    let lab = try TestLab(on: bench)
    #expect(try lab.run("kill -9 1; kill -STOP 1; echo still").stdout == "still\n")
    let look = try lab.run(
      "cat /proc/1/environ /proc/1/maps; readlink /proc/1/fd/3 /proc/1/exe; cat </proc/1/mem")
    #expect(look.stdout == "")
    #expect(try lab.run("nsenter -t 1 -m true").status != 0)
  }

  @Test(arguments: TestBench.all) func theDiskIsCapped(bench: TestBench) throws {
    let lab = try TestLab(on: bench) { $0.limits.disk = 16 << 20 }
    let result = try lab.run("head -c 100000000 /dev/zero >/tmp/big; ls -l /tmp/big | wc -l")
    #expect(result.stderr.contains("No space left on device"))
    #expect(try lab.run("echo alive").stdout == "alive\n")
  }

  @Test(arguments: TestBench.all) func aForkBombIsHeld(bench: TestBench) throws {
    let lab = try TestLab(on: bench) { $0.limits.processes = 60 }
    let result = try lab.run("for i in $(seq 200); do sleep 100 & done", timeout: 5_000_000_000)
    #expect(result.stderr.contains("fork"))
  }

  @Test(arguments: TestBench.all) func memoryIsHeld(bench: TestBench) throws {
    let lab = try TestLab(on: bench) { $0.limits.memory = 200 << 20 }
    let result = try lab.run("head -c 400000000 /dev/zero | tail -n 1 | wc -c")
    #expect(
      result.stderr.contains("memory exhausted") || result.status != 0 || result.stdout == "0\n")
  }

  @Test(arguments: TestBench.all) func aStepThatMountsOverItsOwnCommandsNeverRunsTwice(
    bench: TestBench
  ) throws {
    let lab = try TestLab(on: bench)
    try lab.run("mount -t tmpfs none /run/labbook; echo once")
    let next = try lab.run("echo twice")
    #expect(!next.stdout.contains("once"))
    #expect(next.end?.ending == .shellEnded || next.stdout == "twice\n")
    #expect(try lab.run("echo alive").stdout == "alive\n")
  }
}
