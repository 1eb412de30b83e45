/// How one sequence becomes another: a longest common subsequence (Myers, "An O(ND) Difference
/// Algorithm", 1986), as diff(1) finds it.
package struct SequenceDifference<Element: Hashable & Sendable>: Sendable {
  /// One element, in the order in which a reader sees both sequences merged.
  package enum Edit: Sendable, Hashable {
    case same(Element)
    case removed(Element)
    case added(Element)
  }

  /// Beyond so many elements that are not alike at either end, all of them are shown as changed: the
  /// algorithm's time is the product of their number and the number of differences.
  private static var mostElements: Int { 4000 }

  /// Removed elements stand before the added ones that take their place.
  package let edits: [Edit]

  package init(_ old: [Element], _ new: [Element]) {
    var head = 0
    while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
    var tail = 0
    while tail < min(old.count, new.count) - head,
      old[old.count - 1 - tail] == new[new.count - 1 - tail]
    {
      tail += 1
    }
    let left = Array(old[head..<old.count - tail])
    let right = Array(new[head..<new.count - tail])
    edits =
      old[..<head].map { .same($0) } + Self.edits(left, right)
      + old[(old.count - tail)...].map { .same($0) }
  }

  package var isEmpty: Bool {
    edits.allSatisfy { if case .same = $0 { true } else { false } }
  }

  private static func edits(_ old: [Element], _ new: [Element]) -> [Edit] {
    guard !old.isEmpty, !new.isEmpty, old.count + new.count <= mostElements else {
      return old.map { .removed($0) } + new.map { .added($0) }
    }
    let difference = new.difference(from: old)
    let removed = Set(difference.removals.map(\.offset))
    let added = Set(difference.insertions.map(\.offset))
    var edits: [Edit] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count, removed.contains(left) {
        edits.append(.removed(old[left]))
        left += 1
      } else if right < new.count, added.contains(right) {
        edits.append(.added(new[right]))
        right += 1
      } else {
        edits.append(.same(old[left]))
        left += 1
        right += 1
      }
    }
    return edits
  }
}

extension CollectionDifference.Change {
  /// Where it is: in the old sequence for what is removed, in the new one for what is added.
  fileprivate var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
