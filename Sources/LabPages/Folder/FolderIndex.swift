import Synchronization

/// Which pages a folder has: those to which its pages refer, as far as they belong to its runs.
///
/// Pages are found while others are made, in an order that depends on the store alone.
final class FolderIndex: Sendable {
  private let runs: Set<String>
  private let comparisons: Set<Comparison>
  private let isWhole: Bool
  private let limits: FolderLimits
  private let state = Mutex(State())

  /// Two runs that are compared.
  struct Comparison: Hashable {
    var old: String
    var new: String
  }

  /// What parts of a list have in common.
  private struct PartKind: Hashable {
    var place: PageAddress.Place
    var names: [String]
  }

  private struct State {
    /// The file of each page, and the pages in the order in which they are made.
    var names: [PageAddress: String] = [:]
    var order: [PageAddress] = []
    var made = 0
    /// How many pages a place has, and how many with queries of the same names.
    var parts: [PageAddress.Place: Int] = [:]
    var partsByNames: [PartKind: Int] = [:]
    var packets: [String: Int] = [:]
    /// Pages that turned out not to be there, and by whom they are referred to.
    var absent: Set<PageAddress> = []
    var references: [PageAddress: Set<PageAddress>] = [:]
    var isComplete = false
  }

  init(runs: Set<String>, comparisons: Set<Comparison>, isWhole: Bool, limits: FolderLimits) {
    self.runs = runs
    self.comparisons = comparisons
    self.isWhole = isWhole
    self.limits = limits
  }

  /// The file of the page at `address`, to which the page at `origin` refers; nil where it is not to be had.
  func name(of address: PageAddress, from origin: PageAddress? = nil) -> String? {
    var address = address
    address.fragment = nil
    return state.withLock { state in
      if state.absent.contains(address) { return nil }
      if let name = state.names[address] {
        if let origin { state.references[address, default: []].insert(origin) }
        return name
      }
      guard !state.isComplete, let name = newName(of: address, &state) else { return nil }
      state.names[address] = name
      state.order.append(address)
      if let origin { state.references[address, default: []].insert(origin) }
      return name
    }
  }

  /// The next page that is to be made.
  func next() -> (address: PageAddress, name: String)? {
    state.withLock { state in
      guard state.made < state.order.count else { return nil }
      let address = state.order[state.made]
      state.made += 1
      return state.names[address].map { (address, $0) }
    }
  }

  /// Notes that there is no page at `address`.
  func remove(_ address: PageAddress) {
    state.withLock { state in
      state.absent.insert(address)
      state.names[address] = nil
    }
  }

  /// Ends the search; gives the pages that refer to some that are not there, in order.
  func complete() -> [(address: PageAddress, name: String)] {
    state.withLock { state in
      state.isComplete = true
      let referring = state.absent.reduce(into: Set<PageAddress>()) { pages, address in
        pages.formUnion(state.references[address] ?? [])
      }
      return state.order.compactMap { address in
        guard referring.contains(address), let name = state.names[address] else { return nil }
        return (address, name)
      }
    }
  }

  // MARK: - What belongs here

  private func newName(of address: PageAddress, _ state: inout State) -> String? {
    guard address.form == .page, belongs(address),
      let first = FolderNames.path(of: address.place)
    else { return nil }
    if address.query.isEmpty {
      if case .packet(let run, _) = address.place {
        guard state.packets[run, default: 0] < limits.packets else { return nil }
        state.packets[run, default: 0] += 1
      }
      return first
    }
    let kind = PartKind(place: address.place, names: address.query.items.map(\.name))
    let parts = state.partsByNames[kind, default: 0]
    guard parts < mostParts(of: address.place) else { return nil }
    state.partsByNames[kind] = parts + 1
    // The page without a query is the first, whichever is asked for first.
    let part = state.parts[address.place, default: 1] + 1
    state.parts[address.place] = part
    return FolderNames.path(of: address.place, part: part)
  }

  private func mostParts(of place: PageAddress.Place) -> Int {
    switch place {
    // Every page of these has links to others that show a part of it.
    case .timeline, .topology: limits.zooms
    case .history: limits.histories
    default: limits.parts
    }
  }

  private func belongs(_ address: PageAddress) -> Bool {
    switch address.place {
    case .style, .script: return address.query.isEmpty
    case .runs: return isWhole ? isPart(address.query) : address.query.isEmpty
    // It tells of all runs of a notebook.
    case .history: return isWhole
    case .compare(let old, let new):
      return comparisons.contains(Comparison(old: old, new: new))
    case .packets(let run): return runs.contains(run) && isPart(address.query)
    case .run(let run), .timeline(let run), .topology(let run), .output(let run, _, _),
      .packet(let run, _):
      return runs.contains(run)
    }
  }

  /// Whether a query asks for another part of a list and not for a choice, of which there are too many.
  private func isPart(_ query: PageQuery) -> Bool {
    query.items.allSatisfy { ["from", "after", "before", "step"].contains($0.name) }
  }
}
