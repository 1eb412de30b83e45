import Glibc
import Testing

/// What one `labbook` has made on the machine: everything must go with it.
package final class Traces {
  private var processes: Set<ProcessIdentity> = []
  private var namespaces: [String: Set<String>] = [:]
  /// Descriptors of the namespaces: while they are open no other one gets the same number.
  private var open: [Int32] = []

  private static let kinds = ["user", "mnt", "pid", "net", "uts", "ipc", "cgroup"]

  /// Nothing so far: `look` adds to it.
  package init() {}

  /// Looks at what runs below a process.
  package init(below process: pid_t) { look(below: process) }

  /// Adds what runs below a process now.
  package func look(below process: pid_t) {
    let new = ProcessTree.descendants(of: process).subtracting(processes)
    guard !new.isEmpty else { return }
    processes.formUnion(new)
    for kind in Self.kinds {
      let own = ProcessTree.namespaces(kind, of: [process])
      for entry in new {
        guard let (name, descriptor) = ProcessTree.openNamespace(kind, of: entry.process) else {
          continue
        }
        if !own.contains(name), namespaces[kind, default: []].insert(name).inserted {
          open.append(descriptor)
        } else {
          close(descriptor)
        }
      }
    }
  }

  deinit {
    for descriptor in open { close(descriptor) }
  }

  /// Stops a process, looks, and kills it: nothing can begin between the look and its end.
  package static func kill(_ labbook: LabbookProcess) -> Traces {
    labbook.signal(SIGSTOP)
    _ = eventually(within: 2) {
      labbook.hasEnded || ProcessTree.entry(labbook.process)?.state == "T"
    }
    let traces = Traces(below: labbook.process)
    labbook.signal(SIGKILL)
    return traces
  }

  package var isEmpty: Bool { processes.isEmpty }

  /// What of it is still there.
  package var left: [String] {
    var left = processes.filter(\.isAlive).map {
      "process \($0.process): \(ProcessTree.command($0.process))"
    }
    for (kind, names) in namespaces where !names.isEmpty {
      left += names.intersection(ProcessTree.allNamespaces(kind))
    }
    return left
  }

  /// Waits until nothing is left: the kernel takes namespaces down some time after their processes.
  package func expectToVanish(
    _ comment: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var left: [String] = []
    let isClean = eventually(within: 5) {
      left = self.left
      return left.isEmpty
    }
    #expect(isClean, "\(comment) left \(left)", sourceLocation: sourceLocation)
  }
}
