import LabModel

/// What path statements are called in a sentence.
enum PathWords {
  static func filter(_ statement: PathStatement) -> String {
    "`\(Quoting.escaped(statement.filter.text))`"
  }

  /// `1 packet matching F`, `3 packets matching F`.
  static func packets(_ statement: PathStatement, _ count: Int) -> String {
    "\(Phrases.count(count, "packet")) matching \(filter(statement))"
  }

  /// `packet 12 matching F`: a packet is called by the number of its first copy.
  static func packet(_ journey: PacketJourney, _ statement: PathStatement) -> String {
    "packet \(journey.hops.first?.packet ?? 0) matching \(filter(statement))"
  }

  /// What the claim says, as what was expected.
  static func expectation(_ statement: PathStatement) -> String {
    switch statement.requirement {
    case .cross(let places): places.map(StateWords.name).joined(separator: " > ")
    case .seenOn(let range):
      "\(Phrases.range(range)) interface\(range.atLeast == 1 && range.atMost == 1 ? "" : "s")"
    }
  }

  /// What `count` packets did, of which `journey` is the first: `crossed ctr:eth0 > veth0 > cni0`,
  /// `was seen on 5 interfaces`, `were seen on exactly 5 interfaces`.
  static func taken(
    by journey: PacketJourney, _ statement: PathStatement, _ run: JudgedRun, count packets: Int = 1
  ) -> String {
    switch statement.requirement {
    case .seenOn:
      if packets > 1 { return "were seen on \(expectation(statement))" }
      let count = Set(journey.hops.map(\.interface)).count
      return "was seen on \(Phrases.count(count, "interface"))"
    case .cross:
      let ways = journey.ways(most: 4).map { way in
        way.map { place in name(of: journey.hops[place].interface, run) }.joined(separator: " > ")
      }
      var distinct: [String] = []
      for way in ways where !distinct.contains(way) { distinct.append(way) }
      return "crossed " + distinct.joined(separator: " and ")
    }
  }

  private static func name(of interface: Int, _ run: JudgedRun) -> String {
    guard let row = run.interface(interface) else { return "interface \(interface)" }
    return StateWords.name(of: Place(host: run.host(row.host)?.name, interface: row.name))
  }
}
