package import LabModel

extension Store {
  /// The notebook that a run ran, byte for byte.
  package func notebook(ofRun run: Int) throws(StoreFailure) -> [UInt8] {
    try use(to: "read") { connection throws(StoreFailure) in
      try first(.notebook, ofRun: run, connection) { $0.bytes(0) }
    }
  }

  /// A run's own row: when it began, what became of it.
  package func row(ofRun run: Int) throws(StoreFailure) -> RunRow {
    try use(to: "read") { connection throws(StoreFailure) in
      try RunReader(run: run, connection: connection, path: path).row
    }
  }

  /// On what a run ran.
  package func provenance(ofRun run: Int) throws(StoreFailure) -> Provenance {
    try use(to: "read") { connection throws(StoreFailure) in
      var provenance = try first(.provenance, ofRun: run, connection) { row in
        Provenance(
          kernel: KernelRecord(
            release: row.text(0), version: row.text(1), machine: row.text(2),
            configurationHash: row.optionalText(3),
            options: row.optionalText(4).map { KernelOptions(text: $0) }),
          kernelLabel: row.optionalText(7), hostname: row.text(5), processors: row.number(6))
      }
      let tools = try connection.statement(.tools)
      tools.bind(1, run)
      while try tools.next() {
        guard let path = tools.optionalText(1) else {
          provenance.missing.append(tools.text(0))
          continue
        }
        let file = FileIdentity(
          device: tools.number(2), inode: tools.number(3), size: tools.number(4),
          modified: tools.wall(5))
        provenance.tools.append(
          ToolRecord(name: tools.text(0), path: path, file: file, hash: tools.optionalText(6)))
      }
      return provenance
    }
  }

  /// How a run's sandbox was made; nil where it never stood.
  package func sandbox(ofRun run: Int) throws(StoreFailure) -> SandboxRecord? {
    try use(to: "read") { connection throws(StoreFailure) in
      let record = try first(.sandbox, ofRun: run, connection) { row -> SandboxRecord? in
        guard let identifiers = row.optionalText(0) else { return nil }
        return SandboxRecord(
          identifiers: identifiers, limits: [], kernelRelease: row.text(2),
          kernelVersion: row.text(3), machine: row.text(4), shell: row.text(1), notes: [])
      }
      guard var record else { return nil }
      let limits = try connection.statement(.limits)
      limits.bind(1, run)
      while try limits.next() {
        record.limits.append(NamedValue(name: limits.text(0), value: limits.text(1)))
      }
      let notes = try connection.statement(.notes)
      notes.bind(1, run)
      while try notes.next() { record.notes.append(notes.text(0)) }
      return record
    }
  }

  private func first<T>(
    _ sql: SQL, ofRun run: Int, _ connection: Connection, _ body: (PreparedStatement) -> T
  ) throws(StoreFailure) -> T {
    let statement = try connection.statement(sql)
    statement.bind(1, run)
    guard try statement.next() else { throw unknownRun(run) }
    defer { statement.reset() }
    return body(statement)
  }

  /// What is said of a number that no run has.
  func unknownRun(_ run: Int) -> StoreFailure {
    StoreFailure(
      .unknownRun, stage: "read run", subject: "\(run)", message: "\(path) has no such run")
  }
}

extension SQL {
  fileprivate static let notebook = SQL(
    """
    SELECT content FROM run JOIN notebook ON notebook.sha256 = run.notebook WHERE run.number = ?
    """)
  fileprivate static let provenance = SQL(
    """
    SELECT release, version, machine, configuration_sha256, options, hostname, processors,
      kernel_label
    FROM run JOIN kernel ON kernel.number = run.kernel WHERE run.number = ?
    """)
  fileprivate static let tools = SQL(
    """
    SELECT name, path, device, inode, size, modified, sha256
    FROM tool LEFT JOIN program ON program.number = tool.program
    WHERE run = ? ORDER BY tool.number
    """)
  fileprivate static let sandbox = SQL(
    """
    SELECT identifiers, shell, release, version, machine
    FROM run JOIN kernel ON kernel.number = run.kernel WHERE run.number = ?
    """)
  fileprivate static let limits = SQL(
    "SELECT name, holder FROM sandbox_limit WHERE run = ? ORDER BY number")
  fileprivate static let notes = SQL(
    "SELECT text FROM sandbox_note WHERE run = ? ORDER BY number")
}
