/// A run's page as one HTML file, with the style and the script in it.
package enum SingleDocument {
  /// The most bytes that it may have.
  package static let most = 5_000_000

  /// The document of the run with this id.
  package static func of(_ run: String, _ site: Site) -> SiteAnswer {
    let links = Links(
      hasForms: false, policy: .embedded,
      note: "Written by labbook report. What this page only names is in the database."
    ) { target in
      guard target.place == .run(run), target.form == .page, target.query.isEmpty else {
        return nil
      }
      return "#" + PercentEncoding.encoded(target.fragment ?? "main")
    }
    return site.answer(PageAddress(.run(run)), links: links)
  }
}
