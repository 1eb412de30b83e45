/// What NAT made of flows, host by host, as far as packets showed it without doubt.
struct Translations: Sendable {
  private struct Key: Hashable {
    var host: Int
    var flow: Int32
  }

  private struct Entry {
    /// CLOCK_REALTIME in ns of the packet that showed it.
    var since: Int64
    var flow: Int32
  }

  /// A port may be given again to another flow, so each has entries in order of time.
  private var forward: [Key: [Entry]] = [:]
  private var backward: [Key: [Entry]] = [:]

  /// Notes that `host` turned `flow` into `translated`, and so answers the other way round.
  mutating func learn(
    host: Int, _ flow: Int32, as translated: Int32, at wall: Int64, flows: inout FlowTable
  ) {
    note(host, flow, translated, wall)
    note(
      host, flows.number(of: flows[translated].reversed), flows.number(of: flows[flow].reversed),
      wall)
  }

  private mutating func note(_ host: Int, _ flow: Int32, _ translated: Int32, _ wall: Int64) {
    Self.insert(
      Entry(since: wall, flow: translated), in: &forward[Key(host: host, flow: flow), default: []])
    Self.insert(
      Entry(since: wall, flow: flow), in: &backward[Key(host: host, flow: translated), default: []])
  }

  private static func insert(_ entry: Entry, in entries: inout [Entry]) {
    if entries.contains(where: { $0.flow == entry.flow && $0.since <= entry.since }),
      entries.last(where: { $0.since <= entry.since })?.flow == entry.flow
    {
      return
    }
    let place = entries.firstIndex { $0.since > entry.since } ?? entries.count
    entries.insert(entry, at: place)
  }

  /// What `host` makes of `flow`; nil where that is not known.
  func translated(host: Int, _ flow: Int32, at wall: Int64) -> Int32? {
    Self.find(forward[Key(host: host, flow: flow)], wall)
  }

  /// What `host` makes `flow` of.
  func original(host: Int, _ flow: Int32, at wall: Int64) -> Int32? {
    Self.find(backward[Key(host: host, flow: flow)], wall)
  }

  /// The entry of that instant, else the first one after it: a packet may show late what was so
  /// before.
  private static func find(_ entries: [Entry]?, _ wall: Int64) -> Int32? {
    guard let entries else { return nil }
    return (entries.last { $0.since <= wall } ?? entries.first)?.flow
  }
}
