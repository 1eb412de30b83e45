import LabEvidence
import LabModel
import LabReport

/// The list of runs, with its filters and its search.
struct RunsPage: Page {
  private let query: PageQuery
  private let filter: RunFilter
  private let listing: RunListing

  /// Runs of one page, and of one page of a search.
  private static let mostRuns = 50
  private static let mostFound = 20

  init(_ query: PageQuery, _ store: Store) throws(SiteFailure) {
    var filter = try Self.filter(query)
    filter.limit = filter.words == nil ? Self.mostRuns : Self.mostFound
    do throws(StoreFailure) {
      var after: Int?
      if let text = query.first("after") { after = try store.resolveRun(text) }
      listing = try store.listing(filter, after: after)
    } catch {
      throw SiteFailure(error)
    }
    self.filter = filter
    // A form sends its empty fields too.
    self.query = PageQuery(query.items.filter { !$0.value.isEmpty })
  }

  /// The conditions in `query`: `q` is what the option calls search.
  private static func filter(_ query: PageQuery) throws(SiteFailure) -> RunFilter {
    var filter = RunFilter()
    for item in query.items where !item.value.isEmpty {
      let name = item.name == "q" ? RunFilter.Field.search.rawValue : item.name
      guard let field = RunFilter.Field(rawValue: name) else { continue }
      if !field.isRepeatable, query.values(item.name).count > 1 {
        throw .mistake("\(item.name) can be given once")
      }
      do throws(RunFilter.Mistake) {
        try filter.add(item.value, to: field)
      } catch {
        throw .mistake("\(item.name) \(error.message)")
      }
    }
    return filter
  }

  var title: String { filter.words == nil ? "Runs" : "Runs with “\(shown(filter.words))”" }
  let template = "runs"

  private func shown(_ text: String?) -> String { VisibleText.of(text ?? "") }

  // MARK: - The page

  func values(_ links: Links) -> [String: Any] {
    var values: [String: Any] = [
      "title": title,
      "runs": listing.runs.map { RunsRow($0, listing.excerpts[$0.number]).values(links) },
      "isEmpty": listing.runs.isEmpty,
      "isSearch": filter.words != nil,
    ]
    if links.hasForms {
      values["form"] = RunsForm(query: query, filter: filter).values(links)
    }
    values["isFiltered"] = query.items.contains { $0.name != "after" }
    values["all"] = links.href(.runs)
    if query.first("after") != nil {
      values["newest"] = links.href(.runs, query.setting("after"))
    }
    if let next = listing.next {
      values["next"] = links.href(.runs, query.setting("after", next))
    }
    values["hasPages"] = values["newest"] != nil || values["next"] != nil
    return values
  }

  func write(to writer: inout JSONWriter) {
    writer.object { $0.members(listing) }
  }
}
