import LabEvidence
import LabModel
import LabReport

/// Where hosts stand in a drawing, and which way lines take between them.
///
/// Hosts stand in columns, by their distance from the one with the most links. All lines run in the gaps right of
/// columns and in lanes above all boxes, so none crosses a box or a text, and no two run on each other: in
/// a gap each has a track of its own for as long as it needs it.
struct TopologyLayout {
  /// A line between two interfaces.
  struct Route {
    var connection: NetworkSnapshot.Connection
    var points: [(x: Int, y: Int)]
  }

  static let mostHosts = 30
  static let mostInterfaces = 200
  private static let mostInterfacesOfHost = 40
  private static let margin = 4
  private static let boxGap = 20
  private static let track = 8
  private static let gapPadding = 20

  private(set) var boxes: [TopologyBox] = []
  private(set) var routes: [Route] = []
  private(set) var width = 0
  private(set) var height = 0
  private(set) var omittedHosts = 0
  private(set) var omittedInterfaces = 0
  /// Links of which an end is left out.
  private(set) var omittedConnections = 0

  /// Lays out what there is room for.
  init(_ snapshot: NetworkSnapshot) {
    let drawn = Self.drawn(snapshot)
    place(snapshot, drawn)
    let connections = drawn.filter { ends(of: $0) != nil }
    omittedConnections = drawn.count - connections.count
    arrange(connections)
  }

  // MARK: - What is drawn

  /// The connections that get a line: all but those that the order within a box shows.
  private static func drawn(_ snapshot: NetworkSnapshot) -> [NetworkSnapshot.Connection] {
    var ports: Set<NetworkSnapshot.End> = []
    for connection in snapshot.connections where connection.kind == .member {
      ports.insert(connection.from)
    }
    return snapshot.connections.filter { connection in
      switch connection.kind {
      case .peer: true
      case .member: connection.from.host != connection.to.host
      case .lower, .tunnel:
        connection.from.host != connection.to.host || ports.contains(connection.from)
      }
    }
  }

  private mutating func place(
    _ snapshot: NetworkSnapshot, _ drawn: [NetworkSnapshot.Connection]
  ) {
    let words = InterfaceWords(snapshot)
    var wanted: [Int: Set<Int32>] = [:]
    for end in drawn.flatMap({ [$0.from, $0.to] }) {
      wanted[end.host, default: []].insert(end.index)
    }
    var room = Self.mostInterfaces
    for host in snapshot.hosts.prefix(Self.mostHosts) {
      let box = TopologyBox(
        host, snapshot, words, wanted: wanted[host.number] ?? [],
        room: min(room, Self.mostInterfacesOfHost))
      room -= host.interfaces.count - box.omitted
      boxes.append(box)
    }
    omittedHosts = snapshot.hosts.count - boxes.count
    omittedInterfaces =
      snapshot.hosts.reduce(0) { $0 + $1.interfaces.count }
      - boxes.reduce(0) { $0 + $1.host.interfaces.count - $1.omitted }
  }

  private func ends(of connection: NetworkSnapshot.Connection) -> (from: Int, to: Int)? {
    guard let from = boxes.firstIndex(where: { $0.host.number == connection.from.host }),
      let to = boxes.firstIndex(where: { $0.host.number == connection.to.host }),
      boxes[from].has(connection.from.index), boxes[to].has(connection.to.index)
    else { return nil }
    return (from, to)
  }

  // MARK: - Columns

  /// The boxes' indices, column by column.
  private func columns(_ connections: [NetworkSnapshot.Connection]) -> [[Int]] {
    var neighbours: [Int: [(line: Int, box: Int)]] = [:]
    for connection in connections {
      guard let (from, to) = ends(of: connection), from != to else { continue }
      neighbours[from, default: []].append((boxes[from].middle(of: connection.from.index) ?? 0, to))
      neighbours[to, default: []].append((boxes[to].middle(of: connection.to.index) ?? 0, from))
    }
    var layers: [[Int]] = []
    var seen: Set<Int> = []
    let roots = boxes.indices.filter { neighbours[$0] != nil }
      .sorted { (-(neighbours[$0]?.count ?? 0), $0) < (-(neighbours[$1]?.count ?? 0), $1) }
    for root in roots where seen.insert(root).inserted {
      var layer = [root]
      var depth = 0
      while !layer.isEmpty {
        if depth == layers.count { layers.append([]) }
        layers[depth] += layer
        var next: [Int] = []
        for box in layer {
          for neighbour in (neighbours[box] ?? []).sorted(by: { $0.line < $1.line })
          where seen.insert(neighbour.box).inserted {
            next.append(neighbour.box)
          }
        }
        layer = next
        depth += 1
      }
    }
    let alone = boxes.indices.filter { neighbours[$0] == nil }
    let limit = columnHeight
    var columns = layers.map { chunks($0, limit) }
    // A hub stands between its hosts, not at their side.
    if columns.count == 2, columns[1].count > 1 {
      let half = columns[1].count / 2
      columns = [Array(columns[1][..<half]), columns[0], Array(columns[1][half...])]
    }
    return columns.flatMap { $0 } + chunks(Array(alone), limit)
  }

  /// How high a column may be, so that the drawing is about as wide as a window.
  private var columnHeight: Int {
    let heights = boxes.map { $0.height + Self.boxGap }
    let all = heights.reduce(0, +)
    let column = TopologyBox.width + 80
    var count = 1
    // As many columns as make it 1.6 times as wide as it is high.
    while count * count * column * 10 < 16 * all { count += 1 }
    return max(heights.max() ?? 0, all / count * 115 / 100)
  }

  private func chunks(_ layer: [Int], _ limit: Int) -> [[Int]] {
    var chunks: [[Int]] = []
    var height = 0
    for box in layer {
      let own = boxes[box].height + Self.boxGap
      if chunks.isEmpty || height + own > limit {
        chunks.append([])
        height = 0
      }
      chunks[chunks.count - 1].append(box)
      height += own
    }
    return chunks
  }

  // MARK: - Lines

  /// A connection on its way: the columns of its ends and the heights at which it leaves and enters.
  private struct Way {
    var connection: NetworkSnapshot.Connection
    var boxes: (from: Int, to: Int)
    var columns: (from: Int, to: Int)
    var heights: (from: Int, to: Int)
    /// The tracks in the gap right of the first column, and in the one left of the second.
    var tracks = (from: 0, to: 0)

    var isLong: Bool { columns.to > columns.from + 1 }
  }

  private mutating func arrange(_ connections: [NetworkSnapshot.Connection]) {
    let columns = self.columns(connections)
    var place: [Int: Int] = [:]
    for (column, boxes) in columns.enumerated() {
      var y = 0
      for box in boxes {
        place[box] = column
        self.boxes[box].y = y
        y += self.boxes[box].height + Self.boxGap
      }
    }
    var ways = connections.compactMap { way($0, place) }
    let trackCounts = Self.assignTracks(&ways, columns.count)
    var lefts: [Int] = []
    var x = Self.margin
    for column in columns.indices {
      lefts.append(x)
      x += TopologyBox.width + Self.gapWidth(trackCounts[column])
    }
    for (box, column) in place { boxes[box].x = lefts[column] }
    func trackX(_ gap: Int, _ track: Int) -> Int {
      lefts[gap] + TopologyBox.width + Self.gapPadding + Self.track * track
    }
    let lanes = Lanes(
      ways.filter(\.isLong).map { way in
        (trackX(way.columns.from, way.tracks.from), trackX(way.columns.to - 1, way.tracks.to))
      })
    // Whole lines, so that all heights stay multiples of one.
    let top =
      Self.margin
      + (lanes.count * Self.track + TopologyBox.line - 1) / TopologyBox.line * TopologyBox.line
    for box in boxes.indices { boxes[box].y += top }
    var long = 0
    for way in ways {
      var points = [(x: boxes[way.boxes.from].x + TopologyBox.width, y: way.heights.from + top)]
      let first = trackX(way.columns.from, way.tracks.from)
      points.append((first, way.heights.from + top))
      if way.isLong {
        let lane = Self.margin + Self.track * lanes.numbers[long]
        let second = trackX(way.columns.to - 1, way.tracks.to)
        points += [(first, lane), (second, lane), (second, way.heights.to + top)]
        long += 1
      } else {
        points.append((first, way.heights.to + top))
      }
      let isSame = way.columns.from == way.columns.to
      points.append(
        (boxes[way.boxes.to].x + (isSame ? TopologyBox.width : 0), way.heights.to + top))
      routes.append(Route(connection: way.connection, points: points))
    }
    let hasLast = trackCounts.last ?? 0 > 0
    width =
      (lefts.last ?? 0) + TopologyBox.width
      + (hasLast ? Self.gapWidth(trackCounts[trackCounts.count - 1]) : Self.margin)
    height = (boxes.map { $0.y + $0.height }.max() ?? 0) + Self.margin
  }

  private static func gapWidth(_ tracks: Int) -> Int {
    max(60, 2 * gapPadding + track * max(0, tracks - 1))
  }

  private func way(_ connection: NetworkSnapshot.Connection, _ place: [Int: Int]) -> Way? {
    guard var (from, to) = ends(of: connection), var first = place[from], var second = place[to],
      var start = boxes[from].middle(of: connection.from.index),
      var end = boxes[to].middle(of: connection.to.index)
    else { return nil }
    if first > second {
      swap(&from, &to)
      swap(&first, &second)
      swap(&start, &end)
    }
    // Lines leave a box below a line's middle and enter above: so none runs on another's stub.
    return Way(
      connection: connection, boxes: (from, to), columns: (first, second),
      heights: (start + 4, first == second ? end + 4 : end - 4))
  }

  /// Gives each way its tracks and returns how many each gap has.
  private static func assignTracks(_ ways: inout [Way], _ gaps: Int) -> [Int] {
    var spans: [[(way: Int, isEnd: Bool, from: Int, to: Int)]] = Array(repeating: [], count: gaps)
    for (index, way) in ways.enumerated() {
      let (start, end) = way.heights
      if way.isLong {
        // Up to the lanes, which are above all.
        spans[way.columns.from].append((index, false, Int.min, start))
        spans[way.columns.to - 1].append((index, true, Int.min, end))
      } else {
        spans[way.columns.from].append((index, false, min(start, end), max(start, end)))
      }
    }
    return spans.map { gap in
      var ends: [Int] = []
      for span in gap.sorted(by: { ($0.from, $0.to, $0.way) < ($1.from, $1.to, $1.way) }) {
        let track = ends.firstIndex { $0 < span.from } ?? ends.count
        if track == ends.count { ends.append(0) }
        // A little room between two lines on one track.
        ends[track] = span.to + 6
        if span.isEnd {
          ways[span.way].tracks.to = track
        } else {
          ways[span.way].tracks.from = track
        }
      }
      return ends.count
    }
  }

  /// Lanes above all boxes, as few as do.
  private struct Lanes {
    var numbers: [Int]
    var count: Int

    init(_ spans: [(Int, Int)]) {
      numbers = Array(repeating: 0, count: spans.count)
      var ends: [Int] = []
      let ordered = spans.enumerated().map { (min($1.0, $1.1), max($1.0, $1.1), $0) }.sorted(by: <)
      for (from, to, index) in ordered {
        let lane = ends.firstIndex { $0 < from } ?? ends.count
        if lane == ends.count { ends.append(0) }
        ends[lane] = to + 6
        numbers[index] = lane
      }
      count = ends.count
    }
  }
}
