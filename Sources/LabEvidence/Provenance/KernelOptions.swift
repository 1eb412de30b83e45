import Glibc

/// The options that a kernel was built with, built in or as a module, without `CONFIG_`.
///
/// Kept as one text and searched in place: some thousand strings a run would cost more than the
/// one or two questions that are ever asked of them.
package struct KernelOptions: Sendable, Hashable, ExpressibleByArrayLiteral {
  /// The names in order of their bytes, each between two line feeds.
  package let text: String

  /// Keeps `names`, in any order.
  package init(_ names: some Sequence<String>) {
    text = "\n" + Set(names).sorted().map { $0 + "\n" }.joined()
  }

  package init(arrayLiteral names: String...) {
    self.init(names)
  }

  /// Takes a text that another value's `text` gave.
  package init(text: String) {
    self.text = text
  }

  /// Whether the option `name` (without `CONFIG_`) is built in or a module.
  package func contains(_ name: String) -> Bool {
    guard !name.utf8.contains(UInt8(ascii: "\n")) else { return false }
    return text.withCString { text in "\n\(name)\n".withCString { strstr(text, $0) != nil } }
  }
}
