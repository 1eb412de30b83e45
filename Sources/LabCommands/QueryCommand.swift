import ArgumentParser
import LabEvidence
import LabReport

/// `labbook sql`: asks the database a question.
struct QueryCommand: LabCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql", abstract: "Ask the database a question in SQL, which may only read it.",
    discussion: """
      The views runs, steps, outputs, packets, claims, hosts, interfaces, links, addresses, routes, \
      neighbours and kernel_messages are for reading; docs/schema.md describes them and what they are \
      made of. Without a query, what there is is listed.
      """)

  @Argument(help: "One SELECT in SQLite's SQL.")
  var query: String?

  @Flag(help: "Print comma-separated values, with a line of names first.")
  var csv = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Give up after this many seconds.", valueName: "seconds"))
  var timeout = 60

  @OptionGroup var database: DatabaseOption
  @OptionGroup var paging: PagerOption
  @OptionGroup var format: FormatOptions

  var color: ColorMode { format.coloring.color }
  var usesPager: Bool { paging.isOn }

  /// How many rows a table has at most: it is printed when its columns' widths are known.
  private static let mostRows = 10_000

  func validate() throws {
    if csv, format.json { throw ValidationError("--csv and --json exclude each other") }
    if !(1...86_400).contains(timeout) {
      throw ValidationError("--timeout wants a number from 1 to 86400")
    }
  }

  func execute(in context: CommandContext) throws -> ExitStatus {
    do {
      let source = try StoreQuery(path: database.resolved(in: context.environment))
      let names = try source.prepare(query ?? Self.overview)
      if format.json {
        try writeJSON(source, names, in: context)
      } else if csv {
        try writeValues(source, names, in: context)
      } else {
        try writeTable(source, names, in: context)
      }
    } catch let mistake as StoreQuery.Mistake {
      throw CommandFailure(.mistake, mistake.message, remedy: mistake.remedy)
    } catch let failure as StoreFailure {
      throw CommandFailure(failure)
    }
    return .success
  }

  /// Views and tables with their columns.
  private static let overview = """
    SELECT list.type AS kind, list.name, group_concat(info.name, ', ') AS columns
    FROM pragma_table_list AS list, pragma_table_info(list.name) AS info
    WHERE list.schema = 'main' AND list.type IN ('view', 'table') AND list.name NOT LIKE 'sqlite_%'
    GROUP BY list.type, list.name ORDER BY list.type = 'table', list.name
    """

  private func writeJSON(
    _ source: StoreQuery, _ names: [String], in context: CommandContext
  ) throws {
    var writer = JSONWriter { context.stdout.write($0) }
    try writer.object { writer throws(StoreFailure) in
      writer.array("columns") { writer in
        for name in names { writer.value(name) }
      }
      try writer.array("rows") { writer throws(StoreFailure) in
        var rows = writer
        defer { writer = rows }
        try source.forEachRow(within: .seconds(timeout)) { row in
          rows.array { writer in
            for value in row { writer.value(value) }
          }
          return !context.stdout.isClosed
        }
      }
    }
    writer.finish()
  }

  private func writeValues(
    _ source: StoreQuery, _ names: [String], in context: CommandContext
  ) throws {
    let escape = context.stdout.isTerminal ? context.style(color).escape : nil
    func write(_ values: [StoreQuery.Value]) {
      let line = QueryTable.csv(values)
      if let escape {
        context.stdout.line(escape.text(line))
      } else {
        context.stdout.write(line + [0x0d, 0x0a])
      }
    }
    write(names.map { .text(Array($0.utf8)) })
    try source.forEachRow(within: .seconds(timeout)) { row in
      write(row)
      return !context.stdout.isClosed
    }
  }

  private func writeTable(
    _ source: StoreQuery, _ names: [String], in context: CommandContext
  ) throws {
    var rows: [[StoreQuery.Value]] = []
    var hasMore = false
    try source.forEachRow(within: .seconds(timeout)) { row in
      guard rows.count < Self.mostRows else {
        hasMore = true
        return false
      }
      rows.append(row)
      return true
    }
    context.stdout.lines(
      QueryTable(style: context.style(color), widest: query == nil ? 1000 : 60).lines(names, rows))
    if hasMore {
      context.warn(
        "only the first \(Self.mostRows) rows are shown: --csv and --json print all",
        style: context.messageStyle(color))
    }
  }
}
