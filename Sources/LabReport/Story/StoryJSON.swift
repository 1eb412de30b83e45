package import LabEvidence
package import LabModel

/// A run's story as JSON: everything, in order, an entry a line; the shape is in docs/commands.md.
package struct StoryJSON {
  private let names: InterfaceNames
  private let start: Int64
  private let evidence: RunEvidence
  private let summarize: (PacketRow) -> String

  package init(_ evidence: RunEvidence, summarize: @escaping (PacketRow) -> String) {
    self.evidence = evidence
    self.summarize = summarize
    names = InterfaceNames(evidence)
    start = evidence.run.start
  }

  /// Writes the run, its steps, its story, its claims and packet transcripts as one object.
  ///
  /// `goesOn` is asked after each entry; false leaves the rest of the story out.
  /// - Throws: what reading the packets throws.
  package func write(
    claims: [ClaimVerdict], packetTranscripts: [PacketTranscriptOutcome] = [],
    to writer: inout JSONWriter, goesOn: () -> Bool = { true }
  ) throws {
    try writer.object { writer throws in
      writer.object("run") { $0.members(evidence.run) }
      writer.key("kernel_health")
      writer.value(evidence.run.backend == "namespaces" ? nil : KernelHealth(evidence))
      writer.array("steps") { writer in
        for step in evidence.steps { value(step, to: &writer) }
      }
      try writer.array("story") { writer throws in
        try Story(evidence).forEach { entry in
          value(entry, to: &writer)
          return goesOn()
        }
      }
      writer.array("claims") { writer in
        for claim in claims { writer.value(claim) }
      }
      writer.array("packet_transcripts") { writer in
        for outcome in packetTranscripts { writer.value(outcome) }
      }
    }
  }

  private func value(_ step: StepRow, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("number", step.number)
      writer.member("id", step.blockID)
      writer.member("index", step.indexInBlock)
      writer.member("host", step.host)
      writer.member("command", step.command)
      writer.member("skipped", step.skipped)
    }
  }

  /// Writes one entry of the story as an object.
  package func value(_ entry: StoryEntry, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("time_ns", entry.time - start)
      switch entry.body {
      case .hostAdded(let host):
        writer.member("kind", "host")
        writer.member("host", host.name)
        writer.member("number", host.number)
      case .hostRemoved(let host):
        writer.member("kind", "host gone")
        writer.member("host", host.name)
        writer.member("number", host.number)
      case .stepStarted(let step, let attempt):
        writer.member("kind", "step")
        writer.member("step", step.number)
        writer.member("attempt", attempt.attempt)
        writer.member("row", attempt.number)
      case .stepEnded(let step, let attempt): ended(step, attempt, to: &writer)
      case .output(let row):
        writer.member("kind", "output")
        writer.member("step", row.step)
        writer.member("attempt", row.attempt)
        writer.member("row", row.number)
        writer.member("stream", row.stream.name)
        writer.member("bytes", bytes: row.bytes)
      case .outputCut(let row):
        writer.member("kind", "output cut")
        writer.member("step", row.step)
        writer.member("attempt", row.attempt)
        writer.member("stream", row.stream.name)
        writer.member("count", row.bytes)
      case .packet(let row): packet(row, to: &writer)
      case .loss(let row):
        writer.member("kind", "loss")
        writer.member("host", names.host(row.host))
        writer.member("source", row.source == .capture ? "capture" : "netlink")
        writer.member("count", row.count)
        writer.member("since_ns", row.since - start)
      case .kernelLog(let row):
        writer.member("kind", "kernel log")
        writer.member("row", row.number)
        writer.member("level", row.line.level)
        writer.member("source", row.line.source == .record ? "record" : "console")
        writer.member("stamp_ns", row.line.stamp)
        writer.member("text", row.line.text)
      case .taint(let row, let old):
        writer.member("kind", "taint")
        writer.member("row", row.number)
        writer.member("old", old)
        writer.member("new", row.value)
        writer.member("words", TaintBits.words(row.value))
      case .crash(let crash):
        writer.member("kind", "crash")
        writer.member("crash", crash.kind.word)
        writer.member("message", crash.message)
      case .change(let change):
        ObjectJSON(names: names, start: start).members(change, at: entry.time, to: &writer)
      }
    }
  }

  private func ended(_ step: StepRow, _ attempt: AttemptRow, to writer: inout JSONWriter) {
    writer.member("kind", "step ended")
    writer.member("step", step.number)
    writer.member("attempt", attempt.attempt)
    writer.member("ending", attempt.ending.map(Self.word))
    writer.member("status", attempt.status)
    writer.member("settled_ns", attempt.end.map { $0 - start })
    writer.member("settled_by", attempt.settled.map(Self.word))
    writer.member("leaks", attempt.leaks)
    writer.member("met", attempt.met)
    writer.member("miss", attempt.miss)
  }

  private func packet(_ row: PacketRow, to writer: inout JSONWriter) {
    writer.member("kind", "packet")
    writer.member("row", row.number)
    writer.member("host", names.host(row.host))
    writer.member("interface", names.interface(row: row.interface))
    writer.member("direction", row.direction.isLeaving ? "leaving" : "entering")
    writer.member("length", row.length)
    writer.member("summary", summarize(row))
    writer.member("frame", Base64.encoded(row.bytes))
  }

  /// An ending in a word or two: `timed out`.
  package static func word(_ ending: StepEnd.Ending) -> String {
    switch ending {
    case .exited: "exited"
    case .shellEnded: "shell ended"
    case .timedOut: "timed out"
    case .hostMissing: "host missing"
    }
  }

  private static func word(_ settled: StepEnd.Settled) -> String {
    switch settled {
    case .idle: "idle"
    case .quiet: "quiet"
    case .limit: "limit"
    }
  }
}
