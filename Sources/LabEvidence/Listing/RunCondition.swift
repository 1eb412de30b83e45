/// A condition on rows of `run` in SQL, with the values of its question marks.
struct RunCondition {
  enum Value {
    case text(String)
    case number(Int64)
  }

  var sql: String
  var values: [Value]

  init(_ sql: String, _ values: [Value] = []) {
    self.sql = sql
    self.values = values
  }

  /// What holds where one of `conditions` does.
  static func any(_ conditions: [RunCondition]) -> RunCondition {
    guard !conditions.isEmpty else { return RunCondition("0") }
    return RunCondition(
      "(" + conditions.map(\.sql).joined(separator: " OR ") + ")", conditions.flatMap(\.values))
  }

  /// What holds where all of `conditions` do.
  static func all(_ conditions: [RunCondition]) -> RunCondition {
    guard !conditions.isEmpty else { return RunCondition("1") }
    return RunCondition(
      conditions.map(\.sql).joined(separator: " AND "), conditions.flatMap(\.values))
  }

  /// `column` with one of `values`.
  static func column(_ column: StaticString, _ value: String) -> RunCondition {
    RunCondition("run.\(column) = ?", [.text(value)])
  }
}

extension PreparedStatement {
  /// Binds `values` in order, from the first one on.
  func bind(_ values: [RunCondition.Value]) {
    for (place, value) in values.enumerated() {
      switch value {
      case .text(let text): bind(Int32(place + 1), text)
      case .number(let number): bind(Int32(place + 1), number)
      }
    }
  }
}
