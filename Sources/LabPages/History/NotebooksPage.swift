import LabEvidence
import LabModel
import LabReport

/// The notebooks whose claims have a history.
struct NotebooksPage: Page {
  private static let most = 200

  private let notebooks: [NotebookName]
  private let next: String?

  /// Reads those behind the path `after=PATH` of `query`.
  init(_ query: PageQuery, _ store: Store) throws(StoreFailure) {
    let found = try store.notebooks(after: query.first("after"), limit: Self.most + 1)
    notebooks = Array(found.prefix(Self.most))
    next = found.count > Self.most ? notebooks.last?.path : nil
  }

  let title = "Claims by notebook"
  let template = "notebooks"

  func values(_ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "rows": notebooks.map { notebook in
        var row: [String: Any] = [
          "title": VisibleText.of(notebook.title), "path": VisibleText.of(notebook.path),
        ]
        row["href"] = links.href(.history, PageQuery([.init("notebook", notebook.path)]))
        return row
      }
    ]
    values["hasRows"] = !notebooks.isEmpty
    values["next"] = next.flatMap { links.href(.history, PageQuery([.init("after", $0)])) }
    return values
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.array("notebooks") { writer in
        for notebook in notebooks {
          writer.object { writer in
            writer.member("path", notebook.path)
            writer.member("title", notebook.title)
          }
        }
      }
      writer.member("after", next)
    }
  }
}
