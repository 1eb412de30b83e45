import LabClaims
import LabModel

/// A value of a row.
enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])

  init(_ number: (some BinaryInteger)?) {
    self = number.map { .integer(Int64(truncatingIfNeeded: $0)) } ?? .null
  }

  init(_ text: String?) {
    self = text.map { .text($0) } ?? .null
  }

  init(_ value: Bool?) {
    self = value.map { .integer($0 ? 1 : 0) } ?? .null
  }

  /// A text that is NULL where there is nothing in it.
  static func filled(_ text: String) -> SQLValue { text.isEmpty ? .null : .text(text) }
}

/// The rows of the tables that SQL claims read, made of a run's evidence.
struct ClaimRows {
  let run: JudgedRun
  /// The columns that are wanted: where a long one is not, it is left NULL.
  var columns: [ClaimTable: Set<String>] = [:]

  typealias Row = [SQLValue]

  /// Calls `body` for each row of `table`, in order of the columns.
  ///
  /// - Throws: what reading packets or `body` throws.
  func forEach(of table: ClaimTable, _ body: (Row) throws -> Void) throws {
    let evidence = run.evidence
    switch table {
    case .step: for row in evidence.steps { try rows(of: row).forEach(body) }
    case .output: for row in evidence.outputs { try body(self.row(row)) }
    case .packet: try packets(body)
    case .link: for row in evidence.links { try body(event(row, link)) }
    case .address: for row in evidence.addresses { try body(event(row, address)) }
    case .route: for row in evidence.routes { try body(event(row, route)) }
    case .neighbour: for row in evidence.neighbours { try body(event(row, neighbour)) }
    case .socket: for row in evidence.sockets { try body(socket(row)) }
    case .counter: for row in evidence.counters { try body(counter(row)) }
    // Only a run in a machine has any.
    case .kernelLog: for row in evidence.kernelLog { try body(self.row(row)) }
    }
  }

  private func wants(_ column: String, of table: ClaimTable) -> Bool {
    columns[table]?.contains(column) ?? false
  }

  // MARK: - Steps and packets

  /// One row an attempt; one without an attempt where the step did not run.
  private func rows(of step: StepRow) -> [Row] {
    let head: Row = [
      SQLValue(step.number), SQLValue(step.block), SQLValue(step.blockID), .text(step.host),
      .text(step.command), SQLValue(step.skipped),
    ]
    let attempts = run.attempts(of: step.number)
    guard let last = attempts.last else {
      return [head + Row(repeating: .null, count: ClaimTable.step.columns.count - head.count)]
    }
    return attempts.map { one in
      head + [
        SQLValue(one.attempt), SQLValue(one.attempt == last.attempt), time(one.start),
        time(one.exit), time(one.end), SQLValue(one.ending?.storedName), SQLValue(one.status),
        SQLValue(one.met),
      ]
    }
  }

  private func row(_ output: OutputRow) -> Row {
    [
      SQLValue(output.number), SQLValue(output.step), SQLValue(output.attempt),
      .text(output.stream.name), time(output.time),
      wants("text", of: .output) ? .text(String(decoding: output.bytes, as: UTF8.self)) : .null,
      wants("content", of: .output) ? .blob(output.bytes) : .null,
    ]
  }

  private func row(_ row: KernelLogRow) -> Row {
    [SQLValue(row.number), time(row.time), SQLValue(row.line.level), .text(row.line.text)]
  }

  private func packets(_ body: (Row) throws -> Void) throws {
    let attempts = run.evidence.attempts.sorted { $0.start < $1.start }
    let withSummary = wants("summary", of: .packet)
    let withFrame = wants("frame", of: .packet)
    try run.evidence.packets.forEach(in: Int64.min...Int64.max) { packet in
      let next = attempts.firstIndex(notLess: packet.time + 1) { $0.start }
      let attempt = next > 0 ? attempts[next - 1] : nil
      let step = attempt.flatMap { packet.time <= $0.end ?? Int64.max ? $0.step : nil }
      let decoded = DecodedPacket(packet.bytes, hardwareType: packet.hardwareType)
      try body([
        SQLValue(packet.number), time(packet.time), SQLValue(step), host(packet.host),
        SQLValue(run.interface(packet.interface)?.name),
        .text(packet.direction.isLeaving ? "leaving" : "entering"), SQLValue(packet.length),
        SQLValue(decoded.etherType), SQLValue(decoded.vlan), SQLValue(decoded.protocolName),
        SQLValue(decoded.source.map { "\($0)" }), SQLValue(decoded.destination.map { "\($0)" }),
        SQLValue(decoded.sourcePort), SQLValue(decoded.destinationPort),
        SQLValue(decoded.tcpFlags), SQLValue(decoded.type), SQLValue(decoded.identification),
        withSummary ? .text(PacketSummary.line(for: packet)) : .null,
        withFrame ? .blob(packet.bytes) : .null,
      ])
      return true
    }
  }

  // MARK: - Changes

  private func event<Object>(
    _ row: ChangeRow<Object>, _ columns: (Object, Int, Int64) -> Row
  ) -> Row {
    let change = row.change
    let word =
      change.isInitial
      ? "there" : change.old == nil ? "came" : change.new == nil ? "went" : "changed"
    let head: Row = [
      SQLValue(row.number), host(change.host), time(change.earliest), time(row.time), .text(word),
    ]
    guard let object = change.new ?? change.old else { return head }
    return head + columns(object, change.host, row.time)
  }

  private func link(_ link: Link, _ host: Int, _ at: Int64) -> Row {
    [
      .text(link.name), SQLValue(link.index), .filled(link.kind), SQLValue(link.isUp),
      SQLValue(link.hasCarrier), SQLValue(link.mtu), .filled(Self.text(link.address)),
      interface(link.master, host, at), .filled(link.qdisc),
    ]
  }

  private func address(_ address: Address, _ host: Int, _ at: Int64) -> Row {
    [
      interface(address.interface, host, at), .text(address.address),
      SQLValue(address.prefixLength), SQLValue(address.scope),
    ]
  }

  private func route(_ route: Route, _ host: Int, _ at: Int64) -> Row {
    let first = route.nexthops.first
    return [
      SQLValue(route.family == 2 ? 4 : 6), SQLValue(route.table), .text(route.destination),
      .text(RouteType(rawValue: route.type)?.name ?? "\(route.type)"), SQLValue(route.metric),
      .filled(route.preferredSource), route.mtu == 0 ? .null : SQLValue(route.mtu),
      .filled(first?.gateway ?? ""), first.map { interface($0.interface, host, at) } ?? .null,
      .text(NexthopText.text(route.nexthops)),
    ]
  }

  private func neighbour(_ neighbour: Neighbour, _ host: Int, _ at: Int64) -> Row {
    [
      interface(neighbour.interface, host, at), .text(neighbour.address),
      .filled(Self.text(neighbour.linkAddress)),
      .text(NeighbourState(rawValue: neighbour.state)?.name ?? "\(neighbour.state)"),
    ]
  }

  private func socket(_ row: SocketRow) -> Row {
    let change = row.change
    let word = change.old == nil ? "came" : change.new == nil ? "went" : "changed"
    let instant = run.boundaries.instant(ofFence: row.fence, foundAt: row.time)
    let head: Row = [
      SQLValue(row.number), host(change.host), time(instant.earliest), time(row.time),
      .text(word),
    ]
    guard let socket = change.new ?? change.old else { return head }
    let name =
      switch socket.protocolNumber {
      case 6: "tcp"
      case 17: "udp"
      default: "\(socket.protocolNumber)"
      }
    return head + [
      .text(name), .text(socket.localAddress), SQLValue(socket.localPort),
      .text(socket.remoteAddress), SQLValue(socket.remotePort),
      .text(SocketState(rawValue: socket.state)?.name ?? "\(socket.state)"),
    ]
  }

  private func counter(_ row: CounterRow) -> Row {
    let change = row.change
    let instant = run.boundaries.instant(ofFence: row.fence, foundAt: row.time)
    return [
      SQLValue(row.number), host(change.host), time(instant.earliest), time(row.time),
      change.interface == 0 ? .null : interface(change.interface, change.host, row.time),
      .text(change.name), SQLValue(change.old), SQLValue(change.new),
    ]
  }

  // MARK: - Values

  /// ns since the run's start; NULL for what is before everything.
  private func time(_ time: Int64?) -> SQLValue {
    guard let time, time != Int64.min else { return .null }
    return .integer(time &- run.evidence.run.start)
  }

  private func host(_ number: Int) -> SQLValue { SQLValue(run.host(number)?.name) }

  /// The name that interface `index` of a host had at a time; NULL for none.
  private func interface(_ index: Int32, _ host: Int, _ at: Int64) -> SQLValue {
    guard index != 0 else { return .null }
    let rows = run.evidence.interfaces.filter { $0.host == host && $0.index == index }
    return SQLValue((rows.last { $0.from <= at } ?? rows.first)?.name)
  }

  /// A link-layer address as `02:00:00:00:00:01`.
  private static func text(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }.joined(separator: ":")
  }
}
