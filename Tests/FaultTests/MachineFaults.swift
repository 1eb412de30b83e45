import Foundation
import TestSupport
import Testing

extension Faults {
  /// Machines that forbid something, lack something, or are themselves a sandbox.
  @Suite struct Machines {
    private static let notebook = """
      ```console {#hello}
      $ ip link set lo up; ping -c 1 127.0.0.1 >/dev/null; echo hello
      hello
      ```

      ```claims
      hello prints "hello"
      exactly 2 packets matching `icmp`
      ```
      """

    // MARK: Namespaces forbidden

    @Test func aSeccompFilterIsNamedAndTheStatusIs3() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      let filter = [try CompiledFault.namespaceFilter.get()]
      let ending = try scene.run(["run", path], under: filter)
      #expect(ending.status == 3, "\(ending)")
      #expect((ending.stdout + ending.stderr).contains("seccomp"), "\(ending)")
      let doctor = try LabbookProcess.run(["doctor"], under: filter, in: scene.work)
      #expect(doctor.status == 3)
      #expect(doctor.stdout.contains("a seccomp filter forbids them"), "\(doctor.stdout)")
      try scene.expectAllWell()
    }

    @Test(arguments: ["user", "net", "pid", "mnt"])
    func aUsedUpNumberOfNamespacesIsNamedAndTheStatusIs3(kind: String) throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      // In a user namespace of the test's own, which has limits of its own: clone(2) gives ENOSPC.
      let limited = [
        "unshare", "-Ur", "sh", "-c",
        "echo 0 >/proc/sys/user/max_\(kind)_namespaces || exit 99; exec \"$@\"", "sh",
      ]
      let ending = try scene.run(["run", path], under: limited)
      #expect(ending.status == 3, "\(ending)")
      #expect((ending.stdout + ending.stderr).contains("namespaces"), "\(ending)")
      let doctor = try LabbookProcess.run(["doctor"], under: limited, in: scene.work)
      #expect(doctor.status == 3, "\(doctor)")
      try scene.expectAllWell()
    }

    @Test(
      .enabled(
        if: ProcessTree.read("/sys/kernel/security/lsm").contains("apparmor"),
        "this kernel has no AppArmor"))
    func aRuleOfAppArmorIsNamed() throws {
      let isRestricted =
        ProcessTree.read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1\n"
      guard isRestricted, geteuid() != 0 else { try Test.cancel("nothing is restricted for us") }
      let scene = try FaultScene()
      let ending = try scene.run(["run", scene.notebook(Self.notebook)])
      #expect(ending.status == 3)
      #expect((ending.stdout + ending.stderr).contains("AppArmor"))
    }

    // MARK: Something missing

    @Test func whatANotebookNeedsAndTheMachineLacksBlocksIt() throws {
      let scene = try FaultScene()
      for (needs, word) in [
        ("needs: [no-such-command-here]", "no-such-command-here"),
        ("kernel: {config: [NO_SUCH_OPTION]}", "NO_SUCH_OPTION"),
        ("kernel: {version: \">=99\"}", "99"),
      ] {
        let path = try scene.notebook(Self.notebook, frontMatter: needs)
        let (status, notebook) = try scene.document(of: path)
        #expect(status == 0)
        #expect(notebook.status == "blocked")
        #expect(notebook.reason?.contains(word) == true, "\(notebook)")
        #expect(!notebook.claims.contains { $0.verdict == "holds" }, "\(notebook.claims)")
        #expect(try scene.run(["run", path, "--strict"]).status == 4)
      }
      try scene.expectAllWell()
    }

    @Test func aMachineWithoutItsEmulatorIsNamed() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      for kernel in ["uml", "6.1"] {
        let ending = try scene.run(
          ["run", path, "--kernel", kernel], under: ["env", "PATH=/nonexistent"])
        #expect(ending.status == 5 || ending.status == 2, "\(kernel): \(ending)")
        let told = ending.stdout + ending.stderr
        #expect(told.contains("install") || told.contains("PATH"), "\(kernel): \(told)")
      }
      // The user's cache of kernels, which is empty.
      for name in [".cache", ".cache/labbook", ".cache/labbook/kernels"] {
        scene.expect(file: "work/" + name)
      }
      scene.expectTheMachineAsBefore()
    }

    @Test func anAgentThatIsNotThereIsNamed() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      let program = scene.folder.path + "/labbook-alone"
      try FileManager.default.copyItem(atPath: LabbookProcess.program, toPath: program)
      scene.expect(file: "labbook-alone")
      // The wrapper leaves the program out that stands before the arguments.
      let ending = try scene.run(
        ["run", path], under: ["sh", "-c", "shift; exec '\(program)' \"$@\"", "sh"])
      #expect(ending.status == 5, "\(ending)")
      #expect(
        (ending.stdout + ending.stderr).contains("labbook-agent belongs beside labbook"),
        "\(ending)")
      try scene.expectAllWell()
    }

    // MARK: Other surroundings

    enum Surroundings: String, CaseIterable {
      case oneProcessor, noHome, readOnlyTemporaryFolder, noDescriptors, noEnvironment, noTerminal

      /// What labbook is started under, with `folder` still to be written to.
      func wrapper(_ folder: String) -> [String] {
        switch self {
        case .oneProcessor: return ["taskset", "-c", "0"]
        case .noHome: return ["env", "-u", "HOME", "-u", "TMPDIR"]
        case .noEnvironment: return ["env", "-i"]
        case .noDescriptors: return ["sh", "-c", "exec \"$@\" 0<&- 1>&- 2>&-", "sh"]
        case .noTerminal: return ["setsid", "-w"]
        case .readOnlyTemporaryFolder:
          let script = """
            mount --bind /tmp /tmp && mount -o remount,bind,ro /tmp && mount --bind '\(folder)' \
            '\(folder)' && mount -o remount,bind,rw '\(folder)' || exit 99
            touch /tmp/labbook-fault 2>/dev/null && exit 98
            exec "$@"
            """
          return (geteuid() == 0 ? ["unshare", "-m"] : ["unshare", "-Urm"])
            + ["env", "-u", "TMPDIR", "sh", "-c", script, "sh"]
        }
      }
    }

    @Test(arguments: Surroundings.allCases)
    func itRunsInPoorSurroundings(_ surroundings: Surroundings) throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      let wrapper = surroundings.wrapper(scene.folder.path)
      let ending = try scene.run(["run", path], under: wrapper)
      // With nowhere to tell it, the answer is in the database and the status says so.
      #expect(ending.status == (surroundings == .noDescriptors ? 5 : 0), "\(ending)")
      let judged = try scene.run(["judge", "last", "--json"])
      #expect(
        try judged.document(JudgeDocument.self).claims.map(\.verdict) == ["holds", "holds"])
      try scene.expectAllWell()
    }

    @Test func aSandboxWithinASandboxRunsNotebooks() throws {
      let scene = try FaultScene()
      let program = LabbookProcess.program
      let path = try scene.notebook(
        """
        ```markdown {file=inner.md}
        ---
        labbook: 1
        ---
        \(Self.notebook.replacing("```", with: "~~~"))
        ```

        ```console {#inner}
        $ \(program) run inner.md --json --db /tmp/inner.sqlite >result; echo $?
        0
        $ grep -c '"verdict": "holds"' result
        1
        ```
        """, frontMatter: "step-timeout: 40s\ntimeout: 90s")
      let hidden = ["/tmp/", "/root/", "/home/", "/run/", "/var/tmp/"]
      if hidden.contains(where: program.hasPrefix) {
        try Test.cancel("\(program) is not in sandboxes")
      }
      let (status, notebook) = try scene.document(of: path)
      #expect(status == 0, "\(notebook)")
      try scene.expectAllWell()
    }
  }
}
