/// What was said of two runs, side by side: a pure function of both.
///
/// Claims and packet transcripts belong together by their text, wherever they stand; of several alike
/// the first belongs to the first. Steps belong together by host and command, in order (longest common
/// subsequence); one whose command alone was changed belongs to the one in the same place of a block
/// with the same id.
package struct AnswerComparison: Sendable {
  /// All of them, those of the new run in its order, each of the old one alone behind those before it.
  package let claims: [ComparedAnswer]
  package let steps: [ComparedAnswer]
  package let transcripts: [ComparedAnswer]

  package init(_ old: ComparedRun, _ new: ComparedRun) {
    claims = Self.paired(.claim, old.claimEntries, new.claimEntries, Self.byText)
    transcripts = Self.paired(.packets, old.transcriptEntries, new.transcriptEntries, Self.byText)
    let places = (old.evidence.steps.map(Self.place), new.evidence.steps.map(Self.place))
    steps = Self.paired(.step, old.stepEntries, new.stepEntries) { old, new in
      Self.inOrder(old, new, places)
    }
  }

  /// Steps first: what follows often comes from them.
  package var all: [ComparedAnswer] { steps + transcripts + claims }

  /// Everything that is not as it was.
  package var changed: [ComparedAnswer] {
    all.filter { $0.change != .unchanged && $0.change != .stillFailing }
  }

  /// The numbers of the steps that belong together, old and new.
  package var stepPairs: [(old: Int, new: Int)] {
    steps.compactMap { step in
      guard let old = step.old, let new = step.new else { return nil }
      return (old.number, new.number)
    }
  }

  private typealias Entry = ComparedRun.Entry

  /// Puts what belongs together side by side; `match` gives for each new entry the old one's index.
  private static func paired(
    _ kind: ComparedAnswer.Kind, _ old: [Entry], _ new: [Entry],
    _ match: ([Entry], [Entry]) -> [Int: Int]
  ) -> [ComparedAnswer] {
    let matches = match(old, new)
    let taken = Set(matches.values)
    var answers: [ComparedAnswer] = []
    var next = 0
    // That all was well is said only where there is a machine: nothing appears with it.
    func isTacit(_ entry: Entry) -> Bool { entry.isImplicit && entry.side.standing == .good }
    func addAlone(before end: Int) {
      while next < end {
        if !taken.contains(next), !isTacit(old[next]) {
          answers.append(
            ComparedAnswer(
              kind: kind, text: old[next].text, host: old[next].host,
              isPublished: old[next].isPublished,
              old: old[next].side, new: nil))
        }
        next += 1
      }
    }
    for (index, entry) in new.enumerated() where matches[index] != nil || !isTacit(entry) {
      if let match = matches[index] { addAlone(before: match) }
      answers.append(
        ComparedAnswer(
          kind: kind, text: entry.text, host: entry.host, isPublished: entry.isPublished,
          old: matches[index].map { old[$0].side }, new: entry.side))
    }
    addAlone(before: old.count)
    return answers
  }

  private static func byText(_ old: [Entry], _ new: [Entry]) -> [Int: Int] {
    var places = Dictionary(grouping: old.indices) { old[$0].key }
    var matches: [Int: Int] = [:]
    for (index, entry) in new.enumerated() {
      guard let place = places[entry.key]?.first else { continue }
      places[entry.key]?.removeFirst()
      matches[index] = place
    }
    return matches
  }

  private static func inOrder(
    _ old: [Entry], _ new: [Entry], _ places: ([[String]?], [[String]?])
  ) -> [Int: Int] {
    var matches: [Int: Int] = [:]
    var (left, right) = (0, 0)
    for edit in SequenceDifference(old.map(\.key), new.map(\.key)).edits {
      switch edit {
      case .same:
        matches[right] = left
        left += 1
        right += 1
      case .removed: left += 1
      case .added: right += 1
      }
    }
    let taken = Set(matches.values)
    var free: [[String]: Int] = [:]
    for (index, place) in places.0.enumerated().reversed() where !taken.contains(index) {
      if let place { free[place] = index }
    }
    for (index, place) in places.1.enumerated() where matches[index] == nil {
      if let place { matches[index] = free.removeValue(forKey: place) }
    }
    return matches
  }

  private static func place(_ step: StepRow) -> [String]? {
    step.blockID.map { [$0, String(step.indexInBlock)] }
  }
}
