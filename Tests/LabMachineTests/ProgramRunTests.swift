import Foundation
import Glibc
import LabMachine
import Testing

@Suite struct ProgramRunTests {
  @Test func bytesGoInAndComeOut() throws {
    // More than a pipe holds, both ways.
    let bytes = [UInt8](repeating: 65, count: 1 << 20)
    #expect(try ProgramRun.run(["cat"], input: .bytes(bytes)) == bytes)
    #expect(try ProgramRun.run(["cat"]).isEmpty)
  }

  @Test func filesGoInAndComeOut() throws {
    let folder = try TemporaryFolder()
    try folder.write("hello\n", to: "in")
    try ProgramRun.run(
      ["cat"], input: .file(folder.path + "/in"), output: .file(folder.path + "/out"))
    #expect(folder.text("out") == "hello\n")
  }

  @Test func theProgramHasItsFolderAndAnEnvironmentWithoutALanguage() throws {
    let folder = try TemporaryFolder()
    let script = "echo $PWD $LC_ALL $LANGUAGE $MORE"
    let output = try ProgramRun.run(
      ["sh", "-c", script], folder: folder.path, environment: ["MORE": "more"])
    #expect(String(decoding: output, as: UTF8.self) == "\(folder.path) C more\n")
  }

  @Test func aFailureNamesTheProgramItsStatusAndItsLastWord() {
    #expect(throws: MachineFailure("sh exits with 7: no room")) {
      try ProgramRun.run(["sh", "-c", "echo one >&2; echo no room >&2; exit 7"])
    }
    #expect(throws: MachineFailure("sh was ended by signal 15")) {
      try ProgramRun.run(["sh", "-c", "kill -TERM $$"])
    }
  }

  @Test func aProgramThatIsNotThereIsNamedWithItsPackage() {
    #expect(throws: MachineFailure("no-such-program is not installed")) {
      try ProgramRun.run(["no-such-program"])
    }
    #expect(throws: MachineFailure.self) { try ProgramRun.run(["/usr"]) }
    if ProgramPath.find("lzop") == nil {
      #expect(throws: MachineFailure("lzop is not installed", remedy: "apt-get install lzop")) {
        try ProgramRun.run(["lzop"])
      }
    }
  }

  @Test func aFolderThatIsNotThereIsAFailure() {
    #expect(throws: MachineFailure.self) {
      try ProgramRun.run(["true"], folder: "/no/such/folder")
    }
  }

  @Test func aProgramThatPrintsWithoutEndIsEnded() {
    #expect(throws: MachineFailure("yes prints more than labbook takes")) {
      try ProgramRun.run(["yes"], output: .bytes(limit: 1 << 16))
    }
  }

  @Test func cancellingEndsTheProgramAndWhatItStarted() throws {
    let folder = try TemporaryFolder()
    let cancellation = Cancellation()
    // A thread and no task: this test holds one of the few threads that tasks have until it is cancelled.
    let watcher = Thread {
      while folder.text("child") == nil { usleep(10_000) }
      cancellation.cancel()
    }
    watcher.start()
    #expect(throws: MachineFailure("sh was interrupted")) {
      try ProgramRun.run(
        ["sh", "-c", "sleep 1000 & echo $! > part; mv part child; wait"], folder: folder.path,
        cancellation: cancellation)
    }
    let child = try #require(folder.text("child").flatMap { pid_t($0.dropLast()) })
    // Killed; whoever inherited it may not have reaped it yet.
    var state = try? ProgramRun.run(["cat", "/proc/\(child)/stat"])
    while let text = state, !String(decoding: text, as: UTF8.self).contains(") Z ") {
      usleep(10_000)
      state = try? ProgramRun.run(["cat", "/proc/\(child)/stat"])
    }
    #expect(throws: MachineFailure("true was interrupted")) {
      try ProgramRun.run(["true"], cancellation: cancellation)
    }
  }
}
