/// What was found of a database file that was checked.
package struct StoreCheck: Sendable, Hashable {
  /// The version of the schema.
  package var version = 0
  /// Of the whole file, in bytes.
  package var size = 0
  /// Of its pages that nothing is in, in bytes.
  package var free = 0
  /// How many rows each table has, by name.
  package var counts: [Count] = []
  /// What is wrong: lower case, no full stop; empty for a sound file.
  package var problems: [String] = []

  /// How many rows a table has.
  package struct Count: Sendable, Hashable {
    package var table: String
    package var rows: Int
  }

  /// How many problems are told of one kind.
  static let most = 100
}
