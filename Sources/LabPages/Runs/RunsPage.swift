import LabEvidence
import LabModel
import LabReport

/// The list of runs.
struct RunsPage: Page {
  private let runs: [RunSummary]

  init(_ query: PageQuery, _ store: Store) throws(StoreFailure) {
    runs = try store.runs(RunFilter(limit: 100))
  }

  let title = "Runs"
  let template = "runs"

  func values(_ links: Links) -> [String: Any] {
    let rows: [[String: Any]] = runs.map { run in
      var row: [String: Any] = [
        "title": VisibleText.of(run.title), "status": run.status.rawValue,
      ]
      row["href"] = links.href(.run(run.id))
      return row
    }
    return ["runs": rows]
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.array("runs") { writer in
        for run in runs { writer.value(run) }
      }
    }
  }
}
