import Glibc
import LabEvidence
import LabModel
import LabNotebook
import LabReport
import LabRun
import LabSandbox

/// Makes a notebook of what somebody types: runs each command as it comes, then all of them twice
/// more in fresh sandboxes, and writes down what came out alike.
struct Recording {
  let path: String
  let context: CommandContext
  /// Where commands come from.
  var input: Int32 = 0

  /// Records until the end of input.
  ///
  /// - Throws: `CommandFailure` where no sandbox can be made, nothing was typed, or the file cannot be
  ///   written; what the database throws.
  func carryOut() throws -> RecordedNotebook {
    let bench = NamespaceBench(agentPath: NamespaceBench.installedAgent)
    let typed = try type(on: bench)
    guard !typed.isEmpty else {
      throw CommandFailure(.mistake, "nothing was typed, so there is no notebook to write")
    }
    var notebook = RecordedNotebook(
      path: path, title: NewFile.title(of: path), commands: typed.map(\.command))
    guard let plan = notebook.plan else {
      throw CommandFailure(
        .failed,
        "a notebook cannot hold what was typed: "
          + (notebook.diagnostics.first?.message ?? "nobody knows why"))
    }
    context.stderr.line("running all of it twice, to see what varies")
    return try withScratchStore { store in
      let runs = try (0..<2).map { number in
        // Far enough apart that clocks differ in what they print.
        if number > 0 { usleep(1_100_000) }
        let result = try Conductor(
          RunRequest(plan: plan, bench: bench, store: store, version: LabbookCommand.version)
        ).run()
        if let failure = result.failure { throw CommandFailure(.failed, failure.sentence) }
        return result
      }
      let samples =
        runs.map { run in
          run.steps.compactMap { step in
            step.output.map { LabNotebook.StepResult(step: step.step.number, output: $0) }
          }
        } + [
          typed.enumerated().map {
            LabNotebook.StepResult(step: $0.offset + 1, output: $0.element.output)
          }
        ]
      notebook.expect(samples[0])
      for sample in samples.dropFirst() { notebook.allow(sample) }
      notebook.loosen(samples)
      let offers = ClaimOffers(store: store, runs: runs.map(\.number))
      let packets = try offers.packets()
      let seen =
        packets.isEmpty ? "No packet was seen." : "Seen: \(packets.joined(separator: ", "))."
      notebook = try offers.showingPackets(notebook)
      let claims = try offers.claims(for: notebook)
      notebook.complete(prose: ["What does this show? \(seen)"], claims: claims)
      return notebook
    }
  }

  /// Reads and runs commands until the end of input.
  private func type(on bench: NamespaceBench) throws
    -> [(command: String, output: StepOutput)]
  {
    let interruption = try Interruption()
    let empty = NotebookReader.read(path: path, bytes: Array("---\nlabbook: 1\n---\n".utf8))
    guard let plan = empty.plan else {
      throw CommandFailure(.failed, "the empty notebook cannot be read")
    }
    do {
      let sandbox = try LiveSandbox(plan, on: bench)
      let commands = TypedCommands(
        LineEditor(input: input, interruption: interruption.descriptor) {
          context.stderr.write($0)
        })
      var typed: [(command: String, output: StepOutput)] = []
      while let command = commands.next() {
        let output = try sandbox.run(
          command,
          show: { bytes in
            context.stdout.write(bytes)
            context.stdout.flush()
          }, isInterrupted: { interruption.next() != nil })
        guard let output else {
          context.stderr.line("interrupted: the sandbox is gone; what was typed before is kept")
          break
        }
        typed.append((command, output))
        if output.ending == .timedOut {
          context.stderr.line("stopped after 10 s, as it would be in a notebook")
        } else if output.status != 0 {
          context.stderr.line("[\(output.status)]")
        }
      }
      return typed
    } catch {
      throw CommandFailure(
        error.isMachineUnable ? .machineUnable : .failed, error.sentence, remedy: error.remedy)
    }
  }

  /// Gives `body` a database that is gone afterwards.
  private func withScratchStore<Result>(_ body: (Store) throws -> Result) throws -> Result {
    var template = Array("/tmp/labbook-record-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw CommandFailure(.failed, "make a folder in /tmp: \(String(cString: strerror(errno)))")
    }
    let folder = String(cString: made)
    defer {
      for ending in ["", "-wal", "-shm"] { unlink("\(folder)/record.sqlite\(ending)") }
      rmdir(folder)
    }
    do {
      let store = try Store.open(path: "\(folder)/record.sqlite", for: .write)
      defer { try? store.close() }
      return try body(store)
    } catch let failure as StoreFailure {
      throw CommandFailure(failure)
    }
  }
}
