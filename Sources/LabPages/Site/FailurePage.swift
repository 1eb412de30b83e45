import LabModel
import LabReport

/// What is shown where there is no page.
struct FailurePage: Page {
  let failure: SiteFailure

  init(_ failure: SiteFailure) { self.failure = failure }

  var title: String {
    switch failure {
    case .missing: "Not found"
    case .mistake: "That cannot be asked"
    case .store: "The database cannot be read"
    }
  }

  let template = "failure"

  func values(_ links: Links) -> [String: Any] {
    ["title": title, "message": VisibleText.of(failure.message)]
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("status", failure.status)
      writer.member("error", failure.message)
    }
  }
}
