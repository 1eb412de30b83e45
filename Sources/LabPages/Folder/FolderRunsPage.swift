import LabEvidence
import LabModel
import LabReport

/// The list of the runs that were chosen for a folder, and of no others.
struct FolderRunsPage: Page {
  let runs: [RunSummary]
  /// For the later run of two that are compared, the earlier one, by their ids.
  let predecessors: [String: String]

  let title = "Runs"
  let template = "folder"

  func values(_ links: Links) -> [String: Any] {
    let rows = runs.map { run -> [String: Any] in
      var row: [String: Any] = [
        "title": VisibleText.of(run.title), "status": run.status.rawValue,
        "kernel": VisibleText.of(run.kernelLabel ?? run.kernelRelease),
        "holds": run.verdicts.holds, "refuted": run.verdicts.refuted,
        "inconclusive": run.verdicts.inconclusive, "id": VisibleText.of(String(run.id.prefix(36))),
      ]
      row["href"] = links.href(.run(run.id))
      if let old = predecessors[run.id] { row["compare"] = links.href(.compare(old, run.id)) }
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
