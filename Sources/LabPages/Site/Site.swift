package import LabEvidence
import LabReport
import Mustache

/// All pages over one store.
///
/// Any number of threads may ask at a time; the store lends its connection to one of them.
package struct Site: Sendable {
  private let store: Store
  private let templates: Templates

  /// Makes the site of `store`, which is open for reading.
  package init(_ store: Store) {
    self.store = store
    templates = Templates()
  }

  /// What stands at `address`; a failure is a page too.
  package func answer(_ address: PageAddress, links: Links = .served) -> SiteAnswer {
    do {
      switch address.place {
      case .style: return SiteAnswer(type: "text/css; charset=utf-8", body: Templates.style)
      case .script:
        return SiteAnswer(type: "text/javascript; charset=utf-8", body: Templates.script)
      case .output(let run, let step, let attempt) where address.form == .page:
        return try output(run: run, step: step, attempt: attempt)
      default: return rendered(try page(at: address), address, links)
      }
    } catch {
      return answer(error, at: address, links: links)
    }
  }

  /// What is sent for `address` where `failure` is why there is no page.
  package func answer(
    _ failure: SiteFailure, at address: PageAddress, links: Links = .served
  ) -> SiteAnswer {
    rendered(FailurePage(failure), address, links, status: failure.status)
  }

  /// The page at `address`.
  ///
  /// - Throws: `SiteFailure`, where there is none.
  package func page(at address: PageAddress) throws(SiteFailure) -> any Page {
    do throws(StoreFailure) {
      switch address.place {
      case .runs: return try RunsPage(address.query, store)
      default: break
      }
    } catch {
      throw SiteFailure(error)
    }
    throw .missing("no page stands at \(address.target)")
  }

  private func output(run: String, step: Int, attempt: Int) throws(SiteFailure) -> SiteAnswer {
    throw .missing("not yet")
  }

  /// `page` as it is sent for `address`.
  func rendered(
    _ page: any Page, _ address: PageAddress, _ links: Links, status: Int = 200
  ) -> SiteAnswer {
    guard address.form == .page else {
      var body: [UInt8] = []
      var writer = JSONWriter { body += $0 }
      page.write(to: &writer)
      writer.finish()
      return SiteAnswer(status: status, type: SiteAnswer.json, body: body)
    }
    let text = templates.document(page, address, links)
    return SiteAnswer(status: status, type: SiteAnswer.html, body: Array(text.utf8))
  }
}
