/// Compares an expectation with lines whose order does not matter.
///
/// Every line must be taken by one pattern. Plain text is counted off first. What is left is a
/// question of matchings: a pattern must or may take one line (its slot), and a line that `*`, `+`
/// or `...` takes needs no slot. A matching that gives every needed slot a line, extended line by
/// line along augmenting paths to every line that needs a slot, keeps the slots filled; if both can
/// be had one by one, both can be had at once (Mendelsohn and Dulmage).
struct UnorderedMatch {
  /// A line that a pattern can take once.
  private struct Slot {
    var pattern: Int
    var isNeeded: Bool
  }

  private let patterns: [LinePattern]
  private let streams: [OutputLines]

  init(_ patterns: [LinePattern], _ streams: [OutputLines]) {
    self.patterns = patterns
    self.streams = streams
  }

  /// Which pattern takes which line, and what is left over.
  struct Assignment {
    var taken: [TakenLine] = []
    /// Lines that no pattern takes, in the streams' order.
    var leftOver: [LinePlace] = []
    /// Patterns that should have taken a line, in the notebook's order.
    var unmet: [Int] = []

    var isComplete: Bool { leftOver.isEmpty && unmet.isEmpty }
  }

  func run() -> Assignment {
    var assignment = Assignment()
    let rest = countOff(&assignment)
    let open = patterns.indices.filter { patterns[$0].exactBytes == nil }
    var slots: [Slot] = []
    for pattern in open {
      switch patterns[pattern].quantity {
      case .one, .some: slots.append(Slot(pattern: pattern, isNeeded: true))
      case .optional: slots.append(Slot(pattern: pattern, isNeeded: false))
      case .any: break
      }
    }
    let unlimited = open.filter { [.any, .some].contains(patterns[$0].quantity) }
    var matching = Matching(
      edges: slots.map { slot in
        rest.indices.filter { takes(slot.pattern, rest[$0]) }
      }, lineCount: rest.count)
    let isFree = rest.map { line in unlimited.contains { takes($0, line) } }
    for slot in slots.indices where slots[slot].isNeeded { matching.fill(slot) }
    for line in rest.indices where !isFree[line] { matching.cover(line, freeLines: isFree) }

    for (slot, line) in matching.lineOfSlot.enumerated() {
      if let line {
        assignment.taken.append(taken(slots[slot].pattern, rest[line]))
      } else if slots[slot].isNeeded {
        assignment.unmet.append(slots[slot].pattern)
      }
    }
    for (index, line) in rest.enumerated() where matching.slotOfLine[index] == nil {
      if let pattern = unlimited.first(where: { takes($0, line) }) {
        assignment.taken.append(taken(pattern, line))
      } else {
        assignment.leftOver.append(line)
      }
    }
    assignment.unmet.sort()
    assignment.taken.sort { ($0.pattern, $0.stream, $0.line) < ($1.pattern, $1.stream, $1.line) }
    return assignment
  }

  /// Gives plain patterns their lines; what is left are the lines for the others.
  private func countOff(_ assignment: inout Assignment) -> [LinePlace] {
    var waiting: [ArraySlice<UInt8>: [Int]] = [:]
    for pattern in patterns.indices.reversed() {
      if let bytes = patterns[pattern].exactBytes {
        waiting[bytes[...], default: []].append(pattern)
      }
    }
    var rest: [LinePlace] = []
    for (stream, lines) in streams.enumerated() {
      for index in 0..<lines.count {
        let line = LinePlace(stream: stream, index: index)
        let candidates = waiting[lines[index]] ?? []
        // Alike but for the line feed at the end: the last one that takes the line.
        if let place = candidates.lastIndex(where: { takes($0, line) }) {
          assignment.taken.append(taken(candidates[place], line))
          waiting[lines[index]]?.remove(at: place)
        } else {
          rest.append(line)
        }
      }
    }
    assignment.unmet = waiting.values.flatMap { $0 }
    return rest
  }

  private func takes(_ pattern: Int, _ line: LinePlace) -> Bool {
    patterns[pattern].matches(streams[line.stream], line.index)
  }

  private func taken(_ pattern: Int, _ line: LinePlace) -> TakenLine {
    TakenLine(pattern: pattern, stream: line.stream, line: line.index)
  }
}

/// A matching of slots with lines, grown along augmenting paths.
private struct Matching {
  /// The lines that each slot can take.
  private let edges: [[Int]]
  /// The slots that can take each line.
  private var slotsOfLine: [[Int]]
  private(set) var lineOfSlot: [Int?]
  private(set) var slotOfLine: [Int?]

  init(edges: [[Int]], lineCount: Int) {
    self.edges = edges
    slotsOfLine = Array(repeating: [], count: lineCount)
    for (slot, lines) in edges.enumerated() {
      for line in lines { slotsOfLine[line].append(slot) }
    }
    lineOfSlot = Array(repeating: nil, count: edges.count)
    slotOfLine = Array(repeating: nil, count: lineCount)
  }

  /// Gives `slot` a line, moving other slots' lines where needed; slots that have one keep one.
  mutating func fill(_ slot: Int) {
    var cameFrom: [Int: Int] = [:]
    var queue = [slot]
    var next = 0
    while next < queue.count {
      let current = queue[next]
      next += 1
      for line in edges[current] where cameFrom[line] == nil {
        cameFrom[line] = current
        guard let holder = slotOfLine[line] else {
          // Back along the path: each slot gives its line up for the one found for it.
          var given: Int? = line
          while let line = given, let taker = cameFrom[line] {
            given = lineOfSlot[taker]
            lineOfSlot[taker] = line
            slotOfLine[line] = taker
            if taker == slot { break }
          }
          return
        }
        queue.append(holder)
      }
    }
  }

  /// Gives `line` a slot; a slot may give up a line that is free, never one that is not.
  mutating func cover(_ line: Int, freeLines: [Bool]) {
    guard slotOfLine[line] == nil else { return }
    var cameFrom: [Int: Int] = [:]
    var queue = [line]
    var next = 0
    while next < queue.count {
      let current = queue[next]
      next += 1
      for slot in slotsOfLine[current] where cameFrom[slot] == nil {
        cameFrom[slot] = current
        if let held = lineOfSlot[slot], !freeLines[held] {
          queue.append(held)
          continue
        }
        if let held = lineOfSlot[slot] { slotOfLine[held] = nil }
        var taker: Int? = slot
        while let slot = taker, let line = cameFrom[slot] {
          taker = slotOfLine[line]
          lineOfSlot[slot] = line
          slotOfLine[line] = slot
        }
        return
      }
    }
  }
}
