import LabEvidence
import LabModel
import LabReport

/// The network of a run at one instant: a drawing, and tables with the same facts.
struct TopologyPage: Page {
  private static let mostInterfaces = 500
  private static let mostRoutes = 500
  /// Instants before and after the one shown that can be chosen.
  private static let mostInstants = 15

  private let run: RunNetwork
  private let snapshot: NetworkSnapshot
  private let instants: [RunNetwork.Instant]

  /// Reads the run that `id` names; `at=NS` in `query` is an instant in ns since the run's start, without it
  /// the end of the last step.
  ///
  /// - Throws: `SiteFailure`, where there is no such run or instant.
  init(_ id: String, _ query: PageQuery, _ store: Store) throws(SiteFailure) {
    do throws(StoreFailure) {
      run = try RunNetwork.load(run: try store.resolveRun(id), from: store)
    } catch {
      throw SiteFailure(error)
    }
    instants = run.instants
    guard let text = query.first("at") else {
      snapshot = NetworkSnapshot(run, at: instants.last?.time ?? run.run.start)
      return
    }
    guard let offset = Int64(text) else {
      throw .mistake("at wants whole nanoseconds since the start of the run, such as at=1250000000")
    }
    let (time, isOver) = run.run.start.addingReportingOverflow(offset)
    guard !isOver else {
      throw .mistake("at is too far from the start of the run")
    }
    snapshot = NetworkSnapshot(run, at: time)
  }

  var title: String { "Topology · \(VisibleText.of(run.run.title))" }

  let template = "topology"

  // MARK: - HTML

  func values(_ links: Links) -> [String: Any] {
    let diagram = TopologyDiagram(snapshot)
    var values: [String: Any] = [
      "title": VisibleText.of(run.run.title), "number": run.run.number,
      "instant": VisibleText.of(InstantWords.text(snapshot.time, in: run)),
      "hasHosts": !snapshot.hosts.isEmpty, "diagramMarkup": diagram.markup,
      "instants": instants(links),
    ]
    values["omission"] = diagram.omission
    values["pending"] =
      snapshot.pending > 0
      ? "\(Count.of(snapshot.pending, "change")) read later may have happened before this instant"
      : nil
    values["run"] = links.href(.run(run.run.id))
    values["timeline"] = links.href(.timeline(run.run.id))
    let place = instants.lastIndex { $0.time <= snapshot.time }
    let isExact = place.map { instants[$0].time == snapshot.time } ?? false
    values["previous"] = (isExact ? place.map { $0 - 1 } : place).flatMap { way(to: $0, links) }
    values["next"] = way(to: (place ?? -1) + 1, links)
    let hosts = self.hosts
    values["hosts"] = hosts.rows
    values["more"] =
      hosts.omitted > 0 ? "\(Count.of(hosts.omitted, "interface")) more are not shown." : nil
    values["hasOmitted"] = hosts.omitted > 0
    return values
  }

  private func way(to index: Int, _ links: Links) -> [String: Any]? {
    guard instants.indices.contains(index) else { return nil }
    return way(to: instants[index], links)
  }

  private func way(to instant: RunNetwork.Instant, _ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "text": VisibleText.of(InstantWords.name(instant, in: run)),
      "time": Elapsed.instant(instant.time - run.run.start),
      "isShown": instant.time == snapshot.time,
    ]
    values["href"] = links.href(
      .topology(run.run.id),
      PageQuery([.init("at", String(instant.time - run.run.start))]))
    return values
  }

  /// The instants around the one shown.
  private func instants(_ links: Links) -> [[String: Any]] {
    let place = instants.lastIndex { $0.time <= snapshot.time } ?? 0
    let first = max(0, place - Self.mostInstants)
    return instants[first...].prefix(2 * Self.mostInstants + 1).map { way(to: $0, links) }
  }

  /// The tables' rows, and how many interfaces have none.
  private var hosts: (rows: [[String: Any]], omitted: Int) {
    let words = InterfaceWords(snapshot)
    var (interfaces, routes) = (Self.mostInterfaces, Self.mostRoutes)
    var rows: [[String: Any]] = []
    for host in snapshot.hosts where interfaces > 0 {
      let shown = InterfaceWords.tree(host, snapshot.connections).prefix(interfaces)
      interfaces -= shown.count
      var values: [String: Any] = [
        "name": VisibleText.of(host.name), "id": "host-\(host.number)",
        "interfaces": shown.map { row($0.interface, host, words) },
      ]
      let listed = host.routes.prefix(routes)
      routes -= listed.count
      values["hasRoutes"] = !listed.isEmpty
      values["routes"] = listed.map { ["text": VisibleText.of(words.route($0, host: host.number))] }
      values["count"] = Count.of(host.routes.count, "route")
      values["moreRoutes"] =
        listed.count < host.routes.count
        ? "\(host.routes.count - listed.count) more are not shown." : nil
      rows.append(values)
    }
    let all = snapshot.hosts.reduce(0) { $0 + $1.interfaces.count }
    return (rows, max(0, all - Self.mostInterfaces))
  }

  private func row(
    _ interface: NetworkSnapshot.Interface, _ host: NetworkSnapshot.Host, _ words: InterfaceWords
  ) -> [String: Any] {
    let state = InterfaceWords.state(interface.link)
    var row: [String: Any] = [
      "name": VisibleText.of(interface.link.name), "kind": VisibleText.of(interface.link.kind),
      "state": state.rawValue, "sign": state.sign(unicode: true), "class": state.className,
      "mtu": interface.link.mtu,
      "linkAddress": KernelWords.linkAddress(Array(interface.link.address.prefix(32))),
    ]
    row["connections"] = words.connections(of: interface.link, host: host.number).map {
      ["text": VisibleText.of($0)]
    }
    row["addresses"] = InterfaceWords.addresses(interface).prefix(50).map {
      ["text": VisibleText.of($0)]
    }
    return row
  }

  // MARK: - JSON

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.topology(
        snapshot, in: run, interfaces: Self.mostInterfaces, routes: Self.mostRoutes)
    }
  }
}
