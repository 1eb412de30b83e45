import LabEvidence
import LabModel
import LabReport

/// A run's page for programs: what it shows, with the texts as they are.
struct RunArticleJSON {
  private let article: RunArticle
  private var start: Int64 { article.outline.run.start }

  init(_ article: RunArticle) { self.article = article }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.object("run") { writer in
        writer.members(article.outline.run)
        writer.member("labbook", article.background.labbook)
        writer.member("seed", article.background.seed)
        writer.member("notebook_sha256", article.background.notebookHash)
        writer.member("control_of", article.background.original)
        writer.member("previous", article.background.previous)
      }
      writer.object("provenance", provenance)
      writer.key("kernel_health")
      writer.value(article.health)
      writer.member("text", article.text.markdown)
      writer.member("text_is_readable", article.plan != nil)
      writer.array("steps") { writer in
        let attempts = article.attempts
        for step in article.outline.steps { value(step, attempts[step.number] ?? [], &writer) }
      }
      writer.array("claims") { writer in
        for claim in article.claims { writer.value(claim) }
      }
      writer.array("packet_transcripts") { writer in
        for outcome in article.transcripts { writer.value(outcome) }
      }
    }
  }

  private func provenance(_ writer: inout JSONWriter) {
    let provenance = article.provenance
    writer.member("kernel", provenance.kernel.release)
    writer.member("kernel_version", provenance.kernel.version)
    writer.member("machine", provenance.kernel.machine)
    writer.member("hostname", provenance.hostname)
    writer.member("processors", provenance.processors)
    writer.member("shell", article.sandbox?.shell)
    writer.array("notes") { writer in
      for note in article.sandbox?.notes ?? [] { writer.value(note) }
    }
    writer.array("tools") { writer in
      for tool in provenance.tools {
        writer.object { writer in
          writer.member("name", tool.name)
          writer.member("path", tool.path)
          writer.member("sha256", tool.hash)
        }
      }
    }
  }

  private func value(_ step: StepRow, _ attempts: [AttemptRow], _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("number", step.number)
      writer.member("id", step.blockID)
      writer.member("index", step.indexInBlock)
      writer.member("host", step.host)
      writer.member("command", step.command)
      writer.member("skipped", step.skipped)
      writer.array("attempts") { writer in
        for attempt in attempts { value(attempt, &writer) }
      }
    }
  }

  private func value(_ attempt: AttemptRow, _ writer: inout JSONWriter) {
    let excerpt = article.output[attempt]
    writer.object { writer in
      writer.member("attempt", attempt.attempt)
      writer.member("row", attempt.number)
      writer.member("started_ns", attempt.start - start)
      writer.member("exited_ns", attempt.exit.map { $0 - start })
      writer.member("ended_ns", attempt.end.map { $0 - start })
      writer.member("ending", attempt.ending.map(StoryJSON.word))
      writer.member("status", attempt.status)
      writer.member("met", attempt.met)
      writer.member("miss", attempt.miss)
      writer.member("leaks", attempt.leaks)
      writer.member("packets", attempt.packets?.count)
      writer.member("output_bytes", excerpt.isIncomplete ? nil : excerpt.size)
      writer.member("output_is_cut", !excerpt.isWhole)
      writer.member("output_dropped", excerpt.dropped)
      writer.array("output") { writer in
        for line in excerpt.lines {
          writer.object { writer in
            writer.member("stream", line.stream.name)
            writer.member("time_ns", line.time - start)
            writer.member("bytes", bytes: line.bytes)
          }
        }
      }
    }
  }
}
