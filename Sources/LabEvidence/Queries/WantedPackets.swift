import LabClaims
import LabModel

/// Tells the packets that a request wants.
///
/// Not `Sendable`: compiled filters are not.
final class WantedPackets {
  /// The numbers among which they are, in order and apart from each other.
  let ranges: [ClosedRange<Int>]
  /// Numbers of the rows in `interfaces`; nil is all.
  private let interfaces: Set<Int>?
  private let filters: [LabClaims.LinkType: CompiledPacketFilter]?

  /// - Throws: `FilterFailure` where no interface of the run can take the filter.
  init(_ request: PacketSliceRequest, in evidence: RunEvidence) throws(FilterFailure) {
    ranges = Self.ranges(of: request.steps, in: evidence)
    var rows = evidence.interfaces
    if !request.hosts.isEmpty {
      let hosts = Set(evidence.hosts.filter { request.hosts.contains($0.name) }.map(\.number))
      rows = rows.filter { hosts.contains($0.host) }
    }
    if !request.interfaces.isEmpty {
      rows = rows.filter { request.interfaces.contains($0.name) }
    }
    let isEverywhere = request.hosts.isEmpty && request.interfaces.isEmpty
    interfaces = isEverywhere ? nil : Set(rows.map(\.number))
    filters = try request.filter.map { text throws(FilterFailure) in
      try Self.compiled(text, for: rows)
    }
  }

  func takes(_ packet: PacketRow) -> Bool {
    if let interfaces, !interfaces.contains(packet.interface) { return false }
    guard let filters else { return true }
    guard let type = LabClaims.LinkType(hardwareType: packet.hardwareType),
      let filter = filters[type]
    else { return false }
    return filter.matches(packet.bytes, length: packet.length)
  }

  /// Whether numbers beyond `number` are among `ranges`.
  func hasAny(beyond number: Int, forwards: Bool) -> Bool {
    forwards
      ? ranges.last.map { $0.upperBound > number } ?? false
      : ranges.first.map { $0.lowerBound < number } ?? false
  }

  private static func ranges(of steps: [Int], in evidence: RunEvidence) -> [ClosedRange<Int>] {
    let count = evidence.packets.count
    guard count > 0 else { return [] }
    guard !steps.isEmpty else { return [1...count] }
    let wanted = Set(steps)
    let all = evidence.attempts.filter { wanted.contains($0.step) }.compactMap(\.packets)
      .map { $0.clamped(to: 1...count) }.sorted { $0.lowerBound < $1.lowerBound }
    var joined: [ClosedRange<Int>] = []
    for range in all {
      if let last = joined.last, range.lowerBound <= last.upperBound + 1 {
        joined[joined.count - 1] =
          last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    return joined
  }

  /// `text` compiled for every link type of `rows` that can take it; for the usual ones where there is
  /// no interface.
  private static func compiled(
    _ text: String, for rows: [InterfaceRow]
  ) throws(FilterFailure) -> [LabClaims.LinkType: CompiledPacketFilter] {
    var types: [LabClaims.LinkType] = []
    for row in rows {
      guard let type = LabClaims.LinkType(hardwareType: row.hardwareType), !types.contains(type)
      else { continue }
      types.append(type)
    }
    if types.isEmpty { types = LabClaims.LinkType.unknownInterface }
    var filters: [LabClaims.LinkType: CompiledPacketFilter] = [:]
    var failure: FilterFailure?
    for type in types {
      do throws(FilterFailure) {
        filters[type] = try CompiledPacketFilter(text, linkType: type)
      } catch {
        failure = failure ?? error
      }
    }
    if filters.isEmpty, let failure { throw failure }
    return filters
  }
}
