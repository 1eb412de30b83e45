import LabClaims
import LabModel

/// Makes timelines of sockets, which are known as they were at each fence.
struct SocketTimelines {
  let evidence: RunEvidence
  let boundaries: Boundaries

  /// `port tcp/8900 is listening`.
  func timeline(port: PortSelector, isListening: Bool, host: String) -> Timeline {
    let name = "port \(port.transport.rawValue)/\(port.number)" + StateWords.suffix(host: host)
    return timeline(host: host) { sockets in
      let listens = sockets.contains {
        Int($0.localPort) == port.number && $0.isListening(port.transport)
      }
      return (listens == isListening, "\(name) was \(listens ? "" : "not ")listening")
    }
  }

  /// `2 sockets in state time-wait with port 80`.
  func timeline(of statement: SocketStatement) -> Timeline {
    let state = statement.state.flatMap { SocketState(name: $0)?.rawValue }
    let host = statement.host ?? HostPlan.lab
    return timeline(host: host) { sockets in
      let count = sockets.count {
        (state == nil || $0.state == state)
          && (statement.port == nil || Int($0.localPort) == statement.port)
      }
      let verb = count > 1 ? "were" : "was"
      return (
        statement.count.contains(count),
        "there \(verb) \(Phrases.count(count, "socket"))\(StateWords.details(of: statement))"
      )
    }
  }

  private func timeline(
    host name: String, _ look: ([Socket]) -> (value: Bool, found: String)
  ) -> Timeline {
    let hosts = evidence.hosts.filter { $0.name == name }
    let numbers = Set(hosts.map(\.number))
    let nothing = look([])
    var timeline = Timeline(found: nothing.found, value: nothing.value)
    // The sockets of one fence changed at once, as far as anyone can tell.
    var steps: [(time: Int64, instant: Instant, rows: [SocketRow], gone: Int?)] = []
    for row in evidence.sockets where numbers.contains(row.change.host) {
      if let last = steps.last, last.rows.first?.fence == row.fence {
        steps[steps.count - 1].rows.append(row)
      } else {
        let instant = boundaries.instant(ofFence: row.fence, foundAt: row.time)
        steps.append((row.time, instant, [row], nil))
      }
    }
    for host in hosts {
      if let end = host.to { steps.append((end, Instant(end), [], host.number)) }
    }
    steps.sort { $0.time < $1.time }

    var sockets: [(host: Int, socket: Socket)] = []
    for step in steps {
      if let gone = step.gone { sockets.removeAll { $0.host == gone } }
      for row in step.rows {
        if let old = row.change.old,
          let index = sockets.firstIndex(where: { $0 == (row.change.host, old) })
            ?? sockets.firstIndex(where: {
              $0.host == row.change.host && $0.socket.isSame(as: old)
            })
        {
          sockets.remove(at: index)
        }
        if let new = row.change.new { sockets.append((row.change.host, new)) }
      }
      let (value, found) = look(sockets.map(\.socket))
      let references =
        step.gone.map { [EvidenceReference(.host, $0)] }
        ?? step.rows.map { EvidenceReference(.socket, $0.number) }
      timeline.append(since: step.instant, value: value, found: found, evidence: references)
    }
    return timeline
  }
}

extension Socket {
  /// Whether the socket waits for whoever comes: TCP in LISTEN, UDP that is not connected.
  func isListening(_ transport: Transport) -> Bool {
    switch transport {
    case .tcp: protocolNumber == 6 && state == SocketState.listening.rawValue
    case .udp: protocolNumber == 17 && state == SocketState.closed.rawValue && remotePort == 0
    }
  }

  /// Whether both are one socket in two states.
  fileprivate func isSame(as other: Socket) -> Bool {
    family == other.family && protocolNumber == other.protocolNumber
      && localAddress == other.localAddress && localPort == other.localPort
      && remoteAddress == other.remoteAddress && remotePort == other.remotePort
  }
}
