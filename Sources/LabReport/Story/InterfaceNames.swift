package import LabEvidence

/// What a run's hosts and interfaces were called, at any time.
package struct InterfaceNames: Sendable {
  private struct Key: Hashable {
    var host: Int
    var index: Int32
  }

  private let hosts: [Int: String]
  private let rows: [Int: InterfaceRow]
  private let byIndex: [Key: [InterfaceRow]]

  package init(_ evidence: RunEvidence) {
    hosts = Dictionary(
      evidence.hosts.map { ($0.number, $0.name) }, uniquingKeysWith: { first, _ in first })
    rows = Dictionary(
      evidence.interfaces.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    byIndex = Dictionary(grouping: evidence.interfaces) { Key(host: $0.host, index: $0.index) }
      .mapValues { $0.sorted { $0.from < $1.from } }
  }

  /// A host's name.
  package func host(_ number: Int) -> String { hosts[number] ?? "host \(number)" }

  /// The name of the interface whose row has `number`.
  package func interface(row number: Int) -> String { rows[number]?.name ?? "interface \(number)" }

  /// What the interface with `index` was called at `time`.
  package func interface(host: Int, index: Int32, at time: Int64) -> String {
    guard let rows = byIndex[Key(host: host, index: index)], let first = rows.first else {
      return "interface \(index)"
    }
    return (rows.last { $0.from <= time } ?? first).name
  }

  /// The longest place that a packet of this run can have, in columns.
  var longestPlace: Int {
    rows.values.reduce(0) { longest, row in
      max(longest, TextWidth.columns(place(row)))
    }
  }

  /// `eth0` on `lab`, `HOST:eth0` elsewhere.
  package func place(row number: Int) -> String {
    rows[number].map(place) ?? interface(row: number)
  }

  private func place(_ row: InterfaceRow) -> String {
    let host = host(row.host)
    return host == "lab" ? row.name : host + ":" + row.name
  }
}
