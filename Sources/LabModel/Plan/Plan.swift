/// A notebook that has been read and checked: everything a bench needs to run it, and nothing else.
package struct Plan: Sendable {
  /// The notebook's path as the user named it.
  package var path: String
  /// Front matter's `title`, else the first heading, else the file's name.
  package var title: String
  /// The notebook's bytes.
  package var source: [UInt8]
  /// The hosts that labbook makes; `lab`, the sandbox's own network namespace, comes first.
  package var hosts: [HostPlan] = [HostPlan(name: HostPlan.lab)]
  /// Names of namespaces that steps make themselves (front matter's `netns`).
  package var namespaces: [String] = []
  package var links: [LinkPlan] = []
  /// Commands that must be on PATH (front matter's `needs`), in the notebook's order.
  package var needs: [String] = []
  package var kernel = KernelRequirement()
  package var durations = Durations()
  /// Extra environment variables, in the notebook's order.
  package var environment: [EnvironmentVariable] = []
  package var limits = Limits()
  /// False keeps IPv6 off in the hosts that labbook makes.
  package var ipv6 = true
  /// False switches TSO, GSO and GRO off on interfaces that labbook makes.
  package var offloads = true
  /// A pcap filter that narrows what is captured.
  package var captureFilter: String?
  /// Bytes of capture ring per host; nil lets the bench divide its budget.
  package var captureBuffer: Int?
  package var files: [FilePlan] = []
  package var blocks: [Block] = []
  package var claims: [PlannedClaim] = []
  package var packetTranscripts: [PacketTranscript] = []
  /// What `params` asks for, in the notebook's order.
  package var parameterLists: [ParameterList] = []
  /// The values of `params` that this run has.
  package var parameters: [String: String] = [:]

  package init(path: String, title: String, source: [UInt8]) {
    self.path = path
    self.title = title
    self.source = source
  }

  /// All steps in order; `steps[i].number` is `i + 1`.
  package var steps: [Step] { blocks.flatMap(\.steps) }
}

/// One variable of a step's environment.
package struct EnvironmentVariable: Sendable, Hashable {
  package var name: String
  package var value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
