import Foundation
import LabEvidence
import TestSupport
import Testing

extension Faults {
  /// A step that looks for a way out of its sandbox.
  @Suite struct Escapes {
    /// Each line of `attempts` is a name and a command that must fail; what succeeds is printed.
    private static func escaped(
      _ attempts: String, in scene: FaultScene, under wrapper: [String] = []
    ) throws -> [String] {
      let tries = attempts.split(separator: "\n").map { line in
        let name = line.prefix { $0 != ":" }
        let command = line.dropFirst(name.count + 1)
        return "(\(command)) >/dev/null 2>&1 </dev/null && echo \"\(name)\""
      }
      let path = try scene.notebook(
        """
        ```sh {#attempts exit=any}
        \(tries.joined(separator: "\n"))
        echo end
        ```

        ```console
        $ echo alive
        alive
        ```
        """)
      let (status, notebook) = try scene.document(of: path, under: wrapper)
      #expect(status == 0, "\(notebook)")
      let store = try Store.open(path: scene.database, for: .read)
      let run = try #require(try store.runs().first)
      let output = try RunEvidence.load(run: run.number, from: store).outputs
        .filter { $0.step == 1 }.flatMap(\.bytes)
      try store.close()
      let lines = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
      try #require(lines.last == "end")
      return lines.dropLast()
    }

    @Test func theMachinesFilesStayAsTheyAre() throws {
      let scene = try FaultScene()
      let accounts = try Data(contentsOf: URL(filePath: "/etc/passwd"))
      let marker = "/usr/labbook-fault-\(getpid())"
      let escaped = try Self.escaped(
        """
        the database: ls '\(scene.database)'
        a file of the caller's: ls '\(scene.work)'
        a block device: mknod /tmp/disk b 254 0 && head -c 1 /tmp/disk
        mounting a disk: for disk in $(lsblk -no PATH) /dev/vda /dev/sda; do mount $disk /mnt && exit; done; false
        the lower files: umount -l /usr && echo x >/usr/bin/true
        a remount: mount -o remount,rw,bind /sys && echo 1 >/sys/kernel/mm/ksm/run
        memory: head -c 1 /dev/mem || (mknod /tmp/mem c 1 1 && head -c 1 /tmp/mem)
        sysrq: echo b >/proc/sysrq-trigger
        core pattern: echo '|/bin/true' >/proc/sys/kernel/core_pattern
        a module: modprobe dummy_hcd || insmod /dev/null
        swap: swapoff -a -v || swapon /tmp/disk
        the clock: date -s '2001-01-01'
        the old root: ls /proc/1/root/ || ls -d /../../tmp/root
        a cgroup: mount -t cgroup2 none /mnt && echo max >/mnt/memory.max
        an old cgroup: mount -t cgroup -o memory none /mnt && echo -1 >/mnt/memory.limit_in_bytes
        a release agent: mount -t cgroup -o memory none /mnt && echo /bin/true >/mnt/release_agent
        """, in: scene)
      #expect(escaped == [])
      #expect(
        try scene.run([
          "run",
          scene.notebook(
            "```console\n$ echo x >\(marker); echo x >>/etc/passwd; rm -rf /bin /etc 2>/dev/null\n```",
            name: "write.md"),
        ]).status != 5)
      #expect(!FileManager.default.fileExists(atPath: marker))
      #expect(try Data(contentsOf: URL(filePath: "/etc/passwd")) == accounts)
      try scene.expectAllWell()
    }

    /// It may: its run is then lost, and never takes it for an answer.
    @Test func aStepThatTakesItsAgentsLimitsAwayLosesItsRun() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(
        """
        ```console
        $ prlimit --pid 1 --nofile=1
        $ echo alive
        alive
        ```

        ```claims
        echo prints "alive"
        no packets
        ```
        """)
      let (status, notebook) = try scene.document(of: path)
      #expect(status == 5)
      #expect(notebook.status == "crashed")
      #expect(notebook.reason?.contains("Too many open files") == true)
      #expect(notebook.claims.allSatisfy { $0.verdict == "inconclusive" }, "\(notebook.claims)")
      try scene.expectAllWell()
    }

    @Test func theMachinesNetworkIsOutOfReach() throws {
      let scene = try FaultScene()
      let server = try LoopbackServer()
      let escaped = try Self.escaped(
        """
        a port of the machine: ip link set lo up; echo x >/dev/tcp/127.0.0.1/\(server.port)
        an abstract socket: grep -F '\(server.abstractName)' /proc/net/unix
        an address outside: timeout 1 bash -c 'echo x >/dev/tcp/192.0.2.1/80'
        the machine's links: ip -o link | grep -v ': lo:'
        the machine's namespaces: ls /run/netns/* || ip link add a type veth peer b netns 0
        a parent's namespace: nsenter -t $(awk '/PPid/ {print $2}' /proc/1/status) -n true
        """, in: scene)
      #expect(escaped == [])
      #expect(!server.hasBeenReached)
      try scene.expectAllWell()
    }

    @Test func theAgentAndItsChannelAreOutOfReach() throws {
      let scene = try FaultScene()
      // A descriptor that labbook got from whoever started it.
      let secret = try scene.file("secret", "secret\n")
      let wrapper = ["sh", "-c", "exec 9<'\(secret)'; exec \"$@\"", "sh"]
      let escaped = try Self.escaped(
        """
        an inherited descriptor: cat <&9
        anybody's inherited descriptor: grep -s secret /proc/[0-9]*/fd/9
        the agent's descriptors: readlink /proc/1/fd/*
        the control channel: echo x >/proc/1/fd/3 || echo x >/proc/self/fd/3
        the agent's memory: head -c 1 /proc/1/mem || cat /proc/1/maps | grep .
        the agent's environment: grep . /proc/1/environ
        its root: ls /proc/1/root/ /proc/1/cwd/ || readlink /proc/1/exe
        its namespaces: nsenter -t 1 -m -p -n true || ls -l /proc/1/ns/net
        a tracer: (command -v strace && timeout 2 strace -p 1 -o /tmp/trace; grep . /tmp/trace)
        a debugger: command -v gdb && timeout 5 gdb -p 1 -batch -ex 'info proc' | grep 'exe ='
        a signal: for n in $(seq 64); do kill -$n 1; done; ! kill -0 1
        its priority: chrt -f -p 1 1
        the machine's processes: ls -d /proc/\(getpid())
        """, in: scene, under: wrapper)
      #expect(escaped == [])
      try scene.expectAllWell()
    }
  }
}
