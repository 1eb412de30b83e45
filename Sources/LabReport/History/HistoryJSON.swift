package import LabEvidence
import LabModel

extension JSONWriter {
  /// The members of a notebook's history: the notebook, how many runs are counted, whether there are
  /// older ones, and the claims, each with at most `cells` runs.
  package mutating func history(
    _ notebook: NotebookName, _ histories: [ClaimHistory], runs: Int, hasOlder: Bool, cells: Int
  ) {
    member("notebook", notebook.path)
    member("title", notebook.title)
    member("runs", runs)
    member("older", hasOlder)
    array("claims") { writer in
      for history in histories { writer.value(history, cells: cells) }
    }
  }

  private mutating func value(_ history: ClaimHistory, cells: Int) {
    object { writer in
      writer.member("identity", history.identity)
      writer.member("number", history.newest.number)
      writer.member("text", history.newest.text)
      writer.member("published", history.newest.isPublished)
      writer.member("xfail", history.newest.expectedFailure)
      writer.member("implicit", history.newest.isImplicit)
      writer.member("holds", history.count(.holds))
      writer.member("refuted", history.count(.refuted))
      writer.member("inconclusive", history.count(.inconclusive))
      writer.member("not_applicable", history.count(.notApplicable))
      writer.member("first_held", history.first(.holds)?.run.id)
      writer.member("last_held", history.last(.holds)?.run.id)
      writer.member("first_refuted", history.first(.refuted)?.run.id)
      writer.member("last_refuted", history.last(.refuted)?.run.id)
      writer.object("flaky") { writer in
        let flakiness = history.flakiness
        writer.member("changes", flakiness.changes.successes)
        writer.member("pairs", flakiness.changes.trials)
        writer.member("reversals", flakiness.reversals)
        writer.member("share", fraction: flakiness.changes.share)
        writer.member("low", fraction: flakiness.changes.interval?.lowerBound)
        writer.member("high", fraction: flakiness.changes.interval?.upperBound)
      }
      writer.array("groups") { writer in
        for group in history.groups(newest: cells) { writer.value(group, history.flakiness) }
      }
    }
  }

  private mutating func value(_ group: ClaimHistory.Group, _ flakiness: Flakiness) {
    object { writer in
      writer.member("kernel", group.place.kernelRelease)
      writer.member("kernel_label", group.place.kernelLabel)
      writer.member("build", group.place.kernelVersion)
      writer.member("architecture", group.place.architecture)
      writer.member("backend", group.place.backend)
      writer.member("hostname", group.place.hostname)
      writer.array("runs") { writer in
        for cell in group.cells {
          writer.object { writer in
            writer.member("run", cell.run.id)
            writer.member("number", cell.run.number)
            writer.member("started", Elapsed.timestamp(wall: cell.run.startWall))
            writer.member("status", cell.run.status.rawValue)
            writer.member("notebook", cell.run.notebook)
            writer.member("control_of", cell.run.original)
            writer.member("claim", cell.claim?.number)
            writer.member("answer", cell.claim?.verdict.answer.rawValue)
            writer.member("reason", cell.claim?.verdict.reason)
            writer.member("changed", flakiness.changedAt.contains(cell.run.id))
          }
        }
      }
    }
  }
}
