import LabModel

/// The network devices of a run: an interface keeps its number whatever it is called.
struct DeviceTable: Sendable {
  /// How a device was from `from` until `to`; where a change's instant is an interval, both states
  /// count throughout it.
  struct State: Sendable {
    var from: Int64
    var to: Int64
    var link: Link
  }

  struct Device: Sendable {
    var host: Int
    var index: Int32
    var states: [State] = []
  }

  private struct Key: Hashable {
    var host: Int
    var index: Int32
  }

  private(set) var devices: [Device] = []
  private var numbers: [Key: Int] = [:]
  private var rows: [Int: Int] = [:]
  /// The instants at which a device may have changed, in order.
  let changes: [Int64]

  init(_ evidence: RunEvidence) {
    var changes: Set<Int64> = []
    for row in evidence.links.sorted(by: { ($0.time, $0.number) < ($1.time, $1.number) }) {
      let change = row.change
      guard let index = change.new?.index ?? change.old?.index else { continue }
      let key = Key(host: change.host, index: index)
      let number = Self.number(key, &numbers, &devices)
      // Until it was read the state before may still have held.
      let from = change.isInitial ? Int64.min : min(change.earliest, row.time)
      if let last = devices[number].states.indices.last {
        devices[number].states[last].to = row.time
      }
      if let new = change.new {
        devices[number].states.append(State(from: from, to: Int64.max, link: new))
      }
      changes.insert(from)
      changes.insert(row.time)
    }
    for row in evidence.interfaces {
      rows[row.number] = Self.number(
        Key(host: row.host, index: row.index), &numbers, &devices)
    }
    // Interfaces that a packet names and no record has.
    if rows[0] == nil { rows[0] = Self.number(Key(host: 0, index: 0), &numbers, &devices) }
    self.changes = changes.sorted()
  }

  private static func number(
    _ key: Key, _ numbers: inout [Key: Int], _ devices: inout [Device]
  ) -> Int {
    if let known = numbers[key] { return known }
    numbers[key] = devices.count
    devices.append(Device(host: key.host, index: key.index))
    return devices.count - 1
  }

  /// The device of the interface whose row has the number `interface`.
  func device(ofInterface interface: Int, host: Int) -> Int { rows[interface] ?? rows[0] ?? 0 }

  func device(host: Int, index: Int32) -> Int? { numbers[Key(host: host, index: index)] }

  /// What a device may have been at `time`: more than one where a change is too close.
  func links(of device: Int, at time: Int64) -> [Link] {
    let states = devices[device].states
    if states.count == 1, let only = states.first, only.from <= time, time <= only.to {
      return [only.link]
    }
    return states.filter { $0.from <= time && time <= $0.to }.map(\.link)
  }
}
