/// A key of the front matter.
///
/// The list is complete: docs/notebook.md is tested against it.
package enum FrontMatterKey: String, Sendable, CaseIterable {
  case labbook
  case title
  case hosts
  case netns
  case lo
  case links
  case needs
  case kernel
  case timeout
  case stepTimeout = "step-timeout"
  case settle
  case env
  case params
  case limits
  case ipv6
  case offloads
  case capture
  case captureBuffer = "capture-buffer"

  /// How the key is written, for remedies.
  var example: String {
    switch self {
    case .labbook: "labbook: 1"
    case .title: "title: What happens"
    case .hosts: "hosts: [ns1, ns2]` or `hosts: {ns1: {lo: up}}"
    case .netns: "netns: [ns1]"
    case .lo: "lo: up"
    case .links: "links: [a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24]"
    case .needs: "needs: [curl, nc]"
    case .kernel: "kernel: {version: \">=5.10\", config: [NET_SCH_NETEM]}"
    case .timeout: "timeout: 60s"
    case .stepTimeout: "step-timeout: 10s"
    case .settle: "settle: 1s"
    case .env: "env: {PORT: 8900}"
    case .params: "params: {mtu: [1500, 9000]}"
    case .limits: "limits: {processes: 1024, memory: 2GiB}"
    case .ipv6: "ipv6: false"
    case .offloads: "offloads: false"
    case .capture: "capture: tcp port 8900"
    case .captureBuffer: "capture-buffer: 8MiB"
    }
  }
}

/// A key below `hosts: {NAME: …}`.
package enum HostKey: String, Sendable, CaseIterable {
  case lo
}

/// A key below `kernel`.
package enum KernelKey: String, Sendable, CaseIterable {
  case version
  case config
  case warnings
  case ignore
}

/// A key below `limits`.
package enum LimitKey: String, Sendable, CaseIterable {
  case processes
  case memory
  case disk
  case output
}
