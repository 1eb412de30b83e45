package import LabEvidence

/// The pages of some runs as files that refer to each other and to nothing else.
///
/// The same store gives the same files.
package struct FolderSite: Sendable {
  /// A file that was made: its path below the folder, and its bytes.
  package struct File: Sendable {
    package var path: String
    package var bytes: [UInt8]
  }

  /// A page that could not be made.
  package struct Failure: Error, Sendable {
    package var target: String
  }

  private let site: Site
  private let runs: [RunSummary]
  private let isWhole: Bool
  private let limits: FolderLimits
  private let comparisons: [FolderIndex.Comparison]

  /// - Parameters:
  ///   - site: the pages.
  ///   - runs: those that become files, newest first.
  ///   - isWhole: whether these are all runs of the store; else no page tells of others.
  ///   - limits: how many files there may be.
  package init(
    _ site: Site, runs: [RunSummary], isWhole: Bool, limits: FolderLimits = FolderLimits()
  ) {
    self.site = site
    self.runs = runs
    self.isWhole = isWhole
    self.limits = limits
    comparisons = Self.consecutive(runs)
  }

  /// Calls `body` with each file; one that turns out to refer to what is not there comes again.
  ///
  /// - Throws: `Failure` where the store cannot be read, and what `body` throws.
  package func forEachFile(_ body: (File) throws -> Void) throws {
    let index = FolderIndex(
      runs: Set(runs.map(\.id)), comparisons: Set(comparisons), isWhole: isWhole, limits: limits)
    for place in seeds { _ = index.name(of: PageAddress(place)) }
    while let (address, name) = index.next() {
      let answer = answer(address, name, index)
      guard answer.status < 500 else { throw Failure(target: address.target) }
      guard answer.status == 200 else {
        index.remove(address)
        continue
      }
      try body(File(path: name, bytes: answer.body))
    }
    for (address, name) in index.complete() {
      try body(File(path: name, bytes: answer(address, name, index).body))
    }
  }

  private func answer(_ address: PageAddress, _ name: String, _ index: FolderIndex) -> SiteAnswer {
    let links = Links(hasForms: false, policy: .files, note: limits.note) { target in
      index.name(of: target, from: address).map { path in
        FolderNames.reference(from: name, to: path)
          + (target.fragment.map { "#" + PercentEncoding.encoded($0) } ?? "")
      }
    }
    guard address.place == .runs, !isWhole else { return site.answer(address, links: links) }
    let predecessors = Dictionary(
      comparisons.map { ($0.new, $0.old) }, uniquingKeysWith: { first, _ in first })
    return site.rendered(
      FolderRunsPage(runs: runs, predecessors: predecessors), address, links)
  }

  /// The pages that are there whether others refer to them or not.
  private var seeds: [PageAddress.Place] {
    var places: [PageAddress.Place] = [.style, .script, .runs]
    for run in runs {
      places += [.run(run.id), .timeline(run.id), .topology(run.id), .packets(run.id)]
    }
    return places + comparisons.map { .compare($0.old, $0.new) } + (isWhole ? [.history] : [])
  }

  /// Each run of a notebook with the one before it.
  private static func consecutive(_ runs: [RunSummary]) -> [FolderIndex.Comparison] {
    var latest: [String: String] = [:]
    var comparisons: [FolderIndex.Comparison] = []
    for run in runs.reversed() where run.original == nil {
      if let old = latest[run.path] { comparisons.append(.init(old: old, new: run.id)) }
      latest[run.path] = run.id
    }
    return comparisons
  }
}
