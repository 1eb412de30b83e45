import Foundation
import LabModel
import LabSandbox
import Testing

@testable import LabMachine

/// Sandboxes on the machine's user-mode Linux.
@Suite(
  .serialized,
  .enabled(if: ProgramPath.find("linux.uml") != nil, "linux.uml is not installed: user-mode-linux"))
struct UserModeTests {
  /// A word of the command line by which a test finds its machine's processes.
  private let mark = "labbook.test=\(UUID().uuidString)"

  private func bench(
    _ fault: String? = nil, startLimit: Int64? = nil, patience: Int64 = 20_000_000_000,
    image: String? = nil
  ) throws -> MachineBench {
    var kernel = try MachineCache.userMode.get()
    if let image { kernel.image = image }
    return MachineBench(
      kernel: kernel, label: "uml", cache: MachineCache.folder,
      agentPath: NamespaceBench.installedAgent, commands: [], options: [],
      arguments: [mark] + (fault.map { ["labbook.fault=\($0)"] } ?? []), startLimit: startLimit,
      patience: patience)
  }

  /// Processes of this test's machine.
  private var left: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.filter { name in
      SystemFile.text("/proc/\(name)/cmdline")?.contains(mark) == true
    } ?? []
  }

  /// Takes events until the crash, and sees that it is the end; a step that ends all the same is none.
  private func crash(_ lab: MachineLab) throws -> MachineCrash {
    var crash: MachineCrash?
    try lab.collect { body in
      switch body {
      case .crashed(let found): crash = found
      case .fence: break
      default: return false
      }
      return true
    }
    let found = try #require(crash, "the step ended as any other")
    #expect(try lab.sandbox.next(within: 20_000) == .ended)
    lab.sandbox.waitUntilGone()
    #expect(left.isEmpty)
    return found
  }

  @Test func stepsRunOnTheOtherKernel() throws {
    let bench = try bench()
    let lab = try MachineLab(bench)
    guard case .machine(let record)? = lab.events.first?.body else {
      Issue.record("the first event is \(String(describing: lab.events.first))")
      return
    }
    #expect(record.accelerator == .uml)
    #expect(record.startDuration > 0)
    #expect(lab.events.contains { $0.body == .taint(0) })
    let release = try lab.run("uname -r")
    #expect(release.stdout == "\(bench.bootKernel.release)\n")
    #expect(bench.kernel?.release == bench.bootKernel.release)
    #expect(release.status == 0)
    #expect(try lab.run("exit 3").status == 3)
    #expect(try lab.run("echo no >&2; false").stderr == "no\n")
    try lab.run("ip link set lo up")
    let ping = try lab.run("ping -c 1 127.0.0.1")
    #expect(ping.status == 0)
    #expect(ping.packets.count == 2)
    // Files of the image are root's, and can be changed.
    let owner = try lab.run("stat -c %U /etc /usr; echo '127.0.0.2 b' >> /etc/hosts")
    #expect(owner.stdout == "root\nroot\n")
    #expect(owner.status == 0)
    try lab.sandbox.send(.end)
    try lab.collect { body in
      if case .ended = body { true } else { false }
    }
    #expect(try lab.sandbox.next(within: 20_000) == .ended)
    lab.sandbox.waitUntilGone()
    #expect(left.isEmpty)
  }

  @Test func theGuestsClockIsThisMachines() throws {
    let lab = try MachineLab(try bench())
    let before = Clock.wall
    let said = try lab.run("date +%s%N").stdout
    let after = Clock.wall
    let wall = try #require(Int64(said.dropLast()))
    // UML's clock goes in steps of 10 ms.
    #expect(wall > before - 1_000_000_000 && wall < after + 1_000_000_000)
  }

  @Test func whatTheKernelSaysBelongsToTheStep() throws {
    let lab = try MachineLab(try bench())
    try lab.run("ip link add br0 type bridge && ip link add d0 type dummy")
    let step = try lab.run("ip link set d0 master br0")
    let lines = step.events.compactMap { event -> KernelLogLine? in
      if case .kernelLog(let line) = event.body { line } else { nil }
    }
    #expect(lines.contains { $0.text == "br0: port 1(d0) entered blocking state" })
    #expect(lines.allSatisfy { $0.source == .record && $0.stamp > 0 })
  }

  @Test func manyBytesComeWhole() throws {
    let lab = try MachineLab(try bench())
    let size = 8 << 20
    let step = try lab.run("head -c \(size) /dev/zero", timeout: 60_000_000_000)
    #expect(step.stdout.utf8.count == size)
    // And the other way: more than the line has room for at a time.
    let word = String(repeating: "x", count: 200_000)
    #expect(try lab.run("v=\(word); echo ${#v}").stdout == "200000\n")
  }

  @Test func aPanicIsACrash() throws {
    let lab = try MachineLab(try bench("panic:500"))
    try lab.sandbox.send(.run(MachineLab.command("sleep 60")))
    let crash = try crash(lab)
    #expect(crash.kind == .panic)
    #expect(crash.message.hasPrefix("Kernel panic - not syncing: "))
    #expect(crash.tail.contains { $0.contains("Kernel panic - not syncing: ") })
    let said = lab.events.contains { event in
      if case .kernelLog(let line) = event.body {
        line.source == .console && line.text.hasPrefix("Kernel panic")
      } else {
        false
      }
    }
    #expect(said)
  }

  @Test func aHangIsACrash() throws {
    let lab = try MachineLab(try bench("hang:500", patience: 4_000_000_000))
    try lab.sandbox.send(.run(MachineLab.command("sleep 60")))
    let crash = try crash(lab)
    #expect(crash.kind == .hang)
    #expect(crash.message.hasPrefix("no answer for "))
  }

  @Test func aGuestWithoutMemoryIsACrash() throws {
    let lab = try MachineLab(try bench("oom:500"))
    try lab.sandbox.send(.run(MachineLab.command("sleep 60")))
    let crash = try crash(lab)
    #expect([.lostAgent, .panic].contains(crash.kind))
    let said = lab.events.contains { event in
      guard case .kernelLog(let line) = event.body else { return false }
      return line.text.contains("ut of memory")
    }
    #expect(said)
  }

  @Test func anAgentThatDiesIsACrash() throws {
    let lab = try MachineLab(try bench("lost:500"))
    try lab.sandbox.send(.run(MachineLab.command("sleep 60")))
    #expect(try crash(lab).kind == .lostAgent)
  }

  @Test func aFloodedLogDoesNotKeepTheRunFromItsEnd() throws {
    let lab = try MachineLab(try bench("flood:0"))
    #expect(try lab.run("sleep 2; echo done", timeout: 60_000_000_000).stdout == "done\n")
    let lines = lab.events.filter { event in
      if case .kernelLog = event.body { true } else { false }
    }
    #expect(lines.count > 100)
    try lab.sandbox.send(.end)
    try lab.collect { body in
      if case .ended = body { true } else { false }
    }
    lab.sandbox.waitUntilGone()
    #expect(left.isEmpty)
  }

  @Test func aStepOutOfTimeUnderAFloodIsACrashAndNoAnswer() throws {
    let lab = try MachineLab(try bench("flood:0"))
    try lab.sandbox.send(.run(MachineLab.command("sleep 60", timeout: 3_000_000_000)))
    let crash = try crash(lab)
    #expect(crash.kind == .hang)
    #expect(crash.message.hasPrefix("step 1 ran out of time while the kernel flooded its log: "))
  }

  @Test func aGuestThatDoesNotAnswerInTimeIsACrash() throws {
    let sandbox = try bench(startLimit: 200_000_000).start(MachineLab.setup())
    var crash: MachineCrash?
    while case .event(let event) = try sandbox.next(within: 60_000) {
      if case .crashed(let found) = event.body { crash = found }
    }
    #expect(crash?.kind == .bootTimeout)
    sandbox.waitUntilGone()
    #expect(left.isEmpty)
  }

  @Test func anEmulatorThatCannotBeStartedIsAFailure() throws {
    let sandbox = try bench(image: "/usr/bin/no-such-kernel").start(MachineLab.setup())
    guard case .event(let event) = try sandbox.next(within: 60_000),
      case .failed(let failure) = event.body
    else {
      Issue.record("no failure")
      return
    }
    #expect(failure.subject.contains("/usr/bin/no-such-kernel"))
    #expect(!failure.isMachineUnable)
    #expect(try sandbox.next(within: 20_000) == .ended)
    #expect(throws: SandboxFailure.self) { try sandbox.send(.fence) }
  }

  @Test func withoutNamespacesNothingIsLeftEither() throws {
    let bench = try bench()
    let machine = UserModeMachine(
      kernel: bench.bootKernel, image: try bench.makeImage(), arguments: bench.arguments,
      startLimit: 60_000_000_000)
    let connection = MachineConnection(
      machine, try machine.start(isolated: false), try MachineControl(), begin: Clock.monotonic)
    #expect(try connection.greet() != nil)
    let words = try left.flatMap { name in
      try #require(SystemFile.text("/proc/\(name)/cmdline")).split(separator: "\0")
    }
    let folder = try #require(words.first { $0.hasPrefix("uml_dir=") }).dropFirst(8)
    #expect(access("\(folder)machine/pid", F_OK) == 0)
    connection.end()
    #expect(left.isEmpty)
    #expect(access(String(folder), F_OK) != 0)
  }

  /// Killed as `kill -9` does, by a process that nobody expects it of.
  @Test(arguments: UserModeVictim.Moment.allCases)
  func killingTheOwnerLeavesNothing(moment: UserModeVictim.Moment) throws {
    let folder = try TemporaryFolder()
    let victim = try UserModeVictim.start(mark: mark, folder: folder.path)
    defer { victim.waitUntilExit() }
    var rounds = 0
    while moment == .booting ? left.isEmpty : folder.text("running") == nil {
      rounds += 1
      guard victim.isRunning, rounds < 6000 else {
        kill(victim.processIdentifier, SIGKILL)
        Issue.record("the victim never came to \(moment)")
        return
      }
      usleep(10_000)
    }
    kill(victim.processIdentifier, SIGKILL)
    victim.waitUntilExit()
    // The keeper needs a moment: it is not this process's.
    for _ in 0..<1000 where !left.isEmpty { usleep(10_000) }
    #expect(left.isEmpty)
  }

  @Test(arguments: [0, 300, 1500])
  func stoppingLeavesNothing(milliseconds: Int) throws {
    let sandbox = try bench().start(MachineLab.setup())
    usleep(UInt32(milliseconds) * 1000)
    sandbox.stop()
    sandbox.stop()
    while case .event = try sandbox.next(within: 20_000) {}
    sandbox.waitUntilGone()
    #expect(left.isEmpty)
  }
}
