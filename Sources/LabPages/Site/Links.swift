/// How pages refer to each other.
package struct Links: Sendable {
  /// Makes the text of `href`; nil where the page is not to be had, and its name then stands alone.
  private let reference: @Sendable (PageAddress) -> String?
  /// Whether pages can ask for others by what a reader types into a form.
  package let hasForms: Bool
  /// What a page says of what it may show and load; nil where the server says it.
  let policy: ContentPolicy?
  /// What a reader should know of what is not to be had here: a sentence or two.
  let note: String?

  package init(hasForms: Bool, reference: @escaping @Sendable (PageAddress) -> String?) {
    self.init(hasForms: hasForms, policy: nil, note: nil, reference: reference)
  }

  init(
    hasForms: Bool, policy: ContentPolicy?, note: String?,
    reference: @escaping @Sendable (PageAddress) -> String?
  ) {
    self.hasForms = hasForms
    self.policy = policy
    self.note = note
    self.reference = reference
  }

  /// The server's: every page is to be had, at its address.
  package static let served = Links(hasForms: true) { $0.target }

  /// The text of `href` for `address`; nil where the page is not to be had.
  package func href(_ address: PageAddress) -> String? { reference(address) }

  /// The text of `href` for `place`.
  package func href(_ place: PageAddress.Place, _ query: PageQuery = PageQuery()) -> String? {
    reference(PageAddress(place, query))
  }
}
