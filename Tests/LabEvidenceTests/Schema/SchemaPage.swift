import GRDB

/// docs/schema.md, made of the schema that a new file gets and of what `SchemaWords` says of it.
struct SchemaPage {
  /// What is said of tables and columns: `TABLE` or `TABLE.COLUMN`.
  private var words: [String: String] = [:]
  private var common: [String: String] = [:]
  /// Names that the schema has and nothing is said of.
  private(set) var unsaid: [String] = []
  /// Names that something is said of and the schema does not have.
  private(set) var unknown: [String] = []
  private(set) var text = ""

  /// One table or view.
  private struct Entry {
    var name: String
    var isView: Bool
    var columns: [(name: String, type: String)]
  }

  init(_ database: Database) throws {
    for part in [SchemaWords.views, SchemaWords.tablesOfRuns, SchemaWords.tablesOfEvents] {
      read(part)
    }
    for line in SchemaWords.commonColumns.split(separator: "\n") {
      let (name, sentence) = Self.halves(line)
      common[name] = sentence
    }
    let order = [SchemaWords.views, SchemaWords.tablesOfRuns, SchemaWords.tablesOfEvents]
      .flatMap { $0.split(separator: "\n") }.filter { !$0.hasPrefix(" ") }
      .map { Self.halves($0).name }
    var entries = try Self.entries(database)
    unsaid = entries.map(\.name).filter { words[$0] == nil }
    entries.sort {
      (order.firstIndex(of: $0.name) ?? 0) < (order.firstIndex(of: $1.name) ?? 0)
    }
    var said: Set<String> = []
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    text = Self.introduction(version: version)
    for isView in [true, false] {
      text += isView ? "\n## Views\n" : "\n## Tables\n"
      for entry in entries where entry.isView == isView { add(entry, &said) }
    }
    unknown = words.keys.filter { !said.contains($0) }.sorted()
  }

  private mutating func add(_ entry: Entry, _ said: inout Set<String>) {
    said.insert(entry.name)
    text += "\n### \(entry.name)\n\n\(words[entry.name] ?? "")\n\n"
    text +=
      entry.isView
      ? "| column | what it is |\n| --- | --- |\n"
      : "| column | type | what it is |\n| --- | --- | --- |\n"
    for column in entry.columns {
      let name = "\(entry.name).\(column.name)"
      said.insert(name)
      let sentence =
        words[name] ?? common[column.name]
        ?? (column.name.hasPrefix("old_")
          ? "`\(column.name.dropFirst(4))` before the change." : nil)
      if sentence == nil { unsaid.append(name) }
      let cells = entry.isView ? "" : " \(column.type) |"
      text += "| `\(column.name)` |\(cells) \(sentence ?? "") |\n"
    }
  }

  private mutating func read(_ part: String) {
    var table = ""
    for line in part.split(separator: "\n") {
      let (name, sentence) = Self.halves(line)
      if line.hasPrefix(" ") {
        words["\(table).\(name)"] = sentence
      } else {
        table = name
        words[name] = sentence
      }
    }
  }

  private static func halves(_ line: Substring) -> (name: String, sentence: String) {
    let parts = line.split(separator: ": ", maxSplits: 1)
    return (
      String(parts[0].drop { $0 == " " }), parts.count > 1 ? String(parts[1]) : ""
    )
  }

  private static func entries(_ database: Database) throws -> [Entry] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT name, type FROM pragma_table_list
        WHERE schema = 'main' AND type IN ('table', 'view', 'virtual')
          AND substr(name, 1, 7) <> 'sqlite_'
        """)
    return try rows.map { row in
      let name: String = row["name"]
      let columns = try Row.fetchAll(
        database, sql: "SELECT name, type FROM pragma_table_info(?)", arguments: [name])
      return Entry(
        name: name, isView: row["type"] == "view",
        columns: columns.map { ($0["name"], $0["type"]) })
    }
  }

  private static func introduction(version: Int) -> String {
    """
    # The database

    Made of the schema by `make schema`; a test holds it to that. This is schema version \(version).

    A database is one SQLite file for any number of runs. Any program may read it while labbook writes:
    `labbook sql QUERY`, `sqlite3 -readonly FILE`, Datasette. A later labbook brings the
    schema of an older file up to date when it opens it for writing.

    The views are for people: their names are plurals, they have names in place of numbers, and seconds since the
    run's sandbox stood. They, not the tables, are what a query should rest on:

    ```sql
    SELECT answer, count(*) FROM claims GROUP BY answer;
    SELECT time_s, source, destination FROM packets WHERE run = 3 AND protocol = 'tcp' AND tcp_flags = 2;
    SELECT runs.started, steps.command FROM runs JOIN steps ON steps.run = runs.number WHERE steps.met = 0;
    ```

    In the tables, rows are numbered within their run, so a row is named by its run and its number, and keeps its
    number where files are merged; only the runs' own numbers change then. Times are ns since the run's sandbox
    stood, negative before it, unless something else is said. In tables of changes the plain columns are the
    object after the change, NULL where it went; the `old_` ones are what it was, NULL where it came.

    """
  }
}
