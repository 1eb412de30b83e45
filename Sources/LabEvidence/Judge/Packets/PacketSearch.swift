import LabClaims
import LabModel

/// Finds the packets that a statement counts.
///
/// Not `Sendable`: compiled filters are not.
final class PacketSearch {
  let run: JudgedRun
  let statement: PacketStatement
  /// nil is every host.
  private let hosts: Set<Int>?
  private let reading: TextMatcher?
  private let containing: TextMatcher?
  /// By link type; nil where libpcap does not take the filter for it.
  private var filters: [LabClaims.LinkType: CompiledPacketFilter?] = [:]
  private var filterFailure: FilterFailure?
  /// Where lines are asked for: it has to see every packet.
  private let summarizer: PacketSummarizer?

  /// Prepares a search; packets come with their lines where it `makesLines`.
  ///
  /// - Throws: `PatternFailure` where a pattern is no regular expression.
  init(
    run: JudgedRun, statement: PacketStatement, makesLines: Bool = false
  ) throws(PatternFailure) {
    self.run = run
    self.statement = statement
    summarizer = makesLines || statement.reading != nil ? PacketSummarizer() : nil
    hosts = statement.place.map { run.hosts(named: $0.host ?? HostPlan.lab) }
    var reading: TextMatcher?
    if let pattern = statement.reading { reading = try TextMatcher(pattern) }
    self.reading = reading
    var containing: TextMatcher?
    if let pattern = statement.containing { containing = try TextMatcher(pattern) }
    self.containing = containing
  }

  /// A packet that counts, and when it came.
  typealias Match = (packet: PacketRow, instant: Instant)

  /// The first packet that may lie in `window`.
  ///
  /// - Throws: what reading packets throws.
  func first(in window: Window) throws -> Match? {
    var found: Match?
    try forEach(in: [window]) { packet, instant, _, _ in
      found = (packet, instant)
      return false
    }
    return found
  }

  /// Calls `body` for each packet that may be in any of `windows`, in order, with its line, until it
  /// returns false.
  ///
  /// - Throws: what reading packets or `body` throws.
  func forEachLine(
    in windows: [Window], _ body: (PacketRow, Membership, String) throws -> Bool
  ) throws {
    try forEach(in: windows) { packet, _, membership, origin in
      try body(packet, membership, PacketSummary.line(for: packet, relativeTo: origin))
    }
  }

  /// Counts the packets in any of `windows`.
  ///
  /// - Throws: what reading packets throws.
  func count(in windows: [Window]) throws -> PacketCount {
    var count = PacketCount()
    try forEach(in: windows) { packet, _, membership, _ in
      count.add(packet, membership)
      return true
    }
    return count
  }

  /// The first packets in any of `windows`, at most `most` of each kind: those that certainly lie
  /// there, and those that are too close to an end to tell.
  ///
  /// - Throws: what reading packets throws.
  func packets(
    in windows: [Window], atMost most: Int
  ) throws -> (certain: [Match], unclear: [Match]) {
    var certain: [Match] = []
    var unclear: [Match] = []
    try forEach(in: windows) { packet, instant, membership, _ in
      switch membership {
      case .inside: certain.append((packet, instant))
      case .unclear: if unclear.count < most { unclear.append((packet, instant)) }
      case .outside: break
      }
      return certain.count < most
    }
    return (certain, unclear)
  }

  /// More than any packet's clock is off, in ns: 10 ms.
  private static let slack: Int64 = 10_000_000

  /// Calls `body` for each packet that may lie in one of `windows`, until it returns false.
  ///
  /// - Throws: what reading packets throws.
  func forEach(
    in windows: [Window],
    _ body: (PacketRow, Instant, Membership, SequenceOrigin) throws -> Bool
  ) throws {
    guard let first = windows.map(\.bounds.lowerBound).min(),
      let last = windows.map(\.bounds.upperBound).max()
    else { return }
    // A packet's clock may be off: those just outside may belong to it.
    let start = summarizer == nil ? first.subtracting(Self.slack) : Int64.min
    let times = start...last.adding(Self.slack)
    var passed = 0
    try run.evidence.packets.forEach(in: times) { packet in
      let origin = summarizer?.note(packet) ?? SequenceOrigin()
      let instant = packet.instant
      // Packets come in order of time, as windows do: those that are over need no second look.
      while passed < windows.count,
        windows[passed].bounds.upperBound.adding(Self.slack) < packet.time
      {
        passed += 1
      }
      let near = windows[passed...].prefix { window in
        window.bounds.lowerBound.subtracting(Self.slack) <= packet.time
      }
      let membership = Array(near).membership { $0.membership(of: instant) }
      guard membership != .outside, matches(packet, origin) else { return true }
      return try body(packet, instant, membership, origin)
    }
  }

  /// Cheap tests first: place and direction, then the filter, then patterns.
  private func matches(_ packet: PacketRow, _ origin: SequenceOrigin) -> Bool {
    if let hosts, !hosts.contains(packet.host) { return false }
    if let name = statement.place?.interface,
      run.interface(packet.interface)?.name != name
    {
      return false
    }
    if packet.isLoopback {
      // Every loopback packet is sent and received: the copy that was received stands for both.
      if packet.direction.isLeaving { return false }
    } else {
      switch statement.direction {
      case .both: break
      case .entering: if packet.direction.isLeaving { return false }
      case .leaving: if !packet.direction.isLeaving { return false }
      }
    }
    if let filter = statement.filter {
      guard let type = LabClaims.LinkType(hardwareType: packet.hardwareType),
        let compiled = compiled(filter, for: type),
        compiled.matches(packet.bytes, length: packet.length)
      else { return false }
    }
    if let reading {
      let line = PacketSummary.line(for: packet, relativeTo: origin)
      if reading.firstMatch(in: Array(line.utf8)) == nil { return false }
    }
    if let containing, containing.firstMatch(in: Array(packet.payload)) == nil { return false }
    return true
  }

  private func compiled(_ filter: PacketFilter, for type: LabClaims.LinkType)
    -> CompiledPacketFilter?
  {
    if let known = filters[type] { return known }
    var compiled: CompiledPacketFilter?
    do {
      compiled = try CompiledPacketFilter(filter.text, linkType: type)
    } catch {
      filterFailure = filterFailure ?? error
    }
    filters[type] = .some(compiled)
    return compiled
  }

  /// Why there is nothing to count in; nil where there is.
  var nothingToJudge: String? {
    if let place = statement.place {
      guard let hosts, !hosts.isEmpty else {
        return "there never was a host \(StateWords.hostName(of: place))"
      }
      if let name = place.interface,
        !run.evidence.interfaces.contains(where: { hosts.contains($0.host) && $0.name == name })
      {
        return "there never was an interface \(StateWords.name(of: place))"
      }
    }
    guard let filter = statement.filter else { return nil }
    let types = Set(
      run.evidence.interfaces
        .filter { one in
          (hosts?.contains(one.host) ?? true)
            && (statement.place?.interface == nil || statement.place?.interface == one.name)
        }
        .compactMap { LabClaims.LinkType(hardwareType: $0.hardwareType) })
    let usable = types.filter { compiled(filter, for: $0) != nil }
    guard usable.isEmpty, let failure = filterFailure else { return nil }
    return "no interface can take the filter `\(Quoting.escaped(filter.text))`: "
      + Quoting.escaped(failure.message)
  }

  /// What may be missing from the packets in `windows`.
  func gaps(in windows: [Window]) -> PacketGaps {
    PacketGaps(run: run, hosts: hosts, filter: statement.filter, windows: windows)
  }
}

extension Int64 {
  /// The sum, or the largest number where it is beyond it.
  fileprivate func adding(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  /// The difference, or the smallest number where it is beyond it.
  fileprivate func subtracting(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? .min : difference
  }
}

extension PacketRow {
  /// ARPHRD_LOOPBACK of linux/if_arp.h.
  var isLoopback: Bool { hardwareType == 772 }

  /// When the packet was seen.
  var instant: Instant {
    Instant(
      earliest: time - clockError, latest: time + clockError,
      origin: .packet(host: host, number: number, time: time))
  }

  /// What the innermost protocol that is understood carries.
  var payload: ArraySlice<UInt8> {
    bytes[DecodedPacket(bytes, hardwareType: hardwareType).payload.clamped(to: bytes.indices)]
  }
}
