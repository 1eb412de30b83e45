import Foundation
import LabEvidence
import TestSupport
import Testing

/// One run of all experiments, one after another, which several tests look at.
enum Experiments {
  struct Outcome: Sendable {
    var folder: TemporaryFolder
    var database: String
    var status: Int32?
    var document: RunDocument
  }

  private static let once = Result {
    // Nobody lets go of what is static: its folder goes when the tests end.
    atexit { if let folder = try? Experiments.get().folder { folder.remove() } }
    return try run(["--jobs", "1"])
  }

  static func get() throws -> Outcome { try once.get() }

  /// Runs all of them into a database of their own.
  static func run(_ arguments: [String]) throws -> Outcome {
    let folder = try TemporaryFolder()
    let database = folder.path + "/labbook.sqlite"
    let ending = try LabbookProcess.run(
      ["run", Repository.experiments, "--json", "--db", database] + arguments)
    return Outcome(
      folder: folder, database: database, status: ending.status, document: try ending.document())
  }
}

/// The experiments of this repository, run by the program itself.
@Suite(.serialized) struct ExperimentTests {
  @Test func everyStepIsMetAndEveryClaimOfTheirOwnHolds() throws {
    let outcome = try Experiments.get()
    #expect(outcome.status == 0)
    #expect(outcome.document.notebooks.count == 6)
    for notebook in outcome.document.notebooks {
      #expect(notebook.status == "finished", "\(notebook.path): \(notebook.reason ?? "")")
      #expect(notebook.steps > 5)
      #expect(notebook.missed.map(\.reason) == [], "\(notebook.path)")
      let own = notebook.claims.filter { !$0.published }
      #expect(own.count > 5)
      #expect(own.filter { $0.verdict != "holds" } == [], "\(notebook.path)")
      #expect(notebook.claims.contains(where: \.published) || notebook.path.contains("/3-"))
      #expect(notebook.claims.allSatisfy { $0.verdict != "inconclusive" }, "\(notebook.path)")
    }
  }

  @Test func whatWasPublishedGetsTheSameAnswerOnEveryKernel() throws {
    let published = try Experiments.get().document.notebooks.flatMap(\.claims).filter(\.published)
    func verdict(_ label: String) -> String? {
      published.first { $0.text.hasPrefix(label + ": ") }?.verdict
    }
    #expect(verdict("server-starts-without-interfaces") == "holds")
    #expect(verdict("no-packets-without-interfaces") == "holds")
    #expect(verdict("new-namespace-has-no-interface") == "refuted")
    #expect(verdict("server-works-without-restart") == "holds")
    #expect(verdict("any-address-can-be-bound") == "holds")
    #expect(verdict("captured-after-routing-arriving") == "refuted")
    #expect(verdict("prerouting-before-routing") == "holds")
    if ProcessInfo.processInfo.operatingSystemVersion.majorVersion >= 6 {
      #expect(verdict("loopback-cannot-be-bound") == "refuted")
    }
  }

  @Test func runningTwoAtATimeChangesNoVerdict() throws {
    let (one, two) = (try Experiments.get(), try Experiments.run(["--jobs", "2"]))
    #expect(two.status == 0)
    #expect(one.document.notebooks.map(\.path) == two.document.notebooks.map(\.path))
    for (first, second) in zip(one.document.notebooks, two.document.notebooks) {
      #expect(first.verdicts == second.verdicts, "\(first.path)")
    }
  }

  @Test func twoRunsIntoOneDatabaseBothComplete() throws {
    let folder = try TemporaryFolder()
    let database = folder.path + "/labbook.sqlite"
    let arguments = ["run", Repository.experiments, "--json", "--db", database]
    let pair = [try LabbookProcess(arguments), try LabbookProcess(arguments)]
    let expected = try Experiments.get().document.notebooks.map(\.verdicts)
    var identifiers: Set<String> = []
    for labbook in pair {
      let ending = try labbook.end()
      #expect(ending.status == 0, "\(ending.stderr)")
      let document = try ending.document()
      #expect(document.notebooks.map(\.verdicts) == expected)
      identifiers.formUnion(document.notebooks.compactMap(\.run))
    }
    let store = try Store.open(path: database, for: .read)
    #expect(try store.integrityProblems() == [])
    let runs = try store.runs()
    #expect(runs.count == 12)
    #expect(runs.allSatisfy { $0.status == .finished && $0.steps.missed == 0 })
    #expect(Set(runs.map(\.id)) == identifiers)
  }

  @Test func judgingAnOldRunAgainGivesTheSameVerdicts() throws {
    let outcome = try Experiments.get()
    for notebook in outcome.document.notebooks {
      let run = try #require(notebook.run)
      let again = try LabbookProcess.run(["judge", run, "--json", "--db", outcome.database])
      #expect(again.status == 0, "\(again.stderr)")
      let claims = try again.document(JudgeDocument.self).claims
      #expect(claims == notebook.claims, "\(notebook.path)")
    }
  }

  @Test func theStoryOfTheFirstOneHasEverythingInOrder() throws {
    let outcome = try Experiments.get()
    let run = try #require(outcome.document.notebooks.first?.run)
    let story = try LabbookProcess.run(["show", run, "--db", outcome.database]).stdout
    var rest = story[...]
    for part in [
      "ifconfig", "nc -l -N 8900", "Failed to connect", "ip link set dev lo up", "lo", "[S]",
      "BAM!", "curl fails until lo is up",
    ] {
      let place = rest.range(of: part)
      #expect(place != nil, "no \(part) behind what comes before it")
      if let place { rest = rest[place.upperBound...] }
    }
  }
}
