import LabModel

/// Which interface a packet's index means at the packet's time.
///
/// Indexes belong to a host and names may change, so each name that an interface has had is a row
/// of its own. A packet may come before the message about its interface: then a provisional row,
/// named by its index, waits for it.
struct InterfaceTable {
  private struct Key: Hashable {
    var host: Int
    var index: Int32
  }

  private(set) var rows = RowLedger<InterfaceRow>()
  /// The numbers of each index's rows.
  private var numbers: [Key: [Int]] = [:]
  /// Numbers of rows that no message has told of yet.
  private var provisional: Set<Int> = []

  /// Takes what the kernel said of an interface.
  mutating func apply(_ change: ObjectChange<Link>, time: Int64) {
    if let link = change.new {
      appear(link, host: change.host, from: change.earliest, at: time)
    } else if let link = change.old {
      disappear(link, host: change.host, at: time)
    }
  }

  /// The number of the row for a packet that came at `time`.
  mutating func number(
    host: Int, index: Int32, hardwareType: UInt16, time: Int64
  ) -> Int {
    let known = numbers[Key(host: host, index: index)] ?? []
    // The message about an interface may have come after the packet: then its first row is meant.
    guard let number = known.last(where: { rows[$0].from <= time }) ?? known.first else {
      let row = InterfaceRow(
        number: 0, host: host, index: index, name: "if\(index)", hardwareType: hardwareType,
        from: time)
      return add(row, isProvisional: true)
    }
    if rows[number].hardwareType == hardwareType { return number }
    // Some drivers change an interface's type while it lives, which makes it another one here.
    if let other = known.last(where: { rows[$0].hardwareType == hardwareType }) { return other }
    var row = rows[number]
    close(number, at: time)
    row.hardwareType = hardwareType
    row.from = time
    row.to = nil
    return add(row, isProvisional: provisional.contains(number))
  }

  mutating func confirm() {
    rows.confirm()
  }

  private mutating func appear(_ link: Link, host: Int, from: Int64, at time: Int64) {
    var start = from
    if let open = openNumber(host: host, index: link.index) {
      if provisional.remove(open) != nil {
        rows.update(open) { row in
          row.name = link.name
          row.hardwareType = link.hardwareType
          row.from = min(row.from, from)
        }
        return
      }
      if rows[open].name == link.name, rows[open].hardwareType == link.hardwareType { return }
      close(open, at: time)
      start = time
    }
    _ = add(
      InterfaceRow(
        number: 0, host: host, index: link.index, name: link.name,
        hardwareType: link.hardwareType, from: start),
      isProvisional: false)
  }

  private mutating func disappear(_ link: Link, host: Int, at time: Int64) {
    guard let open = openNumber(host: host, index: link.index) else { return }
    if provisional.remove(open) != nil { rows.update(open) { $0.name = link.name } }
    close(open, at: time)
  }

  private func openNumber(host: Int, index: Int32) -> Int? {
    numbers[Key(host: host, index: index)]?.last { rows[$0].to == nil }
  }

  private mutating func close(_ number: Int, at time: Int64) {
    guard rows[number].to == nil else { return }
    rows.update(number) { $0.to = max(time, $0.from) }
  }

  private mutating func add(_ row: InterfaceRow, isProvisional: Bool) -> Int {
    var row = row
    row.number = rows.nextNumber
    numbers[Key(host: row.host, index: row.index), default: []].append(row.number)
    if isProvisional { provisional.insert(row.number) }
    rows.append(row)
    return row.number
  }
}
