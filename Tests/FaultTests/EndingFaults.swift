import Glibc
import LabEvidence
import TestSupport
import Testing

extension Faults {
  /// Ends that come from outside while a notebook runs, and readers that go away.
  @Suite struct Endings {
    /// Steps that take half a second together, on two hosts.
    private static let busy = """
      ```console
      $ for i in 1 2 3 4 5; do echo $i; sleep 0.02; done
      1
      2
      3
      4
      5
      far$ ping -c 1 -W 1 10.0.0.1 >/dev/null; echo $?
      0
      $ (sleep 4321 &); echo left
      left
      $ for i in 1 2 3 4 5; do echo $i; sleep 0.02; done >/dev/null
      ```

      ```claims
      ping succeeds
      ```
      """
    private static let twoHosts =
      "hosts: [far]\nlinks: [\"lab:eth0 10.0.0.1/24 -- far:eth0 10.0.0.2/24\"]"

    @Test func killingTheAgentAtAnyMomentIsAFailureAndNoVerdict() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.busy, frontMatter: Self.twoHosts)
      var failures = 0
      for _ in 0..<Faults.size(8, whole: 50) {
        let moment = Double.random(in: 0..<0.7)
        let labbook = try scene.start(["run", path, "--json"])
        _ = eventually(within: moment) { labbook.hasEnded }
        scene.look(at: labbook)
        let agent = ProcessTree.descendants(of: labbook.process).first {
          ProcessTree.entry($0.process)?.parent == labbook.process
        }
        if let agent { kill(agent.process, SIGKILL) }
        let ending = try scene.end(of: labbook)
        let notebook = try #require(try ending.document().notebooks.first)
        #expect([0, 5].contains(ending.status), "after \(moment) s: \(ending.stdout)")
        guard ending.status == 5 else { continue }
        failures += 1
        #expect(notebook.status == "crashed")
        #expect(notebook.reason?.contains("agent") == true, "\(notebook.reason ?? "no reason")")
        #expect(!notebook.verdicts.contains("ping succeeds: refuted"))
      }
      #expect(failures > 0)
      try scene.expectAllWell()
    }

    @Test func aClosedTerminalInterruptsTheRun() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(
        """
        ```console {#first}
        $ echo one
        one
        ```

        ```console
        $ sleep 4321
        ```

        ```claims
        first prints "one"
        ```
        """, frontMatter: "step-timeout: 50s")
      // script(1) has the other side of labbook's terminal, which closes with it.
      let terminal = try scene.start(
        ["run", path],
        under: [
          "bash", "-c", #"exec script -qec "$(printf '%q ' "$@")" /dev/null"#, "bash",
        ])
      try scene.wait(for: "sleep 4321", below: terminal)
      terminal.signal(SIGKILL)
      _ = try scene.end(of: terminal)
      scene.expectTheMachineAsBefore()
      let store = try Store.open(path: scene.database, for: .read)
      #expect(try store.runs().map(\.status) == [.interrupted])
      try store.close()
      let judged = try scene.run(["judge", "last", "--json"])
      #expect(try judged.document(JudgeDocument.self).claims.map(\.verdict) == ["holds"])
      try scene.expectAllWell()
    }

    @Test func aReaderThatGoesAwayIsNoError() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(
        """
        ```console
        $ ip link set lo up; for i in {1..2000}; do echo $i >/dev/udp/127.0.0.1/9; done; seq 2000
        ```
        """)
      let wrapper = ["bash", "-c", #""$@" | head -n 1; exit "${PIPESTATUS[0]}""#, "bash"]
      // The verdict counts as always: this step was not to print anything.
      #expect(try scene.run(["run", path, "--json"], under: wrapper).status == 1)
      for arguments in [
        ["show", "last", "--all"], ["packets", "last"], ["packets", "last", "--json"],
        ["list"], ["export", "last", "--pcapng", "-"],
        [
          "sql",
          "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 200000) SELECT x FROM n",
        ],
      ] {
        let ending = try scene.run(arguments, under: wrapper)
        #expect(ending.status == 0, "\(arguments): \(ending.stderr)")
        #expect(!ending.stderr.contains("error"), "\(arguments): \(ending.stderr)")
      }
      try scene.expectAllWell()
    }

    @Test func aFullStandardOutputIsAFailure() throws {
      let scene = try FaultScene()
      let path = try scene.notebook("```console\n$ true\n```")
      let wrapper = ["bash", "-c", #"exec "$@" >/dev/full"#, "bash"]
      let ending = try scene.run(["run", path], under: wrapper)
      #expect(ending.status == 5)
      #expect(ending.stderr.contains("standard output: No space left on device"))
      // Only the telling failed.
      let store = try Store.open(path: scene.database, for: .read)
      #expect(try store.runs().map(\.status) == [.finished])
      try store.close()
      try scene.expectAllWell()
    }
  }
}
