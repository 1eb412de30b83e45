import CLinux
import Glibc
import LabModel

/// The first process of a machine's guest: prepares the machine, waits for the host, and relays
/// between it and the agent of one sandbox.
package enum GuestProgram {
  /// Whether this process is one: the kernel's init has no channel as an agent has.
  package static var isWanted: Bool {
    getpid() == 1 && fcntl(3, F_GETFD) < 0 && errno == EBADF
  }

  /// Prepares the machine and serves its host.
  ///
  /// It never ends by itself: the kernel panics when its first process does. The host ends the machine.
  package static func run() -> Never {
    umask(0o022)
    signal(SIGPIPE, SIG_IGN)
    // A static program knows its own environment only; what the kernel passes on is not needed.
    setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1)
    setenv("SWIFT_ROOT", "/", 1)
    do throws(SandboxFailure) {
      try GuestMounts.make()
      GuestMounts.openStandardDescriptors()
      GuestSettings.apply()
      for trouble in GuestModules.load() { say(trouble) }
      GuestMounts.shareDevices()
      GuestMounts.giveFolders(to: IdentifierMap.best())
      let line = try GuestLine.open()
      // Before all others where memory or processor time is short.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, -20)
      // A resumed guest need not start it; where that fails, the run is told why.
      let agent = try? GuestRelay.bench.prepare(isAwaited: true)
      line.send(Greeting.booted.frame)
      while true { serve(line, agent) }
    } catch {
      say("\(error.stage) \(error.subject): \(String(cString: strerror(error.errno)))")
    }
    while true { pause() }
  }

  /// Waits for a host and runs its sandbox.
  private static func serve(_ line: GuestLine, _ agent: NamespaceSandbox?) {
    let (nonce, rest) = GuestReception(line).awaitHost()
    line.send(Greeting.begun(nonce: nonce).frame)
    GuestRelay(line, rest, agent).run()
  }

  /// Says something on the console, through the kernel's log.
  static func say(_ text: String) {
    try? SystemFile.write("<4>labbook: \(text)\n", to: "/dev/kmsg")
  }
}
