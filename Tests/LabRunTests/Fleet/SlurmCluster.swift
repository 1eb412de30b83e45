import Foundation
import LabModel
import TestSupport
import Testing

/// A Slurm cluster of this machine alone: its own configuration, key, sockets and ports, all in one folder.
///
/// A sweeper ends what is left of it, also where the test is killed.
final class SlurmCluster {
  /// Why there can be none here; nil where there can.
  static let obstacle: String? = {
    for (program, package) in [
      ("slurmctld", "slurmctld"), ("slurmd", "slurmd"), ("sbatch", "slurm-client"),
      ("srun", "slurm-client"), ("munged", "munge"),
    ] where !["/usr/sbin/", "/usr/bin/"].contains(where: { access($0 + program, X_OK) == 0 }) {
      return "\(program) is not installed: \(package)"
    }
    return getpwuid(geteuid()) == nil ? "Slurm takes no user without a name (passwd(5))" : nil
  }()

  private let folder: TemporaryFolder
  private var daemons: [LabbookProcess] = []
  private let sweeper: LabbookProcess

  /// Waits for SIGTERM, which also the death of the thread that started it brings, and ends every
  /// process that has the cluster's configuration in its environment.
  private static let sweep = """
    trap : TERM
    sleep infinity & wait
    kill $!
    for round in {1..20}; do
      found=
      for process in /proc/[0-9]*; do
        if grep -qs "SLURM_CONF=$1/" "$process/environ"; then
          kill -9 "${process#/proc/}"
          found=1
        fi
      done
      # One that was just being started may have had no environment yet.
      if [ -z "$found" ] && [ $round -gt 2 ]; then break; fi
      sleep 0.1
    done
    """

  /// Starts it, and waits until it takes jobs.
  init() throws {
    folder = try TemporaryFolder()
    for name in ["state", "spool"] { _ = try folder.folder(name) }
    let key = (0..<128).map { _ in UInt8.random(in: .min ... .max) }
    try Data(key).write(to: URL(filePath: folder.path + "/munge.key"))
    chmod(folder.path + "/munge.key", 0o600)
    sweeper = try LabbookProcess(
      ["-c", Self.sweep, "sweep", folder.path], of: "bash",
      under: ["setpriv", "--pdeathsig", "TERM"])
    try folder.file("slurm.conf", try configuration())
    try start(
      "munged", "--foreground", "--force", "--num-threads=1", "--key-file=\(folder.path)/munge.key",
      "--socket=\(folder.path)/munge.socket", "--pid-file=\(folder.path)/munged.pid",
      "--log-file=\(folder.path)/munged.log", "--seed-file=\(folder.path)/munge.seed")
    try start("slurmctld", "-D", "-c")
    try start("slurmd", "-D")
    let isReady = try eventually(within: 30, every: 100_000) {
      try run("sinfo", "-h", "-o", "%t").stdout.contains("idle")
    }
    guard isReady else {
      let words = daemons.map { daemon in
        daemon.signal(SIGKILL)
        return (try? daemon.end().stderr) ?? ""
      }
      daemons = []
      throw SandboxFailure(stage: "start", subject: "Slurm: \(words)", errno: ETIME)
    }
  }

  /// Six processors, whatever this machine has: all tasks run at once, and the merge too.
  private func configuration() throws -> String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host =
      String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      .split(separator: ".").first.map(String.init) ?? "localhost"
    let ports = try Self.freePorts(2)
    let user = try #require(getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) })
    return """
      ClusterName=labbook
      SlurmctldHost=\(host)(127.0.0.1)
      SlurmUser=\(user)
      SlurmdUser=\(user)
      SlurmctldPort=\(ports[0])
      SlurmdPort=\(ports[1])
      CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
      AuthInfo=socket=\(folder.path)/munge.socket
      StateSaveLocation=\(folder.path)/state
      SlurmdSpoolDir=\(folder.path)/spool
      SlurmctldPidFile=\(folder.path)/slurmctld.pid
      SlurmdPidFile=\(folder.path)/slurmd.pid
      ProctrackType=proctrack/linuxproc
      TaskPlugin=task/none
      MpiDefault=none
      SelectType=select/cons_tres
      SelectTypeParameters=CR_Core
      SlurmdParameters=config_overrides
      SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,bf_interval=1,sched_interval=1
      KillWait=5
      ReturnToService=2
      MailProg=/bin/true
      NodeName=\(host) NodeAddr=127.0.0.1 CPUs=6 CoresPerSocket=6 State=UNKNOWN
      PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP

      """
  }

  /// TCP ports of loopback that nobody has now.
  private static func freePorts(_ count: Int) throws -> [UInt16] {
    let sockets = (0..<count).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
    defer { for socket in sockets { close(socket) } }
    return try sockets.map { socket in
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let status = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
          bind(socket, pointer, size) == 0 && getsockname(socket, pointer, &size) == 0
        }
      }
      try #require(status)
      return UInt16(bigEndian: address.sin_port)
    }
  }

  /// Starts a program in `folder`; `SLURM_CONF` names the cluster there.
  func launch(
    _ words: [String], in folder: String? = nil, _ variables: [String: String] = [:]
  ) throws -> LabbookProcess {
    try LabbookProcess(
      Array(words.dropFirst()), of: words[0], in: folder ?? self.folder.path,
      variables: variables.merging(["SLURM_CONF": self.folder.path + "/slurm.conf"]) { $1 })
  }

  private func start(_ words: String...) throws {
    daemons.append(try launch(words))
  }

  /// Runs one of Slurm's programs to its end.
  @discardableResult
  func run(_ words: String...) throws -> LabbookProcess.Ending { try launch(words).end() }

  /// Ends all jobs, then the daemons; says whether all of them ended by themselves.
  func stop() -> Bool {
    guard !daemons.isEmpty else { return true }
    _ = try? run("scancel", "--user=\(geteuid())")
    _ = eventually(within: 15, every: 100_000) {
      (try? run("squeue", "-h").stdout)?.isEmpty ?? true
    }
    var isDone = true
    for daemon in daemons.reversed() {
      daemon.signal(SIGTERM)
      if eventually(within: 10, { daemon.hasEnded }) { continue }
      isDone = false
      daemon.signal(SIGKILL)
    }
    daemons = []
    return isDone
  }

  deinit {
    _ = stop()
    sweeper.signal(SIGTERM)
    _ = try? sweeper.end()
  }
}
