import CLinux
import Glibc
import LabModel
import LabSandbox
import Testing

@Suite(.enabled(if: isRoot, rootReason)) struct NetlinkSetupTests {
  /// New namespaces for hosts, the first called `lab`; closed at the end.
  private func withHosts(
    _ names: [String], loopbackUp: Bool = false, _ body: ([NetworkSetup.Host]) throws -> Void
  ) throws {
    let hosts = try names.map {
      NetworkSetup.Host(
        plan: HostPlan(name: $0, loopbackUp: loopbackUp), namespace: try makeNetwork())
    }
    defer { for host in hosts { close(host.namespace) } }
    try body(hosts)
  }

  private func links(_ host: NetworkSetup.Host) throws -> [Link] {
    try inNetwork(host.namespace) { try LiveHost().recorder.links }
  }

  private func initial(_ host: NetworkSetup.Host) throws -> [Event.Body] {
    try inNetwork(host.namespace) { try LiveHost().recorder.initialEvents() }
  }

  private static func link(_ left: LinkEnd, _ right: LinkEnd) -> LinkPlan {
    LinkPlan(left: left, right: right)
  }

  @Test func makesLinksBetweenHosts() throws {
    try withHosts(["lab", "a", "b"], loopbackUp: true) { hosts in
      try NetworkSetup.apply(
        hosts: hosts,
        links: [
          Self.link(
            LinkEnd(host: "a", interface: "eth0", addresses: ["10.0.0.1/24", "2001:db8::1/64"]),
            LinkEnd(host: "b", interface: "eth0", addresses: ["10.0.0.2/24", "2001:db8::2/64"])),
          Self.link(
            LinkEnd(host: "lab", interface: "up0"), LinkEnd(host: "b", interface: "eth1")),
        ], ipv6: true, offloads: true)
      let b = try links(hosts[2])
      #expect(b.map(\.name).sorted() == ["eth0", "eth1", "lo"])
      #expect(b.allSatisfy { $0.isUp && $0.hasCarrier })
      #expect(b.filter { $0.kind == "veth" }.allSatisfy { $0.operationalState == 6 })
      #expect(b.filter { $0.kind == "veth" }.count == 2)
      #expect(try links(hosts[0]).map(\.name).sorted() == ["lo", "up0"])
      // Usable at once, both families.
      try inNetwork(hosts[1].namespace) {
        try sh("ping -q -c 1 -W 2 10.0.0.2 > /dev/null; ping -q -c 1 -W 2 2001:db8::2 > /dev/null")
      }
    }
  }

  @Test func leavesLoopbackDownUnlessPlanned() throws {
    try withHosts(["lab"]) { hosts in
      try NetworkSetup.apply(hosts: hosts, links: [], ipv6: true, offloads: true)
      #expect(try links(hosts[0]).map(\.isUp) == [false])
    }
  }

  @Test func makesBothEndsInOneHost() throws {
    try withHosts(["lab"]) { hosts in
      try NetworkSetup.apply(
        hosts: hosts,
        links: [
          Self.link(
            LinkEnd(host: "lab", interface: "left"), LinkEnd(host: "lab", interface: "right"))
        ], ipv6: true, offloads: true)
      #expect(try links(hosts[0]).map(\.name).sorted() == ["left", "lo", "right"])
    }
  }

  @Test func makesMoreLinksThanOneBatchHolds() throws {
    try withHosts(["lab", "a"]) { hosts in
      try NetworkSetup.apply(
        hosts: hosts,
        links: (0..<70).map {
          Self.link(
            LinkEnd(host: "lab", interface: "v\($0)", addresses: ["10.1.\($0).1/24"]),
            LinkEnd(host: "a", interface: "v\($0)", addresses: ["10.1.\($0).2/24"]))
        }, ipv6: false, offloads: true)
      #expect(try initial(hosts[1]).addresses.count == 70)
    }
  }

  @Test func keepsIPv6Off() throws {
    try withHosts(["lab", "a"], loopbackUp: true) { hosts in
      try NetworkSetup.apply(
        hosts: hosts,
        links: [
          Self.link(
            LinkEnd(host: "lab", interface: "eth0", addresses: ["10.0.0.1/24"]),
            LinkEnd(host: "a", interface: "eth0"))
        ], ipv6: false, offloads: true)
      for host in hosts {
        let addresses = try initial(host).addresses.compactMap(\.new?.address)
        #expect(!addresses.contains { $0.contains(":") })
      }
      #expect(try initial(hosts[0]).addresses.count == 2)
    }
  }

  @Test func switchesOffloadsOff() throws {
    try withHosts(["lab", "a"]) { hosts in
      try NetworkSetup.apply(
        hosts: hosts,
        links: [
          Self.link(LinkEnd(host: "lab", interface: "eth0"), LinkEnd(host: "a", interface: "eth0"))
        ], ipv6: false, offloads: false)
      for host in hosts {
        try inNetwork(host.namespace) {
          try sh(
            """
            ethtool -k eth0 > /tmp/labbook-ethtool.\(getpid())
            for feature in tcp-segmentation-offload generic-segmentation-offload \
              generic-receive-offload tx-udp-segmentation; do
              grep -q "^[[:space:]]*$feature: off" /tmp/labbook-ethtool.\(getpid())
            done
            rm /tmp/labbook-ethtool.\(getpid())
            """)
        }
      }
    }
  }

  @Test func comesBackToItsOwnNamespace() throws {
    try inNewNetwork {
      try sh("ip link set lo up")
      try withHosts(["lab"]) { hosts in
        try NetworkSetup.apply(hosts: hosts, links: [], ipv6: false, offloads: true)
      }
      #expect(try LiveHost().recorder.links.map(\.isUp) == [true])
    }
  }

  @Test(arguments: [
    ("eth0", "10.0.0.1/24", "create link lab:eth0 -- lab:eth0", EEXIST),
    (
      "name-too-long-for-a-link", "10.0.0.1/24", "create link lab:eth0 -- lab:name-too-long", ERANGE
    ),
    ("eth1", "10.0.0.1/33", "add address 10.0.0.1/33 to lab:eth1", EINVAL),
    ("eth1", "10.0.0.300/24", "add address 10.0.0.300/24 to lab:eth1", EINVAL),
  ])
  func saysWhatCouldNotBeMade(
    _ interface: String, _ address: String, _ stage: String, _ code: Int32
  ) throws {
    try withHosts(["lab"]) { hosts in
      let failure = #expect(throws: SandboxFailure.self) {
        try NetworkSetup.apply(
          hosts: hosts,
          links: [
            Self.link(
              LinkEnd(host: "lab", interface: "eth0"),
              LinkEnd(host: "lab", interface: interface, addresses: [address]))
          ], ipv6: true, offloads: true)
      }
      #expect(failure?.stage.hasPrefix(stage) == true)
      #expect(failure?.subject == "host lab")
      #expect(failure?.errno == code)
    }
  }

  @Test func namesTheHostThatIsNotThere() throws {
    try withHosts(["lab"]) { hosts in
      let failure = #expect(throws: SandboxFailure.self) {
        try NetworkSetup.apply(
          hosts: hosts,
          links: [
            Self.link(LinkEnd(host: "lab", interface: "e"), LinkEnd(host: "x", interface: "e"))
          ], ipv6: true, offloads: true)
      }
      #expect(failure?.subject == "host x")
    }
  }
}
