import LabEvidence
import LabPages

/// What gives pages for their addresses: the pages themselves, or a server of them.
protocol PageSource {
  /// The status of HTTP and how many bytes came, for an absolute path with its query.
  func page(at target: String) -> (status: Int, size: Int)
}

/// The pages themselves, in this process.
struct SiteSource: PageSource {
  private let site: Site

  init(_ store: Store) { site = Site(store) }

  func page(at target: String) -> (status: Int, size: Int) {
    guard let address = PageAddress(target: target) else { return (404, 0) }
    let answer = site.answer(address)
    return (answer.status, answer.body.count)
  }
}
