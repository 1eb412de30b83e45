import LabEvidence
import LabModel

/// Changes of kernel objects as members of an entry: kind, host, and the object before and after.
struct ObjectJSON {
  let names: InterfaceNames
  let start: Int64

  /// Writes the members that tell `change`.
  func members(_ change: StoryChange, at time: Int64, to writer: inout JSONWriter) {
    switch change {
    case .link(let row):
      head("link", row, to: &writer)
      pair(row.change.old, row.change.new, to: &writer) { link($0, host: row.change.host, &$1) }
    case .address(let row):
      head("address", row, to: &writer)
      pair(row.change.old, row.change.new, to: &writer) { address, writer in
        interface(address.interface, row.change.host, time, &writer)
        writer.member("address", address.address)
        writer.member("prefix_length", address.prefixLength)
        writer.member("scope", address.scope)
        writer.member("flags", address.flags)
        writer.member("label", address.label)
      }
    case .route(let row):
      head("route", row, to: &writer)
      pair(row.change.old, row.change.new, to: &writer) {
        route($0, host: row.change.host, at: time, &$1)
      }
    case .neighbour(let row):
      head("neighbour", row, to: &writer)
      pair(row.change.old, row.change.new, to: &writer) { neighbour, writer in
        interface(neighbour.interface, row.change.host, time, &writer)
        writer.member("address", neighbour.address)
        writer.member("link_address", KernelWords.linkAddress(neighbour.linkAddress))
        writer.member("state", KernelWords.neighbourState(neighbour.state))
        writer.member("flags", neighbour.flags)
      }
    case .rule(let row):
      head("rule", row, to: &writer)
      pair(row.change.old, row.change.new, to: &writer) { rule($0, &$1) }
    case .socket(let row):
      writer.member("kind", "socket")
      writer.member("row", row.number)
      writer.member("host", names.host(row.change.host))
      pair(row.change.old, row.change.new, to: &writer) { socket($0, &$1) }
    case .counter(let row): counter(row, at: time, to: &writer)
    }
  }

  private func head<Object>(
    _ kind: String, _ row: ChangeRow<Object>, to writer: inout JSONWriter
  ) {
    writer.member("kind", kind)
    writer.member("row", row.number)
    writer.member("host", names.host(row.change.host))
    writer.member("earliest_ns", row.change.earliest - start)
    writer.member("initial", row.change.isInitial)
  }

  private func pair<Object>(
    _ old: Object?, _ new: Object?, to writer: inout JSONWriter,
    _ body: (Object, inout JSONWriter) -> Void
  ) {
    for (name, object) in [("old", old), ("new", new)] {
      writer.key(name)
      guard let object else {
        writer.null()
        continue
      }
      writer.object { body(object, &$0) }
    }
  }

  private func interface(
    _ index: Int32, _ host: Int, _ time: Int64, _ writer: inout JSONWriter
  ) {
    writer.member("interface", names.interface(host: host, index: index, at: time))
  }

  private func link(_ link: Link, host: Int, _ writer: inout JSONWriter) {
    writer.member("index", link.index)
    writer.member("name", link.name)
    writer.member("type", link.kind)
    writer.member("hardware_type", link.hardwareType)
    writer.member("flags", link.flags)
    writer.member("up", link.isUp)
    writer.member("carrier", link.hasCarrier)
    writer.member("state", KernelWords.operationalState(link.operationalState))
    writer.member("mtu", link.mtu)
    writer.member("address", KernelWords.linkAddress(link.address))
    writer.member("master", link.master)
    writer.member("link", link.link)
    writer.member("link_host", link.linkHost == 0 ? nil : names.host(link.linkHost))
    writer.member("qdisc", link.qdisc)
  }

  private func route(
    _ route: Route, host: Int, at time: Int64, _ writer: inout JSONWriter
  ) {
    writer.member("family", route.family == 10 ? "inet6" : "inet")
    writer.member("table", KernelWords.table(route.table))
    writer.member("destination", route.destination)
    writer.member("type", KernelWords.routeType(route.type))
    writer.member("scope", route.scope)
    writer.member("protocol", route.protocolNumber)
    writer.member("metric", route.metric)
    writer.member("source", route.preferredSource)
    writer.member("mtu", route.mtu)
    writer.array("nexthops") { writer in
      for hop in route.nexthops {
        writer.object { writer in
          interface(hop.interface, host, time, &writer)
          writer.member("gateway", hop.gateway)
          writer.member("dead", hop.flags & 1 != 0)
          writer.member("linkdown", hop.flags & 16 != 0)
          writer.member("weight", hop.weight)
        }
      }
    }
  }

  private func rule(_ rule: Rule, _ writer: inout JSONWriter) {
    writer.member("family", rule.family == 10 ? "inet6" : "inet")
    writer.member("priority", rule.priority)
    writer.member("from", rule.source)
    writer.member("to", rule.destination)
    writer.member("input_interface", rule.inputInterface)
    writer.member("output_interface", rule.outputInterface)
    writer.member("mark", rule.mark)
    writer.member("table", KernelWords.table(rule.table))
    writer.member("action", rule.action)
  }

  private func socket(_ socket: Socket, _ writer: inout JSONWriter) {
    writer.member("protocol", KernelWords.transport(socket.protocolNumber))
    writer.member("local_address", socket.localAddress)
    writer.member("local_port", socket.localPort)
    writer.member("remote_address", socket.remoteAddress)
    writer.member("remote_port", socket.remotePort)
    writer.member("state", KernelWords.socketState(socket.state))
    writer.member("inode", socket.inode)
  }

  private func counter(_ row: CounterRow, at time: Int64, to writer: inout JSONWriter) {
    let change = row.change
    writer.member("kind", "counter")
    writer.member("row", row.number)
    writer.member("host", names.host(change.host))
    writer.member(
      "interface",
      change.interface == 0
        ? nil : names.interface(host: change.host, index: change.interface, at: time))
    writer.member("name", change.name)
    writer.member("old", change.old)
    writer.member("new", change.new)
  }
}
