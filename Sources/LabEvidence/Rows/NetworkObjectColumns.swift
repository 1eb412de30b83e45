import LabModel

/// Columns of changes that netlink told.
private let changeTimes = "earliest, time, is_initial"
/// Columns of changes that were found at a fence.
private let fenceTimes = "fence, time"

extension Link: RecordedObject {
  static let eventTable = "link_event"
  static let columns = [
    "ifindex", "name", "kind", "hardware_type", "flags", "operational_state", "has_carrier", "mtu",
    "address", "master", "link", "link_namespace", "link_host", "qdisc",
  ]
  static let insertion = makeInsertion(times: changeTimes)
  static let selection = makeSelection(times: changeTimes)
  static let numberedSelection = makeSelection(times: changeTimes, numbered: true)

  func bind(to statement: PreparedStatement, from first: Int32) {
    statement.bind(first, index)
    statement.bind(first + 1, name)
    statement.bind(first + 2, kind)
    statement.bind(first + 3, hardwareType)
    statement.bind(first + 4, flags)
    statement.bind(first + 5, operationalState)
    statement.bind(first + 6, hasCarrier)
    statement.bind(first + 7, mtu)
    statement.bind(first + 8, address)
    statement.bind(first + 9, master)
    statement.bind(first + 10, link)
    statement.bind(first + 11, linkNamespace)
    statement.bind(first + 12, linkHost)
    statement.bind(first + 13, qdisc)
  }

  init(row: PreparedStatement, from first: Int32) {
    self.init(
      index: row.number(first), name: row.text(first + 1), kind: row.text(first + 2),
      hardwareType: row.number(first + 3), flags: row.number(first + 4),
      operationalState: row.number(first + 5), hasCarrier: row.boolean(first + 6),
      mtu: row.number(first + 7), address: row.bytes(first + 8), master: row.number(first + 9),
      link: row.number(first + 10), linkNamespace: row.number(first + 11),
      linkHost: row.number(first + 12), qdisc: row.text(first + 13))
  }
}

extension Address: RecordedObject {
  static let eventTable = "address_event"
  static let columns = ["ifindex", "address", "prefix_length", "scope", "flags", "label"]
  static let insertion = makeInsertion(times: changeTimes)
  static let selection = makeSelection(times: changeTimes)
  static let numberedSelection = makeSelection(times: changeTimes, numbered: true)

  func bind(to statement: PreparedStatement, from first: Int32) {
    statement.bind(first, interface)
    statement.bind(first + 1, address)
    statement.bind(first + 2, prefixLength)
    statement.bind(first + 3, scope)
    statement.bind(first + 4, flags)
    statement.bind(first + 5, label)
  }

  init(row: PreparedStatement, from first: Int32) {
    self.init(
      interface: row.number(first), address: row.text(first + 1),
      prefixLength: row.number(first + 2), scope: row.number(first + 3),
      flags: row.number(first + 4), label: row.text(first + 5))
  }
}

extension Route: RecordedObject {
  static let eventTable = "route_event"
  static let columns = [
    "family", "table_number", "destination", "type", "scope", "protocol", "metric",
    "preferred_source", "mtu", "nexthops",
  ]
  static let insertion = makeInsertion(times: changeTimes)
  static let selection = makeSelection(times: changeTimes)
  static let numberedSelection = makeSelection(times: changeTimes, numbered: true)

  func bind(to statement: PreparedStatement, from first: Int32) {
    statement.bind(first, family)
    statement.bind(first + 1, table)
    statement.bind(first + 2, destination)
    statement.bind(first + 3, type)
    statement.bind(first + 4, scope)
    statement.bind(first + 5, protocolNumber)
    statement.bind(first + 6, metric)
    statement.bind(first + 7, preferredSource)
    statement.bind(first + 8, mtu)
    statement.bind(first + 9, NexthopText.text(nexthops))
  }

  init(row: PreparedStatement, from first: Int32) {
    self.init(
      family: row.number(first), table: row.number(first + 1), destination: row.text(first + 2),
      type: row.number(first + 3), scope: row.number(first + 4),
      protocolNumber: row.number(first + 5), metric: row.number(first + 6),
      preferredSource: row.text(first + 7), mtu: row.number(first + 8),
      nexthops: NexthopText.nexthops(row.text(first + 9)))
  }
}

extension Neighbour: RecordedObject {
  static let eventTable = "neighbour_event"
  static let columns = ["ifindex", "address", "link_address", "state", "flags"]
  static let insertion = makeInsertion(times: changeTimes)
  static let selection = makeSelection(times: changeTimes)
  static let numberedSelection = makeSelection(times: changeTimes, numbered: true)

  func bind(to statement: PreparedStatement, from first: Int32) {
    statement.bind(first, interface)
    statement.bind(first + 1, address)
    statement.bind(first + 2, linkAddress)
    statement.bind(first + 3, state)
    statement.bind(first + 4, flags)
  }

  init(row: PreparedStatement, from first: Int32) {
    self.init(
      interface: row.number(first), address: row.text(first + 1),
      linkAddress: row.bytes(first + 2), state: row.number(first + 3),
      flags: row.number(first + 4))
  }
}

extension Rule: RecordedObject {
  static let eventTable = "rule_event"
  static let columns = [
    "family", "priority", "source", "destination", "input_interface", "output_interface", "mark",
    "table_number", "action",
  ]
  static let insertion = makeInsertion(times: changeTimes)
  static let selection = makeSelection(times: changeTimes)
  static let numberedSelection = makeSelection(times: changeTimes, numbered: true)

  func bind(to statement: PreparedStatement, from first: Int32) {
    statement.bind(first, family)
    statement.bind(first + 1, priority)
    statement.bind(first + 2, source)
    statement.bind(first + 3, destination)
    statement.bind(first + 4, inputInterface)
    statement.bind(first + 5, outputInterface)
    statement.bind(first + 6, mark)
    statement.bind(first + 7, table)
    statement.bind(first + 8, action)
  }

  init(row: PreparedStatement, from first: Int32) {
    self.init(
      family: row.number(first), priority: row.number(first + 1), source: row.text(first + 2),
      destination: row.text(first + 3), inputInterface: row.text(first + 4),
      outputInterface: row.text(first + 5), mark: row.number(first + 6),
      table: row.number(first + 7), action: row.number(first + 8))
  }
}

extension Socket: RecordedObject {
  static let eventTable = "socket_event"
  static let columns = [
    "family", "protocol", "local_address", "local_port", "remote_address", "remote_port", "state",
    "inode",
  ]
  static let insertion = makeInsertion(times: fenceTimes)
  static let selection = makeSelection(times: fenceTimes)
  static let numberedSelection = makeSelection(times: fenceTimes, numbered: true)

  func bind(to statement: PreparedStatement, from first: Int32) {
    statement.bind(first, family)
    statement.bind(first + 1, protocolNumber)
    statement.bind(first + 2, localAddress)
    statement.bind(first + 3, localPort)
    statement.bind(first + 4, remoteAddress)
    statement.bind(first + 5, remotePort)
    statement.bind(first + 6, state)
    statement.bind(first + 7, inode)
  }

  init(row: PreparedStatement, from first: Int32) {
    self.init(
      family: row.number(first), protocolNumber: row.number(first + 1),
      localAddress: row.text(first + 2), localPort: row.number(first + 3),
      remoteAddress: row.text(first + 4), remotePort: row.number(first + 5),
      state: row.number(first + 6), inode: row.number(first + 7))
  }
}
