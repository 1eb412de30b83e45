import LabEvidence

/// One kind of evidence of one step, in the form in which runs are compared.
package struct EvidenceSection: Sendable, Hashable {
  /// `stdout`, `packets on b:eth0`, `network of lab`.
  package var title: String
  /// Lines in normal form.
  package var lines: [String]
  /// Whether the order of the lines is compared, too: that of output is.
  package var isOrdered: Bool

  package init(_ title: String, _ lines: [String], isOrdered: Bool = false) {
    self.title = title
    self.lines = lines
    self.isOrdered = isOrdered
  }

  /// What differs between two sections of one title; empty where nothing does.
  func edits(to new: EvidenceSection) -> [SequenceDifference<String>.Edit] {
    if isOrdered {
      let difference = SequenceDifference(lines, new.lines)
      return difference.isEmpty ? [] : difference.edits
    }
    let (before, after) = (Set(lines), Set(new.lines))
    return lines.filter { !after.contains($0) }.map { .removed($0) }
      + new.lines.filter { !before.contains($0) }.map { .added($0) }
  }
}

/// Lines of a kind that are counted, not ordered.
struct CountedLines {
  private var counts: [String: Int] = [:]
  private var order: [String] = []

  mutating func add(_ line: String) {
    let count = counts[line, default: 0]
    if count == 0 { order.append(line) }
    counts[line] = count + 1
  }

  /// Each line once, in the order in which they came first: `3 × LINE` for one that came three times.
  var lines: [String] {
    order.map { line in
      let count = counts[line, default: 1]
      return count == 1 ? line : "\(count) × \(line)"
    }
  }
}
