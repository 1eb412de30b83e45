package import LabEvidence
import LabModel

extension JSONWriter {
  /// The members of a network at one instant; at most `interfaces` interfaces and `routes` routes are
  /// written, and how many were left out.
  package mutating func topology(
    _ snapshot: NetworkSnapshot, in run: RunNetwork, interfaces: Int = Int.max,
    routes: Int = Int.max
  ) {
    let words = InterfaceWords(snapshot)
    member("run", run.run.id)
    member("time_ns", snapshot.time - run.run.start)
    member("instant", InstantWords.text(snapshot.time, in: run))
    member("pending", snapshot.pending)
    array("instants") { writer in
      for instant in run.instants {
        writer.object { writer in
          writer.member("time_ns", instant.time - run.run.start)
          writer.member("step", instant.step)
        }
      }
    }
    var rest = (interfaces: interfaces, routes: routes)
    array("hosts") { writer in
      for host in snapshot.hosts {
        writer.object { writer in
          writer.member("number", host.number)
          writer.member("name", host.name)
          writer.array("interfaces") { writer in
            for interface in host.interfaces.prefix(rest.interfaces) {
              writer.value(interface, host, words)
            }
          }
          rest.interfaces -= min(rest.interfaces, host.interfaces.count)
          writer.array("routes") { writer in
            for route in host.routes.prefix(rest.routes) {
              writer.value(words.route(route, host: host.number))
            }
          }
          rest.routes -= min(rest.routes, host.routes.count)
        }
      }
    }
    array("links") { writer in
      for connection in snapshot.connections.prefix(interfaces) {
        writer.object { writer in
          writer.member("kind", connection.kind.rawValue)
          writer.end("from", connection.from, words)
          writer.end("to", connection.to, words)
        }
      }
    }
    let counts = snapshot.hosts.reduce(into: (0, 0)) {
      $0 = ($0.0 + $1.interfaces.count, $0.1 + $1.routes.count)
    }
    object("left_out") { writer in
      writer.member("interfaces", max(0, counts.0 - interfaces))
      writer.member("routes", max(0, counts.1 - routes))
    }
  }

  private mutating func value(
    _ interface: NetworkSnapshot.Interface, _ host: NetworkSnapshot.Host, _ words: InterfaceWords
  ) {
    let link = interface.link
    object { writer in
      writer.member("index", link.index)
      writer.member("name", link.name)
      writer.member("type", link.kind)
      writer.member("state", InterfaceWords.state(link).rawValue)
      writer.member("mtu", link.mtu)
      writer.member("link_address", KernelWords.linkAddress(link.address))
      writer.array("addresses") { writer in
        for address in InterfaceWords.addresses(interface) { writer.value(address) }
      }
      writer.array("connections") { writer in
        for text in words.connections(of: link, host: host.number) { writer.value(text) }
      }
    }
  }

  private mutating func end(
    _ key: String, _ end: NetworkSnapshot.End, _ words: InterfaceWords
  ) {
    object(key) { writer in
      writer.member("host", end.host)
      writer.member("index", end.index)
      writer.member("name", words.name(of: end, seenFrom: 0))
    }
  }
}
