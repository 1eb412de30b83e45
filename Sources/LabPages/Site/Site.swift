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
      case .output(let run, let step, let attempt):
        let output = try OutputBytes(
          run: run, step: step, attempt: attempt, address.query, form: address.form, store)
        return address.form == .page ? output.answer : json(output.write)
      default:
        let page = try page(at: address)
        return rendered(page, address, links, status: page.status)
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
    do {
      switch address.place {
      case .runs: return try RunsPage(address.query, store)
      case .run(let run): return try RunPage(run, store)
      case .timeline(let run): return try TimelinePage(run, address.query, store)
      case .topology(let run): return try TopologyPage(run, address.query, store)
      case .packets(let run): return try PacketsPage(of: run, address.query, store)
      case .packet(let run, let number):
        return try PacketPage(number, of: run, address.query, store)
      case .history: return try HistoryPage.page(address.query, store)
      case .compare(let old, let new): return try ComparePage(old, new, address.query, store)
      case .output, .style, .script: break
      }
    } catch let failure as SiteFailure {
      throw failure
    } catch let failure as StoreFailure {
      throw SiteFailure(failure)
    } catch {
      throw .store(StoreFailure(stage: "read", subject: address.target, message: "\(error)"))
    }
    throw .missing("no page stands at \(address.target)")
  }

  /// `page` as it is sent for `address`.
  func rendered(
    _ page: any Page, _ address: PageAddress, _ links: Links, status: Int = 200
  ) -> SiteAnswer {
    guard address.form == .page else { return json(status: status, page.write) }
    let text = templates.document(page, address, links)
    return SiteAnswer(status: status, type: SiteAnswer.html, body: Array(text.utf8))
  }

  private func json(
    status: Int = 200, _ write: (inout JSONWriter) -> Void
  ) -> SiteAnswer {
    var body: [UInt8] = []
    var writer = JSONWriter { body += $0 }
    write(&writer)
    writer.finish()
    return SiteAnswer(status: status, type: SiteAnswer.json, body: body)
  }
}
