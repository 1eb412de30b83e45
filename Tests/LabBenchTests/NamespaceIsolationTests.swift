import Glibc
import LabModel
import LabSandbox
import Testing

/// What keeps a sandbox in namespaces away from the machine whose kernel it shares.
@Suite struct NamespaceIsolationTests {
  @Test(arguments: [
    "/proc/sys/vm/swappiness", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname_",
    "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches", "/proc/sys/kernel/printk",
    "/proc/sys/fs/file-max", "/proc/sys/net/core/rmem_max",
  ])
  func globalSettingsCannotBeWritten(_ path: String) throws {
    let lab = try TestLab(on: .namespaces())
    let result = try lab.run("echo 1 >\(path)")
    #expect(result.status != 0)
  }

  @Test func everyWritableFileOfProcSysBelongsToTheSandbox() throws {
    let lab = try TestLab(on: .namespaces())
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

  @Test func processesOfTheMachineDoNotShow() throws {
    let lab = try TestLab(on: .namespaces())
    let result = try lab.run("ls /proc | grep -c '^[0-9]'")
    #expect((Int(result.stdout.dropLast()) ?? 99) <= 5)
  }

  @Test func oneIdOrARange() throws {
    let single = try TestLab(on: .namespaces(useRange: false))
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
    let lab = try TestLab(on: .namespaces())
    let owner = try lab.run("stat -c %u /etc/passwd").stdout
    #expect(owner == (geteuid() == 0 ? "0\n" : "65534\n"))
  }

  @Test func theCallersKeysDoNotShow() throws {
    let lab = try TestLab(on: .namespaces())
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
}
