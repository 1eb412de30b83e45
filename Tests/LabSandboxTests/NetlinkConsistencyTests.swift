import CLinux
import Glibc
import LabModel
import LabSandbox
import Testing

/// What events add up to.
private struct Replay {
  var links: [Link] = []
  var addresses: [Address] = []
  var routes: [Route] = []
  var rules: [Rule] = []
  var neighbours: [Neighbour] = []
  var changes = 0
  /// Events whose old object was not there.
  var misfits = 0

  mutating func follow(_ events: [Event.Body]) {
    changes += events.count
    for event in events {
      switch event {
      case .link(let change): misfits += Self.follow(change, &links)
      case .address(let change): misfits += Self.follow(change, &addresses)
      case .route(let change): misfits += Self.follow(change, &routes)
      case .rule(let change): misfits += Self.follow(change, &rules)
      case .neighbour(let change): misfits += Self.follow(change, &neighbours)
      default: break
      }
    }
  }

  /// All that can be compared, without order.
  var summary: Set<String> {
    Set(
      links.map { "\($0)" } + addresses.map { "\($0)" } + routes.map { "\($0)" }
        + rules.map { "\($0)" })
  }

  private static func follow<Object>(
    _ change: ObjectChange<Object>, _ list: inout [Object]
  ) -> Int {
    var misfits = 0
    if let old = change.old {
      if let index = list.firstIndex(of: old) { list.remove(at: index) } else { misfits = 1 }
    }
    if let new = change.new { list.append(new) }
    return misfits
  }
}

@Suite(.enabled(if: isRoot, rootReason)) struct NetlinkConsistencyTests {
  /// Commands at random, of a kind that contradict each other: half of them fail.
  private func commands(_ count: Int, _ random: inout some RandomNumberGenerator) -> [String] {
    (0..<count).map { _ in
      let device = ["d0", "d1", "d2"].randomElement(using: &random) ?? "d0"
      let number = Int.random(in: 1...4, using: &random)
      let metric = Int.random(in: 1...2, using: &random)
      return switch Int.random(in: 0..<17, using: &random) {
      case 0: "link set \(device) up"
      case 1: "link set \(device) down"
      case 2: "link set p\(device.last ?? "0") \(number > 2 ? "up" : "down")"
      case 3: "addr add 10.0.\(number).1/24 dev \(device)"
      case 4: "addr del 10.0.\(number).1/24 dev \(device)"
      case 5: "addr add 2001:db8:\(number)::1/64 dev \(device) nodad"
      case 6: "addr flush dev \(device)"
      case 7: "route add 10.9.\(number).0/24 via 10.0.\(number).2 metric \(metric)"
      case 8: "route append 10.9.\(number).0/24 dev \(device) metric \(metric)"
      case 9: "route replace 10.9.\(number).0/24 dev \(device) metric \(metric) mtu 1400"
      case 10: "route del 10.9.\(number).0/24 metric \(metric)"
      case 11: "-6 route append 2001:db8:9::/48 via 2001:db8:\(number)::2 metric \(metric)"
      case 12: "-6 route del 2001:db8:9::/48 via 2001:db8:\(number)::2 metric \(metric)"
      case 13: "-6 route replace 2001:db8:9::/48 via 2001:db8:\(number)::2 metric \(metric)"
      case 14: "rule add from 10.0.\(number).0/24 table \(metric) priority \(number)"
      case 15: "rule del priority \(number)"
      default: "neigh replace 10.0.\(number).9 lladdr 02:00:00:00:00:0\(metric) dev \(device)"
      }
    }
  }

  @Test(arguments: 1...6)
  func addsUpToWhatTheKernelHas(_ seed: UInt64) throws {
    var random = SplitMix(state: seed)
    try inNewNetwork {
      try sh(
        """
        for n in 0 1 2; do ip link add d$n type veth peer name p$n; ip link set p$n up; done
        """)
      let host = try LiveHost(receiveBuffer: seed % 2 == 0 ? 8192 : 1 << 20)
      var replay = Replay()
      replay.follow(host.recorder.initialEvents())
      for _ in 0..<10 {
        let batch = commands(60, &random).joined(separator: "\n")
        let process = try spawn("echo '\(batch)' | ip -force -batch - 2> /dev/null || true")
        // Fences in the midst of it, too.
        for _ in 0..<5 {
          replay.follow(host.drain())
          replay.follow(host.fence())
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        replay.follow(host.fence())
      }
      // Deferred work of the kernel's (carrier, duplicate address detection) may come in between.
      var fresh = Replay()
      for _ in 0..<30 {
        replay.follow(host.fence())
        fresh = Replay()
        fresh.follow(try LiveHost().recorder.initialEvents())
        replay.follow(host.drain())
        if replay.summary == fresh.summary { break }
        usleep(100_000)
      }
      #expect(replay.changes > 100)
      #expect(replay.misfits == 0)
      #expect(Set(replay.links) == Set(fresh.links))
      #expect(Set(replay.addresses) == Set(fresh.addresses))
      #expect(Set(replay.rules) == Set(fresh.rules))
      #expect(replay.rules.count == fresh.rules.count)
      #expect(Set(replay.routes).symmetricDifference(fresh.routes) == [])
      #expect(replay.routes.count == fresh.routes.count)
      let isPermanent: (Neighbour) -> Bool = { $0.state == 128 }
      #expect(
        Set(replay.neighbours.filter(isPermanent)) == Set(fresh.neighbours.filter(isPermanent)))
    }
  }

  @Test func readsTheKernelsTextTables() throws {
    try inNewNetwork {
      try sh("ip link set lo up")
      let processes = [
        try spawn("exec nc -l 127.0.0.1 8900 > /dev/null"),
        try spawn("exec nc -6 -l ::1 8901 > /dev/null"),
        try spawn("exec nc -u -l 127.0.0.1 8902 > /dev/null"),
        try spawn("exec nc -6 -u -l ::1 8903 > /dev/null"),
      ]
      defer { for process in processes { end(process) } }
      let host = try LiveHost()
      var there = Set<Socket>()
      _ = host.fence { events in
        there = Set(events.sockets.compactMap(\.new))
        return there.count == 4
      }
      // What was there before the first fence is in the initial events.
      for case .sockets(let changes) in host.recorder.initialEvents() {
        there.formUnion(changes.compactMap(\.new))
      }
      #expect(there.count == 4)
      var read = Set<Socket>()
      for (name, family, number) in [
        ("tcp", 2, 6), ("tcp6", 10, 6), ("udp", 2, 17), ("udp6", 10, 17),
      ]
        as [(String, UInt8, UInt8)]
      {
        let descriptor = open("/proc/thread-self/net/\(name)", O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 65536)
        let count = pread(descriptor, &text, text.count, 0)
        for line in text[..<max(0, count)].split(separator: 10) {
          let socket = Array(line).withUnsafeBytes {
            RawSocket(line: $0, family: family, protocolNumber: number)?.socket
          }
          if let socket { read.insert(socket) }
        }
      }
      #expect(read == there)
    }
  }

  @Test(arguments: [0, 10])
  func fencesCheaply(_ pairs: Int) throws {
    let median = try inNewNetwork {
      try sh(
        """
        ip link set lo up
        for n in $(seq \(pairs)); do
          ip link add v$n type veth peer name p$n
          ip link set v$n up; ip link set p$n up; ip addr add 10.0.$n.1/24 dev v$n
        done
        """)
      let host = try LiveHost()
      var times: [Int64] = []
      for _ in 0..<300 {
        let start = monotonicTime()
        _ = host.fence()
        times.append(monotonicTime() - start)
      }
      return times.sorted()[times.count / 2]
    }
    print("fence with \(1 + 2 * pairs) interfaces: \(median / 1000) µs (median of 300)")
    // A debug build on a busy machine; a release build takes about 80 and 200 µs.
    #expect(median < 20_000_000)
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
