import LabDigest
import LabModel

/// Adds a run to the store, before anything of it has happened.
struct RunOpening {
  var plan: Plan
  var id: String
  var backend: String
  var provenance: Provenance
  var labbook: String
  /// CLOCK_MONOTONIC and CLOCK_REALTIME now; `ready` sets them right.
  var time: EventTime
  /// The number of the run that this one is a control of.
  var original: Int?

  /// Writes the run, its notebook, parameters, tools and steps; returns the run's number.
  func write(to connection: Connection) throws(StoreFailure) -> Int {
    let notebook = SHA256.hash(plan.source)
    let addNotebook = try connection.statement(.addNotebook)
    addNotebook.bind(1, notebook)
    addNotebook.bind(2, plan.source)
    try addNotebook.run()
    let kernel = try KernelTable.number(of: provenance.kernel, on: connection)
    let writer = WriterIdentity.current()
    let addRun = try connection.statement(.addRun)
    addRun.bind(1, id)
    addRun.bind(2, notebook)
    addRun.bind(3, plan.path)
    addRun.bind(4, plan.title)
    addRun.bind(5, labbook)
    addRun.bind(6, backend)
    addRun.bind(7, kernel)
    addRun.bind(8, provenance.hostname)
    addRun.bind(9, provenance.processors)
    addRun.bind(10, RunRow.Status.running.storedName)
    addRun.bind(11, time.monotonic)
    addRun.bind(12, time.wall)
    addRun.bind(13, writer.process)
    addRun.bind(14, writer.start)
    addRun.bind(15, writer.boot)
    addRun.bind(16, writer.namespace)
    addRun.bind(17, plan.captureFilter)
    addRun.bind(18, provenance.kernelLabel)
    try addRun.run()
    let run = connection.lastInsertedNumber
    if let original {
      let addControl = try connection.statement(.addControl)
      addControl.bind(1, run)
      addControl.bind(2, original)
      try addControl.run()
    }
    try writeParameters(of: run, to: connection)
    try writeIgnoredTroubles(of: run, to: connection)
    try writeTools(of: run, to: connection)
    try writeSteps(of: run, to: connection)
    return run
  }

  private func writeParameters(of run: Int, to connection: Connection) throws(StoreFailure) {
    guard !plan.parameters.isEmpty else { return }
    let statement = try connection.statement(.addParameter)
    for (name, value) in plan.parameters.sorted(by: { $0.key < $1.key }) {
      statement.bind(1, run)
      statement.bind(2, name)
      statement.bind(3, value)
      try statement.run()
    }
  }

  private func writeIgnoredTroubles(
    of run: Int, to connection: Connection
  ) throws(StoreFailure) {
    guard !plan.kernel.ignoredTroubles.isEmpty else { return }
    let statement = try connection.statement(.addIgnoredTrouble)
    for (place, trouble) in plan.kernel.ignoredTroubles.enumerated() {
      statement.bind(1, run)
      statement.bind(2, place + 1)
      statement.bind(3, trouble.text)
      try statement.run()
    }
  }

  private func writeTools(of run: Int, to connection: Connection) throws(StoreFailure) {
    var number = 0
    for tool in provenance.tools {
      number += 1
      let program = try ProgramTable.number(of: tool, on: connection)
      try writeTool(tool.name, program: program, number: number, run: run, to: connection)
    }
    for name in provenance.missing {
      number += 1
      try writeTool(name, program: nil, number: number, run: run, to: connection)
    }
  }

  private func writeTool(
    _ name: String, program: Int?, number: Int, run: Int, to connection: Connection
  ) throws(StoreFailure) {
    let statement = try connection.statement(.addTool)
    statement.bind(1, run)
    statement.bind(2, number)
    statement.bind(3, name)
    statement.bind(4, program)
    try statement.run()
  }

  private func writeSteps(of run: Int, to connection: Connection) throws(StoreFailure) {
    let statement = try connection.statement(.addStep)
    for block in plan.blocks {
      for step in block.steps {
        statement.bind(1, run)
        statement.bind(2, step.number)
        statement.bind(3, block.number)
        statement.bind(4, block.id)
        statement.bind(5, step.indexInBlock)
        statement.bind(6, step.host)
        statement.bind(7, step.command)
        statement.bind(8, step.position.line)
        try statement.run()
      }
    }
  }
}

extension SQL {
  fileprivate static let addNotebook = SQL(
    "INSERT INTO notebook (sha256, content) VALUES (?, ?) ON CONFLICT DO NOTHING")
  fileprivate static let addRun = SQL(
    """
    INSERT INTO run (
      id, notebook, path, title, labbook, backend, kernel, hostname, processors, status, start,
      start_wall, writer_process, writer_start, writer_boot, writer_namespace, capture_filter,
      kernel_label
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  fileprivate static let addControl = SQL("INSERT INTO control (run, original) VALUES (?, ?)")
  fileprivate static let addParameter = SQL(
    "INSERT INTO parameter (run, name, value) VALUES (?, ?, ?)")
  fileprivate static let addIgnoredTrouble = SQL(
    "INSERT INTO kernel_ignore (run, number, pattern) VALUES (?, ?, ?)")
  fileprivate static let addTool = SQL(
    "INSERT INTO tool (run, number, name, program) VALUES (?, ?, ?, ?)")
  fileprivate static let addStep = SQL(
    """
    INSERT INTO step (run, number, block, block_id, index_in_block, host, command, line)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """)
}
