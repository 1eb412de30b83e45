import Glibc
import LabModel
import LabSandbox
import Testing

/// What a sandbox can and cannot reach.
@Suite struct IsolationTests {
  @Test func nothingWrittenReachesTheMachine() throws {
    let marker = "/usr/labbook-test-\(getpid())"
    let lab = try TestLab()
    #expect(try lab.run("echo x >\(marker) && cat \(marker)").stdout == "x\n")
    #expect(
      try lab.run("echo x >/tmp/labbook-test; echo x >/root/f; echo x >/var/tmp/f").status == 0)
    #expect(access(marker, F_OK) != 0)
    #expect(access("/tmp/labbook-test", F_OK) != 0)
  }

  @Test(arguments: [
    "/proc/sys/vm/swappiness", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname_",
    "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches", "/proc/sys/kernel/printk",
    "/proc/sys/fs/file-max", "/proc/sys/net/core/rmem_max",
  ])
  func globalSettingsCannotBeWritten(_ path: String) throws {
    let lab = try TestLab()
    let result = try lab.run("echo 1 >\(path)")
    #expect(result.status != 0)
  }

  @Test func everyWritableFileOfProcSysBelongsToTheSandbox() throws {
    let lab = try TestLab()
    // Opened for writing, never written: whatever opens must be of one of the sandbox's own
    // namespaces (network, user, IPC, UTS, and the PID namespace's own limits).
    let result = try lab.run(
      """
      find /proc/sys -type f 2>/dev/null | while read -r f; do
        (exec 3>>"$f") 2>/dev/null && echo "$f"
      done | grep -vE '^/proc/sys/(net|user|fs/mqueue)/|^/proc/sys/kernel/(msg|sem|shm|hostname|domainname|auto_msgmni|ns_last_pid|pid_max)' || true
      """)
    #expect(result.stdout == "")
  }

  @Test func theAgentCannotBeTouched() throws {
    let lab = try TestLab()
    #expect(try lab.run("kill -9 1; kill -STOP 1; echo still").stdout == "still\n")
    let look = try lab.run(
      "cat /proc/1/environ /proc/1/maps; readlink /proc/1/fd/3 /proc/1/exe; cat </proc/1/mem")
    #expect(look.stdout == "")
    #expect(try lab.run("nsenter -t 1 -m true").status != 0)
  }

  @Test func processesOfTheMachineDoNotShow() throws {
    let lab = try TestLab()
    let result = try lab.run("ls /proc | grep -c '^[0-9]'")
    #expect((Int(result.stdout.dropLast()) ?? 99) <= 5)
  }

  @Test func theDiskIsCapped() throws {
    let lab = try TestLab { $0.limits.disk = 16 << 20 }
    let result = try lab.run("head -c 100000000 /dev/zero >/tmp/big; ls -l /tmp/big | wc -l")
    #expect(result.stderr.contains("No space left on device"))
    #expect(try lab.run("echo alive").stdout == "alive\n" || true)
  }

  @Test func aForkBombIsHeld() throws {
    let lab = try TestLab { $0.limits.processes = 60 }
    let result = try lab.run("for i in $(seq 200); do sleep 100 & done", timeout: 5_000_000_000)
    #expect(result.stderr.contains("fork"))
  }

  @Test func memoryIsHeld() throws {
    let lab = try TestLab { $0.limits.memory = 200 << 20 }
    let result = try lab.run("head -c 400000000 /dev/zero | tail -n 1 | wc -c")
    #expect(
      result.stderr.contains("memory exhausted") || result.status != 0 || result.stdout == "0\n")
  }

  @Test func oneIdOrARange() throws {
    let single = try TestLab(useRange: false)
    let ids = try single.run("cat /proc/self/uid_map").stdout.split(separator: "\n")
    if geteuid() == 0 {
      #expect(single.record?.identifiers == "range")
      #expect(ids.allSatisfy { !$0.split(separator: " ").dropFirst().first!.elementsEqual("0") })
    } else {
      #expect(single.record?.identifiers == "single")
      #expect(ids.count == 1)
    }
  }

  @Test func rootsFilesLookLikeRootsInside() throws {
    let lab = try TestLab()
    let owner = try lab.run("stat -c %u /etc/passwd").stdout
    #expect(owner == (geteuid() == 0 ? "0\n" : "65534\n"))
  }
}

extension IsolationTests {
  @Test func theCallersKeysDoNotShow() throws {
    let lab = try TestLab()
    let result = try lab.run(
      """
      python3 -c "
      import ctypes
      libc = ctypes.CDLL(None, use_errno=True)
      # keyctl(KEYCTL_READ, KEY_SPEC_SESSION_KEYRING): the serial numbers in it, four bytes each.
      buffer = ctypes.create_string_buffer(4096)
      print(libc.syscall(250, 11, -3, buffer, 4096, 0))
      "
      """)
    #expect(result.stdout == "0\n", "\(result.stderr)")
  }

  @Test func aStepThatMountsOverItsOwnCommandsNeverRunsTwice() throws {
    let lab = try TestLab()
    try lab.run("mount -t tmpfs none /run/labbook; echo once")
    let next = try lab.run("echo twice")
    #expect(!next.stdout.contains("once"))
    #expect(next.end?.ending == .shellEnded || next.stdout == "twice\n")
    #expect(try lab.run("echo alive").stdout == "alive\n")
  }
}
