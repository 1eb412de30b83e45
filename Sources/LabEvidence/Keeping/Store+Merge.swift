extension Store {
  /// Adds to this file every run of the file at `path` that it does not have, one transaction a run.
  ///
  /// Runs are told by their ids; their rows keep their numbers, and the runs get new ones. A run that is
  /// being written is left out; one whose writer is gone is taken as interrupted, until a file has it
  /// whole. Of a run that is there
  /// already, judgements are added that are not.
  ///
  /// - Parameters:
  ///   - path: the other file, which is trusted in nothing and not changed.
  ///   - shouldStop: asked now and then whether to end early, and true from then on; the runs that were added
  ///     stay.
  /// - Returns: which runs were added, and which were not.
  /// - Throws: `StoreFailure` where the other file cannot be read or is none of labbook's, or where this
  ///   one cannot be written.
  package func merge(
    _ path: String, shouldStop: @escaping () -> Bool = { false }
  ) throws(StoreFailure) -> MergeResult {
    let source: SourceFile
    do throws(StoreFailure) {
      source = try SourceFile(path: path, shouldStop: shouldStop)
    } catch {
      guard shouldStop() else { throw error }
      return MergeResult(wasStopped: true)
    }
    return try use(to: "merge into") { target throws(StoreFailure) in
      try source.connection.snapshot { () throws(StoreFailure) in
        try Self.merge(source, into: target, shouldStop)
      }
    }
  }

  private static func merge(
    _ source: SourceFile, into target: Connection, _ shouldStop: @escaping () -> Bool
  ) throws(StoreFailure) -> MergeResult {
    let graph = try TableGraph(target)
    let removal = try RunRemoval(graph, target)
    let copy = try RunCopy(
      graph, from: source.connection, to: target, shouldStop: shouldStop)
    let judgements = try JudgementCopy(from: source.connection, to: target)
    var result = MergeResult()
    let runs = try PreparedStatement(sourceRuns, on: source.connection)
    while try runs.next() {
      if shouldStop() {
        result.wasStopped = true
        break
      }
      let number: Int = runs.number(0)
      let id = runs.text(1)
      guard isRunID(id) else {
        throw StoreFailure(
          .damaged, stage: "merge", subject: source.path, message: "run \(number) has no proper id")
      }
      let isRunning = runs.text(2) == RunRow.Status.running.storedName
      if isRunning, !WriterIdentity(row: runs, from: 3).isGone {
        result.leftOut.append(.init(id: id, reason: "it is still running"))
        continue
      }
      do throws(StoreFailure) {
        // Looked up within the transaction: another process may add the same run.
        try target.transaction { () throws(StoreFailure) in
          let present = try copy.number(ofRun: id)
          if let present, !isRunning, runs.text(2) != RunRow.Status.interrupted.storedName,
            try copy.isUnfinished(present)
          {
            try removal.remove(run: present)
            try copy.copy(run: number, as: present, isInterrupted: false)
            result.added.append(id)
          } else if let present {
            result.presentCount += 1
            result.judgementCount += try judgements.copy(ofRun: number, to: present)
          } else {
            try copy.copy(run: number, isInterrupted: isRunning)
            result.added.append(id)
          }
        }
      } catch {
        target.reset()
        if copy.wasStopped {
          result.wasStopped = true
          break
        }
        guard error.kind != .busy, error.stage == "merge" || error.kind == .damaged else {
          throw error
        }
        result.leftOut.append(.init(id: id, reason: error.message))
      }
    }
    return result
  }

  /// Whether `text` has the form of a UUID, as every run's id has.
  private static func isRunID(_ text: String) -> Bool {
    text.utf8.count == 36
      && text.utf8.enumerated().allSatisfy { place, byte in
        [8, 13, 18, 23].contains(place)
          ? byte == UInt8(ascii: "-")
          : (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
      }
  }

  /// Controls come after the runs that they are controls of.
  private static let sourceRuns = """
    SELECT number, id, status, writer_process, writer_start, writer_boot, writer_namespace FROM run
    ORDER BY number IN (SELECT run FROM control), number
    """
}
