package import LabEvidence
package import LabModel

/// What was said of one claim in each of a notebook's runs.
package struct ClaimHistory: Sendable, Hashable {
  /// One run's.
  package struct Cell: Sendable, Hashable {
    package var run: HistoryRun
    /// nil where nothing was said of it: it was not there, or the run did not come so far.
    package var claim: ClaimVerdict?

    /// What a reader sees of it: the answer, what became of the run, or that it was not judged.
    package var word: String {
      guard let claim else {
        return run.status == .finished ? "not judged" : run.status.rawValue
      }
      guard claim.expectedFailure != nil else { return claim.verdict.answer.rawValue }
      switch claim.verdict.answer {
      case .refuted: return "refuted, as expected"
      case .holds: return "holds, not as expected"
      default: return claim.verdict.answer.rawValue
      }
    }
  }

  /// The cells of one kernel and machine.
  package struct Group: Sendable, Hashable {
    package var place: RunPlace
    /// The newest first.
    package var cells: [Cell]
  }

  /// What names it: its label, else its text with blanks folded.
  package let identity: String
  /// The claim as it was in the newest run that has it.
  package let newest: ClaimVerdict
  /// A cell for each run, the newest first.
  package let cells: [Cell]
  package let flakiness: Flakiness

  private init(identity: String, newest: ClaimVerdict, cells: [Cell]) {
    self.identity = identity
    self.newest = newest
    self.cells = cells
    flakiness = Flakiness(cells)
  }

  private struct Key: Hashable {
    var identity: String
    var isPublished: Bool
  }

  /// The histories of all claims of `runs`, which come newest first.
  ///
  /// They are in the order of the newest run, and those that only older ones have follow. A claim that
  /// somebody else published is another one than the same text of the author's own.
  package static func all(of runs: [HistoryRun]) -> [ClaimHistory] {
    var order: [Key] = []
    var newest: [Key: ClaimVerdict] = [:]
    var said: [[Key: ClaimVerdict]] = []
    for run in runs {
      var claims: [Key: ClaimVerdict] = [:]
      for claim in run.claims {
        let key = Key(identity: claim.identity, isPublished: claim.isPublished)
        // Where a notebook says a thing twice, what is worse counts.
        if let other = claims[key], other.gravity >= claim.gravity { continue }
        claims[key] = claim
        if newest[key] == nil {
          newest[key] = claim
          order.append(key)
        }
      }
      said.append(claims)
    }
    return order.compactMap { key in
      guard let claim = newest[key] else { return nil }
      return ClaimHistory(
        identity: key.identity, newest: claim,
        cells: zip(runs, said).map { Cell(run: $0, claim: $1[key]) })
    }
  }

  /// How often it was answered so.
  package func count(_ answer: Verdict.Answer) -> Int {
    cells.count { $0.claim?.verdict.answer == answer }
  }

  /// The oldest run in which it was answered so.
  package func first(_ answer: Verdict.Answer) -> Cell? {
    cells.last { $0.claim?.verdict.answer == answer }
  }

  /// The newest run in which it was answered so.
  package func last(_ answer: Verdict.Answer) -> Cell? {
    cells.first { $0.claim?.verdict.answer == answer }
  }

  /// The cells by kernel and machine, that of the newest run first; `limit` newest cells are taken.
  package func groups(newest limit: Int = Int.max) -> [Group] {
    var groups: [Group] = []
    var places: [RunPlace: Int] = [:]
    for cell in cells.prefix(limit) {
      if let index = places[cell.run.place] {
        groups[index].cells.append(cell)
      } else {
        places[cell.run.place] = groups.count
        groups.append(Group(place: cell.run.place, cells: [cell]))
      }
    }
    return groups
  }
}

extension ClaimVerdict {
  fileprivate var gravity: Int {
    switch verdict.answer {
    case .refuted: 3
    case .inconclusive: 2
    case .holds: 1
    case .notApplicable: 0
    }
  }
}

extension RunPlace {
  /// What the places are called: `kernel 6.12 (6.12.117), qemu, on atlas (x86_64)`, with the kernel's build
  /// where two differ in nothing else.
  package static func names(_ places: [RunPlace]) -> [RunPlace: String] {
    let counts = Dictionary(grouping: places, by: \.name).mapValues { Set($0).count }
    return Dictionary(
      places.map { place in
        let name = place.name
        return (place, counts[name, default: 1] > 1 ? "\(name), \(place.kernelVersion)" : name)
      }, uniquingKeysWith: { first, _ in first })
  }

  private var name: String {
    var kernel = kernelRelease
    if let kernelLabel, kernelLabel != kernelRelease { kernel = "\(kernelLabel) (\(kernel))" }
    return "kernel \(kernel), \(backend), on \(hostname) (\(architecture))"
  }
}
