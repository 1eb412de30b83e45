import LabEvidence

/// The columns of a ladder diagram: the interfaces that its rows are about, host by host.
struct LadderColumns: Sendable {
  /// One column.
  struct Column: Sendable, Hashable {
    var host: Int
    /// nil for what is about the host alone.
    var interface: Int32?
    var hostName: String
    /// Empty for what is about the host alone.
    var name: String
  }

  private(set) var columns: [Column] = []
  /// Interfaces for which there is no room.
  private(set) var leftOut = 0

  /// The columns of `rows`, at most `most` of them: those with most rows, in the order in which the
  /// run came to know them.
  init(_ rows: [LadderRow], of evidence: RunEvidence, atMost most: Int) {
    let names = InterfaceNames(evidence)
    let indices = Dictionary(
      evidence.interfaces.map { ($0.number, $0.index) }, uniquingKeysWith: { first, _ in first })
    var uses: [Column: Int] = [:]
    func use(_ host: Int, _ interface: Int32?, at time: Int64, weight: Int) {
      let column = Column(
        host: host, interface: interface, hostName: names.host(host),
        name: interface.map { names.interface(host: host, index: $0, at: time) } ?? "")
      // A renamed interface keeps the column of its first name.
      let known = uses.keys.first { $0.host == host && $0.interface == interface }
      uses[known ?? column, default: 0] += weight
    }
    for row in rows {
      let weight = row.isDeciding ? 1000 : 1
      switch row.body {
      case .packet(let packet, let peer):
        for one in [packet, peer].compactMap({ $0 }) {
          use(one.host, indices[one.interface], at: one.time, weight: weight)
        }
      case .change(let change):
        // A change of the host finds a place in any of its columns.
        if let interface = change.interface {
          use(change.host, interface, at: row.time, weight: weight)
        }
      default: break
      }
    }
    let ranked = uses.sorted {
      ($1.value, $0.key.host, $0.key.interface ?? 0)
        < ($0.value, $1.key.host, $1.key.interface ?? 0)
    }
    leftOut = max(0, ranked.count - max(0, most))
    columns = ranked.prefix(max(0, most)).map(\.key).sorted {
      ($0.host, $0.interface ?? 0) < ($1.host, $1.interface ?? 0)
    }
  }

  var count: Int { columns.count }

  /// The column of an interface; nil where it has none.
  func column(host: Int, interface: Int32?) -> Int? {
    columns.firstIndex { $0.host == host && $0.interface == interface }
  }

  /// The column of an interface, else the first of its host.
  func nearest(host: Int, interface: Int32?) -> Int? {
    column(host: host, interface: interface) ?? columns.firstIndex { $0.host == host }
  }
}
