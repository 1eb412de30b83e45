/// What stands behind `?` in a page's address: names and values in order, a name as often as it was given.
///
/// Values of one name are alternatives, names are conditions that all hold: `status=crashed&status=blocked&kernel=6.1`.
package struct PageQuery: Sendable, Hashable {
  /// One `name=value`.
  package struct Item: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package var items: [Item]

  package init(_ items: [Item] = []) { self.items = items }

  /// Reads what stands behind `?` in an address (application/x-www-form-urlencoded, URL standard 5.1).
  package init(encoded text: some StringProtocol) {
    items = text.split(separator: "&").map { part in
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return Item(
        PercentEncoding.decoded(halves[0], blanksArePluses: true),
        halves.count > 1 ? PercentEncoding.decoded(halves[1], blanksArePluses: true) : "")
    }
  }

  package var isEmpty: Bool { items.isEmpty }

  /// All values of `name` that are not empty, in order.
  package func values(_ name: String) -> [String] {
    items.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
  }

  /// The first value of `name` that is not empty.
  package func first(_ name: String) -> String? { values(name).first }

  /// The query with `name` as `values` instead of what it was.
  package func setting(_ name: String, _ values: String...) -> PageQuery {
    PageQuery(items.filter { $0.name != name } + values.map { Item(name, $0) })
  }

  /// The query as it stands in an address, without `?`.
  package var encoded: String {
    items.map { "\(PercentEncoding.encoded($0.name))=\(PercentEncoding.encoded($0.value))" }
      .joined(separator: "&")
  }
}
