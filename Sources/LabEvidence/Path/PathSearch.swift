import LabModel

/// Finds out who follows whom among all crossings of a run, and what is doubtful about it.
struct PathSearch {
  let table: CrossingTable
  let flows: [Flow]
  private(set) var parents: [Int32]
  /// Where a packet was put together: the further ones that it comes from.
  private(set) var furtherParents: [Int32: [Int32]] = [:]
  private(set) var doubts: [Int32: Doubt]
  private let addresses: HostAddresses
  private let translations: Translations
  private var topology: Topology
  private var hasChild: [Bool]

  /// - Throws: what reading packets throws.
  init(_ evidence: RunEvidence) throws {
    let devices = DeviceTable(evidence)
    table = try CrossingTable(evidence, devices: devices)
    let losses = CaptureLosses(evidence)
    var matcher = CopyMatcher(table, devices: devices, losses: losses)
    matcher.run()
    parents = matcher.parents
    doubts = matcher.doubts
    flows = matcher.flows.flows
    translations = matcher.translations
    topology = matcher.topology
    addresses = HostAddresses(evidence)
    hasChild = [Bool](repeating: false, count: parents.count)
    for parent in parents where parent >= 0 { hasChild[Int(parent)] = true }
    let (unexplained, own) = startDoubts()
    joinPieces(unexplained, ByteRanges(matcher))
    compareStrangers(own)
    if !losses.isEmpty { doubtLostEnds(losses) }
  }

  /// What is doubtful about packets that nothing was found before, in order; and those that their
  /// host sent with an address of its own.
  private mutating func startDoubts() -> (unexplained: [(Int32, Doubt)], own: [Int]) {
    var unexplained: [(Int32, Doubt)] = []
    var own: [Int] = []
    var doubtful: Set<FragmentKey> = []
    for index in table.crossings.indices where parents[index] < 0 {
      let crossing = table.crossings[index]
      let fragment = FragmentKey(point: crossing.point, stream: crossing.stream)
      var doubt = startDoubt(crossing)
      if doubt == nil, crossing.stream < 0, crossing.pieceStart > 0, doubtful.contains(fragment) {
        // Fragments after the first have no ports, so nothing else tells that they are translated.
        doubt = .translatedFromNowhere
      }
      if let doubt {
        unexplained.append((Int32(index), doubt))
        if crossing.stream < 0 { doubtful.insert(fragment) }
      } else if crossing.point.isLeaving, crossing.isIP {
        own.append(index)
      }
    }
    return (unexplained, own)
  }

  private struct FragmentKey: Hashable {
    var point: Point
    var stream: Int32
  }

  private mutating func startDoubt(_ crossing: Crossing) -> Doubt? {
    guard crossing.point.isLeaving else {
      let sources = topology.sources(of: crossing.point, at: crossing.time)
      // On `lo` the copy that leaves is not captured.
      return sources.contains { $0.device != crossing.point.device } ? .comesFromNowhere : nil
    }
    guard crossing.isIP else { return nil }
    let host = topology.host(of: crossing.point)
    let source = flows[Int(crossing.flow)].source
    guard addresses.isOwn(source, host: host, at: crossing.time) else { return .foreignSource }
    let original = translations.original(host: host, crossing.flow, at: crossing.wall)
    return original == nil || original == crossing.flow ? nil : .translatedFromNowhere
  }

  private mutating func joinPieces(_ unexplained: [(Int32, Doubt)], _ ranges: ByteRanges) {
    var ranges = ranges
    ranges.join(unexplained.map(\.0)) { !hasChild[$0] }
    for (index, doubt) in unexplained {
      guard let found = ranges.parents[index], let first = found.first else {
        if doubts[index] == nil { doubts[index] = doubt }
        continue
      }
      parents[Int(index)] = first
      if found.count > 1 { furtherParents[index] = Array(found.dropFirst()) }
      for parent in found { hasChild[Int(parent)] = true }
    }
    doubts.merge(ranges.doubts) { known, _ in known }
  }

  // MARK: - Lost

  /// Doubts packets that end where a copy of them may have been lost.
  private mutating func doubtLostEnds(_ losses: CaptureLosses) {
    for (index, crossing) in table.crossings.enumerated() where !hasChild[index] {
      let host = topology.host(of: crossing.point)
      let targets = topology.targets(of: crossing.point, at: crossing.time)
      var hosts = targets.map { topology.host(of: $0) }
      if !crossing.point.isLeaving {
        // What is for the host itself ends there.
        let destination = flows[Int(crossing.flow)].destination
        let isHome =
          targets.isEmpty && addresses.isOwn(destination, host: host, at: crossing.time)
        if !isHome { hosts.append(host) }
      }
      if losses.mayCover(crossing.time, on: hosts), doubts[Int32(index)] == nil {
        doubts[Int32(index)] = .lost
      }
    }
  }

  // MARK: - Changed beyond recognition

  private struct StrangerKey: Hashable {
    var host: Int
    var ipProtocol: UInt8
    var destination: Flow.End
    var ttl: UInt8
  }

  /// Doubts packets that came in for elsewhere and ended, where their host then sent one to the same
  /// place whose TTL is what routing would have made of theirs.
  private mutating func compareStrangers(_ own: [Int]) {
    var ended: [StrangerKey: [Int]] = [:]
    for (index, crossing) in table.crossings.enumerated()
    where !hasChild[index] && !crossing.point.isLeaving && crossing.isIP && crossing.ttl > 1 {
      let flow = flows[Int(crossing.flow)]
      let host = topology.host(of: crossing.point)
      guard !addresses.isOwn(flow.destination, host: host, at: crossing.time) else { continue }
      ended[key(crossing, flow, host, ttl: crossing.ttl - 1), default: []].append(index)
    }
    guard !ended.isEmpty else { return }
    for index in own {
      let crossing = table.crossings[index]
      let flow = flows[Int(crossing.flow)]
      let host = topology.host(of: crossing.point)
      guard let candidates = ended[key(crossing, flow, host, ttl: crossing.ttl)] else { continue }
      let earliest = crossing.wall - 1_000_000_000
      for other in candidates.reversed().prefix(64)
      where table.crossings[other].wall <= crossing.wall
        && table.crossings[other].wall >= earliest
      {
        doubts[Int32(other)] = .changedBeyondRecognition
        doubts[Int32(index)] = .changedBeyondRecognition
      }
    }
  }

  private func key(_ crossing: Crossing, _ flow: Flow, _ host: Int, ttl: UInt8) -> StrangerKey {
    StrangerKey(
      host: host, ipProtocol: flow.ipProtocol, destination: flow.destinationEnd, ttl: ttl)
  }
}
