import LabModel

/// How a state statement was true and false over a run.
struct Timeline: Sendable {
  /// What was so from one change to the next.
  struct Entry: Sendable {
    /// When it became so.
    var since: Instant
    var value: Bool
    /// What was found, in the past: `lo was down`.
    var found: String
    /// The rows that made it so.
    var evidence: [EvidenceReference]
  }

  /// In order of time; the first is since the beginning.
  private(set) var entries: [Entry]

  init(found: String, value: Bool, evidence: [EvidenceReference] = []) {
    entries = [Entry(since: .beginning, value: value, found: found, evidence: evidence)]
  }

  /// Adds what was so from `since` on, unless nothing is new about it.
  mutating func append(
    since: Instant, value: Bool, found: String, evidence: [EvidenceReference]
  ) {
    if let last = entries.last, last.value == value, last.found == found { return }
    // What is there from the start is one entry, however many rows tell of it.
    if since.isBeginning { entries.removeAll() }
    entries.append(Entry(since: since, value: value, found: found, evidence: evidence))
  }

  /// The first entry that makes the statement true: a change to true after `earliest`, or, where
  /// `earliest` is nil, truth at the start too.
  func firstTrue(after earliest: Instant? = nil) -> Entry? {
    guard let earliest else { return entries.first(where: \.value) }
    for (index, entry) in entries.enumerated()
    where entry.value && (index == 0 || !entries[index - 1].value) {
      switch entry.since.order(to: earliest) {
      case .before, .same: continue
      case .after, .unclear: return entry
      }
    }
    return nil
  }

  /// The stretches in which the statement was true.
  var trueWindows: [Window] {
    var windows: [Window] = []
    for (index, entry) in entries.enumerated()
    where entry.value && (index == 0 || !entries[index - 1].value) {
      let end = entries[index...].first { !$0.value }
      windows.append(
        Window(start: index == 0 ? nil : entry.since, end: end?.since, includesEnds: true))
    }
    return windows
  }

  /// Which side of an instant counts.
  enum Side: Sendable {
    case before
    case after
  }

  /// Every entry that may have been in force just before or after `instant`; one, where it is
  /// certain.
  func entries(at instant: Instant, _ side: Side) -> [Entry] {
    var candidates: [Entry] = []
    for entry in entries {
      switch entry.since.order(to: instant) {
      case .before: candidates = [entry]
      case .same: if side == .after { candidates = [entry] }
      case .unclear: candidates.append(entry)
      case .after: break
      }
    }
    return candidates
  }

  /// The entries in force in some part of `window`: those that certainly were, and those that may
  /// have been.
  func entries(in window: Window) -> (certain: [Entry], possible: [Entry]) {
    var certain: [Entry] = []
    var possible: [Entry] = []
    for (index, entry) in entries.enumerated() {
      let begins = window.end.map { entry.since.order(to: $0) } ?? .before
      let next = index + 1 < entries.count ? entries[index + 1].since : nil
      let ends = next.flatMap { next in window.start.map { next.order(to: $0) } } ?? .after
      if begins == .after || begins == .same || ends == .before || ends == .same { continue }
      if begins == .unclear || ends == .unclear {
        possible.append(entry)
      } else {
        certain.append(entry)
      }
    }
    return (certain, possible)
  }
}
