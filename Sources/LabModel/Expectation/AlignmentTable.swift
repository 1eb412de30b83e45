/// Least costs of getting through an expectation and two streams, and the way there.
///
/// A place is (node of the expectation, lines of the first stream, lines of the second).
struct AlignmentTable {
  /// A part of an expectation.
  enum Node {
    /// A pattern that takes one line.
    case one(Int)
    /// A pattern that takes one line or none.
    case optional(Int)
    /// The way into a loop: lines that no pattern takes may stand before it, not inside.
    case entrance(Int)
    /// A pattern that takes any number of lines.
    case loop(Int)

    var pattern: Int {
      switch self {
      case .one(let pattern), .optional(let pattern), .entrance(let pattern), .loop(let pattern):
        pattern
      }
    }
  }

  /// What is done at a place.
  ///
  /// Streams are 0 and 1, lines count in their stream.
  enum Move {
    case take(stream: Int, line: Int)
    /// On to the next node for nothing.
    case pass
    case leaveOut
    case add(stream: Int, line: Int)
    /// Leaves a pattern out and adds a line in its place.
    case change(stream: Int, line: Int)
  }

  /// A move with the pattern that it is about.
  struct Step {
    var move: Move
    var pattern: Int?
  }

  /// A changed line is cheaper than an expected one left out: a `...` nearby does not swallow what
  /// took its place.
  private enum Cost {
    static let leftOut: Int32 = 3
    static let added: Int32 = 2
    static let changed: Int32 = 2
  }

  /// How a place was reached, in a byte.
  private enum Arrow: UInt8 {
    case none, pass, leaveOut, takeFirst, takeSecond, loopFirst, loopSecond, addFirst, addSecond,
      changeFirst, changeSecond

    /// The stream a line is taken from, the only thing ties are broken by.
    var stream: Int? {
      switch self {
      case .takeFirst, .loopFirst, .addFirst, .changeFirst: 0
      case .takeSecond, .loopSecond, .addSecond, .changeSecond: 1
      case .none, .pass, .leaveOut: nil
      }
    }
  }

  private let nodes: [Node]
  /// The order of arrival of each stream's lines, to break ties by.
  private let first: [Int]
  private let second: [Int]
  private let takesFirst: [[Bool]]
  private let takesSecond: [[Bool]]
  private var costs: [Int32]
  private var arrows: [Arrow]

  init(
    nodes: [Node], first: [Int], second: [Int], takesFirst: (_ pattern: Int, _ line: Int) -> Bool,
    takesSecond: (_ pattern: Int, _ line: Int) -> Bool
  ) {
    self.nodes = nodes
    self.first = first
    self.second = second
    func row(_ node: Node, _ count: Int, _ takes: (Int, Int) -> Bool) -> [Bool] {
      if case .entrance = node { return [] }
      return (0..<count).map { takes(node.pattern, $0) }
    }
    self.takesFirst = nodes.map { row($0, first.count, takesFirst) }
    self.takesSecond = nodes.map { row($0, second.count, takesSecond) }
    let cells = (nodes.count + 1) * (first.count + 1) * (second.count + 1)
    costs = Array(repeating: Int32.max / 2, count: cells)
    arrows = Array(repeating: .none, count: cells)
  }

  /// The nodes of the patterns in `range`.
  static func nodes(of patterns: [LinePattern], in range: Range<Int>) -> [Node] {
    range.flatMap { index -> [Node] in
      switch patterns[index].quantity {
      case .one: [.one(index)]
      case .optional: [.optional(index)]
      case .any: [.entrance(index), .loop(index)]
      case .some: [.one(index), .loop(index)]
      }
    }
  }

  /// The cheapest way through, from the beginning.
  mutating func leastCost() -> [Step] {
    costs[0] = 0
    for node in 0...nodes.count {
      for i in 0...first.count {
        for j in 0...second.count { spread(node, i, j) }
      }
    }
    return way()
  }

  private func cell(_ node: Int, _ i: Int, _ j: Int) -> Int {
    (node * (first.count + 1) + i) * (second.count + 1) + j
  }

  /// Offers each place that can be reached from here what it costs from here.
  private mutating func spread(_ node: Int, _ i: Int, _ j: Int) {
    let cost = costs[cell(node, i, j)]
    var addsLines = true
    if node < nodes.count {
      let canTakeFirst = takesFirst[node].indices.contains(i) && takesFirst[node][i]
      let canTakeSecond = takesSecond[node].indices.contains(j) && takesSecond[node][j]
      switch nodes[node] {
      case .one:
        if canTakeFirst { offer(node + 1, i + 1, j, cost, .takeFirst) }
        if canTakeSecond { offer(node + 1, i, j + 1, cost, .takeSecond) }
        if i < first.count { offer(node + 1, i + 1, j, cost + Cost.changed, .changeFirst) }
        if j < second.count { offer(node + 1, i, j + 1, cost + Cost.changed, .changeSecond) }
        offer(node + 1, i, j, cost + Cost.leftOut, .leaveOut)
      case .optional:
        if canTakeFirst { offer(node + 1, i + 1, j, cost, .takeFirst) }
        if canTakeSecond { offer(node + 1, i, j + 1, cost, .takeSecond) }
        offer(node + 1, i, j, cost, .pass)
      case .entrance:
        offer(node + 1, i, j, cost, .pass)
      case .loop:
        addsLines = false
        if canTakeFirst { offer(node, i + 1, j, cost, .loopFirst) }
        if canTakeSecond { offer(node, i, j + 1, cost, .loopSecond) }
        offer(node + 1, i, j, cost, .pass)
      }
    }
    guard addsLines else { return }
    if i < first.count { offer(node, i + 1, j, cost + Cost.added, .addFirst) }
    if j < second.count { offer(node, i, j + 1, cost + Cost.added, .addSecond) }
  }

  private mutating func offer(_ node: Int, _ i: Int, _ j: Int, _ cost: Int32, _ arrow: Arrow) {
    let target = cell(node, i, j)
    if cost > costs[target] { return }
    if cost == costs[target], !isLater(arrow, than: arrows[target], i, j) { return }
    costs[target] = cost
    arrows[target] = arrow
  }

  /// Whether the line that `arrow` takes last came after the one that `other` takes last.
  private func isLater(_ arrow: Arrow, than other: Arrow, _ i: Int, _ j: Int) -> Bool {
    guard let stream = arrow.stream, let otherStream = other.stream, stream != otherStream else {
      return false
    }
    return (first[i - 1] > second[j - 1]) == (stream == 0)
  }

  private func way() -> [Step] {
    var steps: [Step] = []
    var (node, i, j) = (nodes.count, first.count, second.count)
    while node > 0 || i > 0 || j > 0 {
      switch arrows[cell(node, i, j)] {
      case .none: return steps.reversed()
      case .pass:
        node -= 1
        steps.append(Step(move: .pass, pattern: nodes[node].pattern))
      case .leaveOut:
        node -= 1
        steps.append(Step(move: .leaveOut, pattern: nodes[node].pattern))
      case .takeFirst:
        (node, i) = (node - 1, i - 1)
        steps.append(Step(move: .take(stream: 0, line: i), pattern: nodes[node].pattern))
      case .takeSecond:
        (node, j) = (node - 1, j - 1)
        steps.append(Step(move: .take(stream: 1, line: j), pattern: nodes[node].pattern))
      case .loopFirst:
        i -= 1
        steps.append(Step(move: .take(stream: 0, line: i), pattern: nodes[node].pattern))
      case .loopSecond:
        j -= 1
        steps.append(Step(move: .take(stream: 1, line: j), pattern: nodes[node].pattern))
      case .changeFirst:
        (node, i) = (node - 1, i - 1)
        steps.append(Step(move: .change(stream: 0, line: i), pattern: nodes[node].pattern))
      case .changeSecond:
        (node, j) = (node - 1, j - 1)
        steps.append(Step(move: .change(stream: 1, line: j), pattern: nodes[node].pattern))
      case .addFirst:
        i -= 1
        steps.append(Step(move: .add(stream: 0, line: i)))
      case .addSecond:
        j -= 1
        steps.append(Step(move: .add(stream: 1, line: j)))
      }
    }
    return steps.reversed()
  }
}
