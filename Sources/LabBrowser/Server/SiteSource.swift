package import LabEvidence
package import LabPages
import Synchronization

/// The pages over the database that a path leads to now: where another file takes its place, that one is
/// opened.
package final class SiteSource: Sendable {
  private let path: String
  private let timeLimit: Duration
  private let opened: Mutex<Opened>

  private struct Opened {
    var store: Store
    var site: Site
  }

  /// Opens the database.
  ///
  /// - Parameters:
  ///   - path: the database's file.
  ///   - timeLimit: how long one query may take.
  /// - Throws: `StoreFailure` where it cannot be opened.
  package init(path: String, timeLimit: Duration = .seconds(10)) throws(StoreFailure) {
    self.path = path
    self.timeLimit = timeLimit
    let store = try Store.open(path: path, for: .read, timeLimit: timeLimit)
    opened = Mutex(Opened(store: store, site: Site(store)))
  }

  /// What stands at `address` now.
  package func answer(_ address: PageAddress) -> SiteAnswer {
    // What ran since the last search is to be found, too; runs themselves do not wait for the index.
    if address.place == .runs, address.query.first("q") != nil { Store.indexSteps(path: path) }
    let (site, failure) = current()
    if let failure { return site.answer(.store(failure), at: address) }
    return site.answer(address)
  }

  /// What is sent where no page can stand.
  package func absent(_ target: String) -> SiteAnswer {
    let (site, _) = current()
    return site.answer(.missing("no page stands at \(target)"), at: PageAddress(.runs))
  }

  private func current() -> (Site, StoreFailure?) {
    opened.withLock { opened in
      guard !opened.store.isCurrent else { return (opened.site, nil) }
      do throws(StoreFailure) {
        let store = try Store.open(path: path, for: .read, timeLimit: timeLimit)
        opened = Opened(store: store, site: Site(store))
        return (opened.site, nil)
      } catch {
        return (opened.site, error)
      }
    }
  }
}
