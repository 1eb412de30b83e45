import Testing

extension Faults {
  /// Steps that leave processes behind, or make as many as they can.
  @Suite struct Processes {
    /// A process that is nobody's child, in a session of its own, with no descriptor open.
    private static let daemon = """
      ```sh {#daemon}
      setsid sh -c '(exec 0<&- 1>&- 2>&-; cd /; exec sleep 4321) & exit' </dev/null >/dev/null 2>&1
      ```

      ```console
      $ pgrep -x sleep | wc -l
      1
      ```

      ```claims
      daemon exits 0
      ```
      """

    @Test func aDaemonWithoutDescriptorsEndsWithTheSandbox() throws {
      let scene = try FaultScene()
      let (status, notebook) = try scene.document(of: scene.notebook(Self.daemon))
      #expect(status == 0)
      #expect(notebook.leaks == 1)
      #expect(notebook.verdicts == ["daemon exits 0: holds"])
      try scene.expectAllWell()
    }

    @Test func aDaemonThatHoldsTheOutputHoldsNothingUp() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(
        """
        ```console {#daemon}
        $ (setsid sh -c 'sleep 0.2; echo late; exec sleep 4321' &); echo started
        started
        ```

        ```console
        $ sleep 0.5; echo second
        second
        ```

        ```claims
        daemon prints "late"
        ```
        """)
      let (status, notebook) = try scene.document(of: path)
      #expect(status == 0)
      #expect(notebook.missed.isEmpty)
      #expect(notebook.leaks > 0)
      // What it prints is told as the step's that started it, however late.
      #expect(notebook.verdicts == ["daemon prints \"late\": holds"])
      try scene.expectAllWell()
    }

    @Test func aForkBombIsHeldAndTheNextStepRuns() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(
        """
        ```sh {#explosion exit=any}
        bomb() { bomb | bomb & }; bomb
        sleep 100
        ```

        ```console
        $ ls / >/dev/null; echo "alive"
        alive
        ```

        ```claims
        explosion succeeds
        ```
        """, frontMatter: "limits: {processes: 60}\nstep-timeout: \(Faults.size(2, whole: 8))s")
      let (status, notebook) = try scene.document(of: path)
      #expect(status == 1)
      #expect(notebook.status == "finished")
      #expect(notebook.missed.map(\.reason) == ["timed out"])
      #expect(notebook.leaks > 10)
      #expect(notebook.verdicts == ["explosion succeeds: refuted"])
      try scene.expectAllWell()
    }
  }
}
