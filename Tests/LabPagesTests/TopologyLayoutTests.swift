import LabEvidence
import LabModel
import Testing

@testable import LabPages

/// A drawing's boxes and lines never run over each other.
@Suite struct TopologyLayoutTests {
  private typealias Segment = (from: (x: Int, y: Int), to: (x: Int, y: Int), line: Int)

  /// A network whose hosts are `names` and whose pairs are `links`, by the hosts' places.
  private func snapshot(_ count: Int, _ links: [(Int, Int)]) -> NetworkSnapshot {
    let run = RunRow(
      number: 1, id: "x", path: "a.md", title: "A", backend: "namespaces", kernelRelease: "6",
      status: .finished, start: 0, startWall: 0)
    var network = RunNetwork(
      run: run,
      hosts: (1...count).map { HostRow(number: $0, name: "h\($0)", origin: .planned, from: 0) })
    var next = Array(repeating: Int32(2), count: count)
    func add(_ host: Int, _ link: Link) {
      network.links.append(
        ChangeRow(
          number: network.links.count + 1, time: 0,
          change: ObjectChange(host: host + 1, earliest: 0, old: nil, new: link, isInitial: true)))
    }
    for (left, right) in links {
      let (one, other) = (next[left], next[right] + (left == right ? 1 : 0))
      next[left] = one + 1
      next[right] = other + 1
      for (host, own, peer, peerHost) in [(left, one, other, right), (right, other, one, left)] {
        add(
          host,
          Link(
            index: own, name: "eth\(own)", kind: "veth", flags: 1, hasCarrier: true, link: peer,
            linkNamespace: 0, linkHost: peerHost + 1))
      }
    }
    return NetworkSnapshot(network, at: 1)
  }

  private static func networks() -> [(String, Int, [(Int, Int)])] {
    var random: UInt64 = 42
    func number(below limit: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33) % limit
    }
    return [
      ("one", 1, []), ("alone", 30, []), ("pair", 2, [(0, 1)]), ("own", 1, [(0, 0), (0, 0)]),
      ("star", 30, (1..<30).map { (0, $0) }), ("chain", 30, (1..<30).map { ($0 - 1, $0) }),
      ("ring", 12, (0..<12).map { ($0, ($0 + 1) % 12) }),
      ("full", 9, (0..<9).flatMap { left in (left + 1..<9).map { (left, $0) } }),
      ("many", 3, (0..<60).map { ($0 % 3, ($0 + 1) % 3) }),
    ]
      + (0..<20).map { index in
        let count = 2 + number(below: 29)
        let links = (0..<(1 + number(below: 100))).map { _ in
          (number(below: count), number(below: count))
        }
        return ("random \(index)", count, links)
      }
  }

  @Test func boxesAndLinesKeepApart() {
    for (name, count, links) in Self.networks() {
      let layout = TopologyLayout(snapshot(count, links))
      #expect(layout.boxes.count == count, "\(name)")
      #expect(layout.routes.count + layout.omittedConnections == links.count, "\(name)")
      let isInside = layout.boxes.allSatisfy { box in
        box.x >= 0 && box.x + TopologyBox.width <= layout.width && box.y >= 0
          && box.y + box.height <= layout.height
      }
      #expect(isInside, "\(name)")
      #expect(!haveOverlap(layout.boxes), "\(name)")
      var segments: [Segment] = []
      for (index, route) in layout.routes.enumerated() {
        for (from, to) in zip(route.points, route.points.dropFirst()) {
          segments.append((from, to, index))
        }
      }
      #expect(segments.allSatisfy { $0.from.x == $0.to.x || $0.from.y == $0.to.y }, "\(name)")
      let crossing = segments.first { segment in
        layout.boxes.contains { crosses(segment, $0) }
      }
      #expect(crossing == nil, "\(name)")
      #expect(!hasOverlap(segments), "\(name)")
    }
  }

  private func haveOverlap(_ boxes: [TopologyBox]) -> Bool {
    boxes.indices.contains { index in
      boxes.dropFirst(index + 1).contains { other in
        let box = boxes[index]
        return box.x + TopologyBox.width > other.x && other.x + TopologyBox.width > box.x
          && box.y + box.height > other.y && other.y + other.height > box.y
      }
    }
  }

  /// Whether a line runs through the inside of a box.
  private func crosses(_ segment: Segment, _ box: TopologyBox) -> Bool {
    let (left, right) = (min(segment.from.x, segment.to.x), max(segment.from.x, segment.to.x))
    let (top, bottom) = (min(segment.from.y, segment.to.y), max(segment.from.y, segment.to.y))
    return right > box.x && left < box.x + TopologyBox.width && bottom > box.y
      && top < box.y + box.height
  }

  /// Whether two lines run on each other for more than a point.
  private func hasOverlap(_ segments: [Segment]) -> Bool {
    for (index, one) in segments.enumerated() {
      for other in segments.dropFirst(index + 1) where one.line != other.line {
        if one.from.x == one.to.x, other.from.x == other.to.x, one.from.x == other.from.x {
          let low = max(min(one.from.y, one.to.y), min(other.from.y, other.to.y))
          if low < min(max(one.from.y, one.to.y), max(other.from.y, other.to.y)) { return true }
        }
        if one.from.y == one.to.y, other.from.y == other.to.y, one.from.y == other.from.y {
          let low = max(min(one.from.x, one.to.x), min(other.from.x, other.to.x))
          if low < min(max(one.from.x, one.to.x), max(other.from.x, other.to.x)) { return true }
        }
      }
    }
    return false
  }
}
