import LabEvidence
import Testing

extension Faults {
  /// Steps that want more of the machine than their notebook gives them.
  @Suite struct Resources {
    @Test func anAllocationBeyondTheLimitFails() throws {
      let scene = try FaultScene()
      // tail(1) keeps a line until its end comes.
      let path = try scene.notebook(
        """
        ```sh {#greedy exit=1}
        set -o pipefail
        head -c 20G /dev/zero | tail -n 1
        ```

        ```console
        $ echo alive
        alive
        ```

        ```claims
        greedy prints "memory exhausted" on stderr
        ```
        """, frontMatter: "limits: {memory: 256MiB}")
      let (status, notebook) = try scene.document(of: path)
      #expect(status == 0, "\(notebook)")
      #expect(notebook.verdicts == ["greedy prints \"memory exhausted\" on stderr: holds"])
      #expect(scene.peakMemory < 256 << 20)
      try scene.expectAllWell()
    }

    @Test func aFullDiskIsTheStepsTroubleAndTheNextOneRuns() throws {
      let scene = try FaultScene()
      let everywhere = ["/tmp", "/root", "/var/tmp", "/run", "/dev/shm", "/usr", "/etc"]
      let path = try scene.notebook(
        """
        ```sh {#fill exit=any}
        for folder in \(everywhere.joined(separator: " ")); do cat /dev/zero >"$folder/full"; done
        (while :; do head -c 4096 /dev/zero >>/tmp/more; sleep 0.001; done) 2>/dev/null &
        ```

        ```sh
        # \(String(repeating: "A step of more than a page of memory. ", count: 400))
        echo alive
        ```

        ```console
        $ df --output=avail /tmp | tail -n 1 | tr -d ' '
        0
        $ cat /dev/zero >/tmp/none
        cat: write error: No space left on device
        [1]
        ```

        ```claims
        fill prints "No space left on device" on stderr
        ```
        """, frontMatter: "limits: {disk: 32MiB}")
      let (status, notebook) = try scene.document(of: path)
      #expect(status == 0, "\(notebook)")
      #expect(notebook.missed.isEmpty)
      #expect(notebook.verdicts == ["fill prints \"No space left on device\" on stderr: holds"])
      try scene.expectAllWell()
    }

    @Test func outputWithoutEndIsCutCountedAndDecidesNothingThatIsMissing() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(
        """
        ```sh {#endless exit=any}
        yes
        ```

        ```console
        $ echo alive
        alive
        ```

        ```claims
        endless prints "y"
        endless prints "n"
        endless does not print "n"
        ```
        """,
        frontMatter: "limits: {output: 1MiB}\nstep-timeout: \(Faults.size(1, whole: 8))s")
      let (status, notebook) = try scene.document(of: path)
      #expect(status == 1)
      #expect(notebook.missed.map(\.reason) == ["timed out"])
      #expect(
        notebook.verdicts == [
          "endless prints \"y\": holds", "endless prints \"n\": inconclusive",
          "endless does not print \"n\": inconclusive",
        ])
      #expect(notebook.claims[1].reason.contains("bytes of its output were dropped"))
      let store = try Store.open(path: scene.database, for: .read)
      let run = try #require(try store.runs().first)
      let evidence = try RunEvidence.load(run: run.number, from: store)
      let kept = evidence.outputs.filter { $0.step == 1 }.reduce(0) { $0 + $1.bytes.count }
      #expect(kept == 1 << 20)
      try store.close()
      #expect(scene.peakMemory < 256 << 20)
      try scene.expectAllWell()
    }

    @Test func aLineWithoutEndIsCutAndMemoryStaysFlat() throws {
      let scene = try FaultScene()
      let size = Faults.size(64, whole: 1000) * 1_000_000
      let path = try scene.notebook(
        """
        ```sh {#long}
        head -c \(size) /dev/zero | tr '\\0' a
        ```

        ```console
        $ echo alive
        alive
        ```

        ```claims
        long prints "a"
        long does not print "b"
        ```
        """, frontMatter: "step-timeout: 50s\nlimits: {output: 4MiB}")
      let (status, notebook) = try scene.document(of: path)
      #expect(status == 4, "\(notebook)")
      #expect(
        notebook.verdicts == [
          "long prints \"a\": holds", "long does not print \"b\": inconclusive",
        ])
      #expect(notebook.claims[1].reason.contains("\(size - 4 << 20) bytes"))
      #expect(scene.peakMemory < 256 << 20)
      // It is shown as one line, and cut.
      let shown = try scene.run(["show", "last"])
      #expect(shown.status == 0)
      #expect(shown.stdout.split(separator: "\n").allSatisfy { $0.count <= 2100 })
      try scene.expectAllWell()
    }
  }
}
