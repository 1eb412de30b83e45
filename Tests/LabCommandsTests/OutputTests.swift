import Foundation
import Testing

@testable import LabCommands

@Suite struct OutputTests {
  @Test func aReaderThatWentAwayIsNoError() throws {
    signal(SIGPIPE, SIG_IGN)
    let pipe = try LabCommands.Pipe(isNonblocking: false)
    close(pipe.readEnd)
    let file = OutputFile(descriptor: pipe.writeEnd)
    file.line("nobody reads this")
    file.flush()
    #expect(file.isClosed)
    file.line("nor this")
    file.flush()
    close(pipe.writeEnd)
  }

  @Test func aFullDiskIsAnError() {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let file = OutputFile(descriptor: descriptor)
    file.line("x")
    file.flush()
    #expect(file.failure == ENOSPC)
    #expect(!file.isClosed)
  }

  @Test func everythingIsWrittenInOrder() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("out", "")
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    let file = OutputFile(descriptor: handle.fileDescriptor)
    for number in 0..<50_000 { file.line("line \(number)") }
    file.flush()
    let text = String(decoding: try folder.bytes("out"), as: UTF8.self)
    #expect(text == (0..<50_000).map { "line \($0)\n" }.joined())
  }
}

@Suite struct ProbeProcessTests {
  @Test func outputAndStatusComeBack() {
    let outcome = ProbeProcess.run(["sh", "-c", "echo out; echo err >&2; exit 3"])
    #expect(outcome.status == 3)
    #expect(outcome.output == "out\nerr\n")
    #expect(outcome.firstLine == "out")
  }

  @Test func aSignalIs128AndItsNumber() {
    #expect(ProbeProcess.run(["sh", "-c", "kill -9 $$"]).status == 137)
  }

  @Test func aProgramThatIsNotThereHasNoStatus() {
    #expect(ProbeProcess.run(["labbook-no-such-program"]).status == nil)
  }

  @Test func whatHangsIsKilledWithAllItStarted() {
    let start = ContinuousClock.now
    let outcome = ProbeProcess.run(["sh", "-c", "sleep 60 & sleep 60"], seconds: 1)
    #expect(outcome.status == nil)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func standardInputIsEmpty() {
    #expect(ProbeProcess.run(["cat"]).output.isEmpty)
  }
}

@Suite struct DoctorTests {
  @Test func doctorAnswersForThisMachineAndLeavesItAsItWas() throws {
    func links() -> String { ProbeProcess.run(["ip", "-o", "link"]).output }
    let before = links()
    let run = try CommandRun(["doctor", "--json"])
    #expect(links() == before)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(run.stdout.utf8)) as? [String: Any])
    let canRun = try #require(document["can_run"] as? Bool)
    let capabilities = try #require(document["capabilities"] as? [[String: Any]])
    let names = capabilities.compactMap { $0["name"] as? String }
    for name in ["user namespaces", "overlay", "packet ring", "cgroup v2", "veth", "nft", "KVM"] {
      #expect(names.contains(name))
    }
    // Started from the test runner, labbook's own capture probe has no labbook to start.
    #expect(run.status == (canRun ? .success : .machineUnable))
  }
}
