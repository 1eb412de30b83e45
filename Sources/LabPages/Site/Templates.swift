import Mustache

/// The templates of all pages, with the one style sheet and the one script.
///
/// They stand in files of the folder Templates and become part of the program.
struct Templates: Sendable {
  private let library: MustacheLibrary

  /// The style sheet.
  static var style: [UInt8] { PackageResources.page_css }
  /// The script; pages can be read without it.
  static var script: [UInt8] { PackageResources.page_js }

  private static let texts: [(name: String, bytes: [UInt8])] = [
    ("layout", PackageResources.layout_mustache),
    ("failure", PackageResources.failure_mustache),
    ("folder", PackageResources.folder_mustache),
    ("runs", PackageResources.runs_mustache),
    ("run", PackageResources.run_mustache),
    ("timeline", PackageResources.timeline_mustache),
    ("packets", PackageResources.packets_mustache),
    ("packet", PackageResources.packet_mustache),
    ("history", PackageResources.history_mustache),
    ("notebooks", PackageResources.notebooks_mustache),
    ("compare", PackageResources.compare_mustache),
    ("topology", PackageResources.topology_mustache),
  ]

  init() {
    var library = MustacheLibrary()
    for (name, bytes) in Self.texts {
      // A template that cannot be parsed is found by a test, which renders each.
      try? library.register(String(decoding: bytes, as: UTF8.self), named: name)
    }
    self.library = library
  }

  /// The whole HTML document of `page`.
  func document(_ page: any Page, _ address: PageAddress, _ links: Links) -> String {
    let content = library.render(page.values(links), withTemplate: page.template) ?? ""
    var values: [String: Any] = ["title": page.title, "contentMarkup": Markup(trusted: content)]
    values["home"] = links.href(.runs)
    values["style"] = links.href(.style)
    values["script"] = links.href(.script)
    values["twin"] = links.href(address.twin)
    values["hasForms"] = links.hasForms
    values["policy"] = links.policy?.text
    values["note"] = links.note
    if links.policy == .embedded {
      values["styleMarkup"] = Markup(trusted: String(decoding: Self.style, as: UTF8.self))
      values["scriptMarkup"] = Markup(trusted: String(decoding: Self.script, as: UTF8.self))
    }
    return library.render(values, withTemplate: "layout") ?? ""
  }
}
