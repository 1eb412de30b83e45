import LabModel

/// A kernel object whose changes are rows: how its fields become columns and back.
///
/// Each table has the columns twice, for the object after the change and (`old_`) before it.
protocol RecordedObject: Sendable, Hashable {
  static var eventTable: String { get }
  /// The columns in the order in which `bind` and `init(row:at:)` take them; the first is never NULL.
  static var columns: [String] { get }
  /// Adds a change: run, number, host, the time columns, then both sets.
  static var insertion: SQL { get }
  /// The changes of a run in order, with the columns of `insertion` from the number on.
  static var selection: SQL { get }
  /// Those of them from one number (included) to another (not included).
  static var numberedSelection: SQL { get }

  /// Binds the fields from position `first` on.
  func bind(to statement: PreparedStatement, from first: Int32)

  /// Reads the fields from column `first` on.
  init(row: PreparedStatement, from first: Int32)
}

extension RecordedObject {
  /// The statement that `insertion` is made of, with `times` as the table's other columns.
  static func makeInsertion(times: String) -> SQL {
    let names = columns.joined(separator: ", ")
    let old = columns.map { "old_\($0)" }.joined(separator: ", ")
    let count = 3 + times.split(separator: ",").count + 2 * columns.count
    let places = repeatElement("?", count: count).joined(separator: ", ")
    return SQL(
      "INSERT INTO \(eventTable) (run, number, host, \(times), \(names), \(old)) VALUES (\(places))"
    )
  }

  static func makeSelection(times: String, numbered: Bool = false) -> SQL {
    let names = columns.joined(separator: ", ")
    let old = columns.map { "old_\($0)" }.joined(separator: ", ")
    return SQL(
      "SELECT number, host, \(times), \(names), \(old) FROM \(eventTable) WHERE run = ?"
        + (numbered ? " AND number >= ? AND number < ?" : "") + " ORDER BY number"
    )
  }

  /// Binds both sets from position `first` on, NULL where there is no object.
  static func bind(old: Self?, new: Self?, to statement: PreparedStatement, from first: Int32) {
    let size = Int32(columns.count)
    for (object, start) in [(new, first), (old, first + size)] {
      if let object {
        object.bind(to: statement, from: start)
      } else {
        for position in start..<start + size { statement.bindNull(position) }
      }
    }
  }

  /// Reads both sets from column `first` on.
  static func objects(row: PreparedStatement, from first: Int32) -> (old: Self?, new: Self?) {
    let second = first + Int32(columns.count)
    return (
      row.isNull(second) ? nil : Self(row: row, from: second),
      row.isNull(first) ? nil : Self(row: row, from: first)
    )
  }
}
