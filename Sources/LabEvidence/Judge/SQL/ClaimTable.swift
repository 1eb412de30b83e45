/// A table that a SQL claim may read: all of it is of the one run that is judged.
///
/// docs/claims.md describes them. Times are ns since the run's start, names are those that claims use.
package enum ClaimTable: String, Sendable, CaseIterable {
  case step
  case output
  case packet
  case link
  case address
  case route
  case neighbour
  case socket
  case counter
  case kernelLog = "kernel_log"

  /// A column's name and its type in SQLite.
  package struct Column: Sendable, Hashable {
    package var name: String
    package var type: String

    init(_ name: String, _ type: String = "INTEGER") {
      self.name = name
      self.type = type
    }
  }

  /// The columns in their order.
  package var columns: [Column] {
    switch self {
    case .step:
      [
        Column("number"), Column("block"), Column("id", "TEXT"), Column("host", "TEXT"),
        Column("command", "TEXT"), Column("skipped", "TEXT"), Column("attempt"),
        Column("is_last"), Column("started"), Column("exited"), Column("ended"),
        Column("ending", "TEXT"), Column("status"), Column("met"),
      ]
    case .output:
      [
        Column("number"), Column("step"), Column("attempt"), Column("stream", "TEXT"),
        Column("time"), Column("text", "TEXT"), Column("content", "BLOB"),
      ]
    case .packet:
      [
        Column("number"), Column("time"), Column("step"), Column("host", "TEXT"),
        Column("interface", "TEXT"), Column("direction", "TEXT"), Column("length"),
        Column("ethertype"), Column("vlan"), Column("protocol", "TEXT"), Column("source", "TEXT"),
        Column("destination", "TEXT"), Column("source_port"), Column("destination_port"),
        Column("tcp_flags"), Column("type"), Column("ip_id"), Column("summary", "TEXT"),
        Column("frame", "BLOB"),
      ]
    case .link:
      Self.event + [
        Column("name", "TEXT"), Column("ifindex"), Column("kind", "TEXT"), Column("up"),
        Column("carrier"), Column("mtu"), Column("address", "TEXT"), Column("master", "TEXT"),
        Column("qdisc", "TEXT"),
      ]
    case .address:
      Self.event + [
        Column("interface", "TEXT"), Column("address", "TEXT"), Column("prefix_length"),
        Column("scope"),
      ]
    case .route:
      Self.event + [
        Column("family"), Column("table_number"), Column("destination", "TEXT"),
        Column("type", "TEXT"), Column("metric"), Column("preferred_source", "TEXT"),
        Column("mtu"), Column("via", "TEXT"), Column("interface", "TEXT"),
        Column("nexthops", "TEXT"),
      ]
    case .neighbour:
      Self.event + [
        Column("interface", "TEXT"), Column("address", "TEXT"), Column("link_address", "TEXT"),
        Column("state", "TEXT"),
      ]
    case .socket:
      Self.event + [
        Column("protocol", "TEXT"), Column("local_address", "TEXT"), Column("local_port"),
        Column("remote_address", "TEXT"), Column("remote_port"), Column("state", "TEXT"),
      ]
    case .counter:
      [
        Column("number"), Column("host", "TEXT"), Column("earliest"), Column("time"),
        Column("interface", "TEXT"), Column("name", "TEXT"), Column("old_value"),
        Column("value"),
      ]
    case .kernelLog:
      [Column("number"), Column("time"), Column("level"), Column("text", "TEXT")]
    }
  }

  /// What every change has: it happened between `earliest` and `time`.
  private static let event = [
    Column("number"), Column("host", "TEXT"), Column("earliest"), Column("time"),
    Column("change", "TEXT"),
  ]

  /// The statement that makes the table.
  var definition: String {
    let columns = columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
    return "CREATE TABLE \(rawValue) (\(columns)) STRICT"
  }

  /// The statement that adds a row, all columns bound.
  var insertion: String {
    let places = columns.map { _ in "?" }.joined(separator: ", ")
    return "INSERT INTO \(rawValue) VALUES (\(places))"
  }
}
