import LabEvidence
import LabModel

/// What hosts had when their recording began, gathered so that each is told in one line.
struct InitialState {
  private var hosts: [(host: HostRow, time: Int64, links: [Link], addresses: [Address])] = []

  /// A host's recording begins.
  mutating func open(_ host: HostRow, at time: Int64) {
    hosts.append((host, time, [], []))
  }

  /// An object that was there then.
  mutating func add(_ change: StoryChange) {
    guard let index = hosts.lastIndex(where: { $0.host.number == change.host }) else { return }
    switch change {
    case .link(let row): if let link = row.change.new { hosts[index].links.append(link) }
    case .address(let row):
      if let address = row.change.new { hosts[index].addresses.append(address) }
    default: break
    }
  }

  /// The hosts gathered so far with what they had: `lo (down)`, `eth0 (up, 10.0.0.1/24)`.
  mutating func take() -> [(host: HostRow, time: Int64, objects: [String])] {
    defer { hosts = [] }
    return hosts.map { entry in
      let objects = entry.links.map { link in
        let addresses = entry.addresses.filter { $0.interface == link.index }
          .map { "\($0.address)/\($0.prefixLength)" }
        let facts = [link.isUp ? "up" : "down"] + addresses
        return "\(link.name) (\(facts.joined(separator: ", ")))"
      }
      return (entry.host, entry.time, objects)
    }
  }
}

extension HostRow {
  /// How the host's part of the story begins.
  func opening(_ objects: [String]) -> String {
    let verb =
      switch origin {
      case .planned: "starts"
      case .named: "appears"
      case .found: "is found, its past unseen,"
      }
    return objects.isEmpty ? verb : "\(verb) with \(objects.joined(separator: ", "))"
  }
}
