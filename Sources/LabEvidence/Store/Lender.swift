/// Who has a store's connection, and hands it to one user at a time.
protocol Lender: Sendable {
  /// Whether the path still leads to the file that is open.
  var isCurrent: Bool { get }
  /// Lends the connection to `body`, which must not ask for it again.
  func lend<T>(_ body: (Connection) throws -> T) throws -> T
  /// Closes the file; nothing is lent any more.
  func close() throws
}
