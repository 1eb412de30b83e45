import LabEvidence
import LabPages

/// The kinds of pages that are timed, each with the addresses of some.
struct PageKinds {
  /// Pages that are made in one way.
  struct Kind {
    var name: String
    /// Absolute paths with their queries.
    var targets: [String]
  }

  private(set) var all: [Kind] = []

  /// Those over a database that `BenchStore` made.
  init(_ store: Store) throws(StoreFailure) {
    let newest = try store.runs(RunFilter(limit: 1)).first?.number ?? 0
    // Runs from all over the file, and the few large ones.
    var spread: [String] = []
    for place in 1...40 where newest > 1 {
      let after = max(2, newest * place / 40)
      spread += try store.listing(RunFilter(limit: 1), after: after).runs.map(\.id)
    }
    let large = try store.runs(RunFilter(parameters: [BenchStore.large], limit: 40)).map(\.id)

    addLists(spread)
    for (size, ids) in [("", spread), (", large run", large)] {
      addRuns(size, ids)
    }
    let notebooks = ["bridge", "route", "nat", "vlan"]
    all.append(
      Kind(
        name: "history",
        targets: notebooks.flatMap { notebook in
          ["/history?notebook=experiments/\(notebook).md"]
        }))
    var histories: [String] = []
    for path in notebooks.map({ "experiments/\($0).md" }) {
      for run in try store.history(HistoryFilter(path: path, limit: 1)) {
        histories += run.claims.map { claim in
          PageAddress(
            .history, PageQuery([.init("notebook", path), .init("claim", claim.identity)])
          ).target
        }
      }
    }
    if !histories.isEmpty { all.append(Kind(name: "history of a claim", targets: histories)) }
  }

  private mutating func addLists(_ ids: [String]) {
    add("runs", [""])
    all.append(Kind(name: "runs (JSON)", targets: ["/runs.json"]))
    add("runs, further on", ids.map { "after=\($0)" })
    add("runs, often met condition", ["status=finished", "answer=holds", "backend=namespaces"])
    add("runs, rare condition", ["status=crashed", "answer=inconclusive", "param=size=large"])
    add(
      "runs, conditions together",
      [
        "status=crashed&status=blocked&kernel=6.1", "notebook=route&answer=refuted",
        "machine=alpha&machine=beta&answer=missed&kernel=6.12", "param=mtu=9000&notebook=nat",
      ])
    add(
      "runs, conditions never met together",
      ["machine=alpha&param=mtu=1499", "status=crashed&answer=holds&notebook=vlan", "notebook=zzz"])
    add("runs of some days", ["since=2026-02-01&until=2026-02-03", "until=2026-01-05"])
    add("search, rare word", (1...20).map { "q=marker\($0 * 37)" })
    add("search, word of every run", ["q=received", "q=ping", "q=10.0.0.1+received"])
    add(
      "search with conditions", ["q=received&status=crashed", "q=ping&machine=beta&answer=missed"])
  }

  private mutating func add(_ name: String, _ queries: [String]) {
    all.append(Kind(name: name, targets: queries.map { $0.isEmpty ? "/" : "/?" + $0 }))
  }

  private mutating func addRuns(_ size: String, _ ids: [String]) {
    guard !ids.isEmpty else { return }
    let places: [(String, (String) -> PageAddress)] = [
      ("run", { PageAddress(.run($0)) }),
      ("time line", { PageAddress(.timeline($0)) }),
      ("topology", { PageAddress(.topology($0)) }),
      ("output", { PageAddress(.output(run: $0, step: 2, attempt: 1)) }),
      ("packets", { PageAddress(.packets($0)) }),
      ("packets, filtered", { PageAddress(.packets($0), PageQuery([.init("filter", "udp")])) }),
      ("packet", { PageAddress(.packet(run: $0, number: 17)) }),
      ("last packet", { PageAddress(.packet(run: $0, number: size.isEmpty ? 400 : 9_990)) }),
      ("compare", { [before = ids[0]] in PageAddress(.compare(before, $0)) }),
    ]
    for (name, address) in places {
      all.append(Kind(name: name + size, targets: ids.map { address($0).target }))
      all.append(
        Kind(name: name + size + " (JSON)", targets: ids.map { address($0).twin.target }))
    }
  }
}
