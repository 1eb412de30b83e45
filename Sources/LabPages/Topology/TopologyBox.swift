import LabEvidence
import LabModel
import LabReport

/// A host of a drawing: a box with lines of text, 20 units high each.
struct TopologyBox {
  /// One line of text in the box.
  struct Line {
    enum Role {
      case interface(InterfaceWords.State)
      case address
      case connection
      case omission
    }

    var role: Role
    var text: String
    /// What kind of device it is; behind the name of an interface.
    var kind = ""
    /// How deep it stands on others of the host.
    var depth: Int
    /// The interface that the line is about; nil for what is left out.
    var interface: Int32?
  }

  /// The height of a line.
  static let line = 20
  static let width = 340
  /// What stands above the lines: the host's name.
  private static let head = 2 * line
  private static let mostAddresses = 4
  /// Columns of text in a line, each at most 7.3 units wide at 12 units height.
  private static let columns = 43
  private static let mostDepth = 4

  let host: NetworkSnapshot.Host
  let lines: [Line]
  /// Interfaces that have no line.
  let omitted: Int
  /// Where it is; both are multiples of a line's height.
  var x = 0
  var y = 0

  /// A box with at most `room` interfaces, those in `wanted` first.
  init(
    _ host: NetworkSnapshot.Host, _ snapshot: NetworkSnapshot, _ words: InterfaceWords,
    wanted: Set<Int32>, room: Int
  ) {
    self.host = host
    let tree = InterfaceWords.tree(host, snapshot.connections)
    let first = tree.filter { wanted.contains($0.interface.link.index) }
    let rest = tree.filter { !wanted.contains($0.interface.link.index) }
    let chosen = Set((first + rest).prefix(room).map(\.interface.link.index))
    var lines: [Line] = []
    for (interface, depth) in tree where chosen.contains(interface.link.index) {
      lines += Self.lines(interface, min(depth, Self.mostDepth), host, words)
    }
    omitted = tree.count - chosen.count
    if omitted > 0 {
      lines.append(
        Line(role: .omission, text: "and \(Count.of(omitted, "interface")) more", depth: 0))
    }
    self.lines = lines
  }

  private static func lines(
    _ interface: NetworkSnapshot.Interface, _ depth: Int, _ host: NetworkSnapshot.Host,
    _ words: InterfaceWords
  ) -> [Line] {
    let link = interface.link
    func line(_ role: Line.Role, _ text: String, kind: String = "", room: Int) -> Line {
      Line(
        role: role, text: TextWidth.cut(VisibleText.of(text), to: room, mark: "…"),
        kind: TextWidth.cut(VisibleText.of(kind), to: 10, mark: "…"), depth: depth,
        interface: link.index)
    }
    let room = columns - 2 * depth
    var lines = [
      line(.interface(InterfaceWords.state(link)), link.name, kind: link.kind, room: room - 25)
    ]
    for text in words.connections(of: link, host: host.number, withOwn: false) {
      lines.append(line(.connection, text, room: room - 2))
    }
    // Link-local ones say nothing that distinguishes a network.
    let addresses = InterfaceWords.addresses(interface).filter { !$0.hasPrefix("fe80:") }
    for address in addresses.prefix(mostAddresses) {
      lines.append(line(.address, address, room: room - 2))
    }
    if addresses.count > mostAddresses {
      let rest = Count.of(addresses.count - mostAddresses, "address", "addresses")
      lines.append(line(.address, "and \(rest) more", room: room - 2))
    }
    return lines
  }

  var height: Int { Self.head + Self.line * lines.count + Self.line }

  /// The top of a line with its index.
  func top(ofLine index: Int) -> Int { y + Self.head + Self.line * index }

  /// The middle of the line that names an interface; nil where it has none.
  func middle(of interface: Int32) -> Int? {
    lines.firstIndex { $0.interface == interface }.map { top(ofLine: $0) + Self.line / 2 }
  }

  func has(_ interface: Int32) -> Bool { lines.contains { $0.interface == interface } }
}
