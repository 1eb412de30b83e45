import Glibc
import Testing

/// What one `labbook` has made on the machine: everything must go with it.
final class Traces {
  private let processes: Set<ProcessIdentity>
  private var namespaces: [String: Set<String>] = [:]
  /// Descriptors of the namespaces: while they are open no other one gets the same number.
  private var open: [Int32] = []

  private static let kinds = ["user", "mnt", "pid", "net", "uts", "ipc", "cgroup"]

  /// Looks at what runs below a process.
  init(below process: pid_t) {
    processes = ProcessTree.descendants(of: process)
    for kind in Self.kinds {
      let own = ProcessTree.namespaces(kind, of: [process])
      var found: Set<String> = []
      for entry in processes {
        guard let (name, descriptor) = ProcessTree.openNamespace(kind, of: entry.process) else {
          continue
        }
        if !own.contains(name), found.insert(name).inserted {
          open.append(descriptor)
        } else {
          close(descriptor)
        }
      }
      namespaces[kind] = found
    }
  }

  deinit {
    for descriptor in open { close(descriptor) }
  }

  /// Stops a process, looks, and kills it: nothing can begin between the look and its end.
  static func kill(_ labbook: LabbookProcess) -> Traces {
    labbook.signal(SIGSTOP)
    _ = eventually(within: 2) {
      labbook.hasEnded || ProcessTree.entry(labbook.process)?.state == "T"
    }
    let traces = Traces(below: labbook.process)
    labbook.signal(SIGKILL)
    return traces
  }

  var isEmpty: Bool { processes.isEmpty }

  /// What of it is still there.
  var left: [String] {
    var left = processes.filter(\.isAlive).map {
      "process \($0.process): \(ProcessTree.command($0.process))"
    }
    for (kind, names) in namespaces where !names.isEmpty {
      left += names.intersection(ProcessTree.allNamespaces(kind))
    }
    return left
  }

  /// Waits until nothing is left: the kernel takes namespaces down some time after their processes.
  func expectToVanish(_ comment: String = "", sourceLocation: SourceLocation = #_sourceLocation) {
    var left: [String] = []
    let isClean = eventually(within: 5) {
      left = self.left
      return left.isEmpty
    }
    #expect(isClean, "\(comment) left \(left)", sourceLocation: sourceLocation)
  }
}

/// What of the machine a run must not change.
struct MachineState: Equatable {
  var mounts: [String]
  var links: [String]

  static var now: MachineState {
    MachineState(
      mounts: ProcessTree.read("/proc/self/mountinfo").split(separator: "\n").map(String.init),
      links: ProcessTree.names("/sys/class/net").sorted())
  }

  /// Groups that these labbooks made below our own cgroup of version 2, where there is one.
  static func cgroups(of labbooks: [pid_t]) -> [String] {
    let mount = ProcessTree.read("/proc/self/mounts").split(separator: "\n")
      .map { $0.split(separator: " ") }.first { $0.count > 2 && $0[2] == "cgroup2" }
    let own = ProcessTree.read("/proc/self/cgroup").split(separator: "\n")
      .first { $0.hasPrefix("0::") }
    guard let mount, let own else { return [] }
    return ProcessTree.names(String(mount[1] + own.dropFirst(3))).filter { name in
      labbooks.contains { name.hasPrefix("labbook-\($0)-") }
    }
  }
}
