package import LabEvidence
package import LabModel

extension JSONWriter {
  /// One notebook's result as an object: the shape is in docs/commands.md.
  package mutating func value(_ result: NotebookResult, diagnostics: [Diagnostic] = []) {
    object { writer in
      writer.member("path", result.path)
      writer.member("title", result.title)
      writer.member("run", result.runID)
      writer.object("parameters") { writer in
        for parameter in result.parameters { writer.member(parameter.name, parameter.value) }
      }
      writer.member("repeat", result.repetition?.number)
      writer.key("kernel")
      if let kernel = result.kernel { writer.value(kernel) } else { writer.null() }
      let ending = result.ending.words
      writer.member("status", ending.status)
      writer.member("reason", ending.reason)
      writer.member("remedy", ending.remedy)
      writer.member("duration_ns", result.duration)
      writer.member("steps", result.steps)
      writer.array("missed") { writer in
        for miss in result.misses { writer.value(miss) }
      }
      writer.array("packet_transcripts") { writer in
        for outcome in result.packetTranscripts { writer.value(outcome) }
      }
      writer.member("leaks", result.leaks)
      writer.array("claims") { writer in
        for claim in result.claims { writer.value(claim) }
      }
      writer.array("controls") { writer in
        for control in result.controls { writer.value(control) }
      }
      writer.array("updated") { writer in
        for revision in result.revisions {
          writer.object { writer in
            writer.member("step", revision.step)
            writer.member("line", revision.line)
            writer.member("difference", revision.difference)
            writer.member("refused", revision.refusal)
          }
        }
      }
      writer.array("packets_updated") { writer in
        for revision in result.packetRevisions {
          writer.object { writer in
            writer.member("packet_transcript", revision.transcript)
            writer.member("line", revision.line)
            writer.member("difference", revision.difference)
            writer.member("refused", revision.refusal)
          }
        }
      }
      writer.key("kernel_health")
      writer.value(result.health)
      writer.array("notes") { writer in
        for note in result.notes { writer.value(note) }
      }
      writer.array("diagnostics") { writer in
        for diagnostic in diagnostics { writer.value(diagnostic) }
      }
    }
  }

  /// One miss as an object.
  package mutating func value(_ miss: StepMiss) {
    object { writer in
      writer.member("step", miss.step)
      writer.member("name", miss.name)
      writer.member("host", miss.host)
      writer.member("line", miss.line == 0 ? nil : miss.line)
      writer.member("command", miss.command)
      writer.member("reason", miss.reason)
      writer.array("difference") { writer in
        for line in miss.difference { writer.value(line) }
      }
    }
  }

  /// One packet transcript with what became of it as an object.
  package mutating func value(_ outcome: PacketTranscriptOutcome) {
    object { writer in
      writer.member("number", outcome.number)
      writer.member("line", outcome.line)
      writer.member("on", outcome.place)
      writer.member("filter", outcome.filter)
      writer.member("during", outcome.during)
      writer.member("xfail", outcome.expectedFailure)
      writer.member("answer", outcome.answer.rawValue)
      writer.member("reason", outcome.reason)
      writer.array("difference") { writer in
        for line in outcome.difference { writer.value(line) }
      }
    }
  }

  /// One line of a difference as an object.
  package mutating func value(_ line: DifferenceLine) {
    object { writer in
      let kind =
        switch line.kind {
        case .same: "same"
        case .missing: "missing"
        case .extra: "extra"
        case .omitted: "omitted"
        }
      writer.member("kind", kind)
      writer.member("text", line.content)
    }
  }

  /// One claim with its verdict as an object.
  package mutating func value(_ claim: ClaimVerdict) {
    object { writer in
      writer.member("number", claim.number)
      writer.member("line", claim.line == 0 ? nil : claim.line)
      writer.member("text", claim.text)
      writer.member("published", claim.isPublished)
      writer.member("implicit", claim.isImplicit)
      writer.member("xfail", claim.expectedFailure)
      writer.member("verdict", claim.verdict.answer.rawValue)
      writer.member("reason", claim.verdict.reason)
      writer.array("evidence") { writer in
        for reference in claim.verdict.evidence {
          writer.object { writer in
            writer.member("table", reference.table.rawValue)
            writer.member("number", reference.number)
          }
        }
      }
    }
  }
}

extension NotebookResult.Ending {
  /// The ending as JSON has it.
  fileprivate var words: (status: String, reason: String?, remedy: String?) {
    switch self {
    case .finished: ("finished", nil, nil)
    case .interrupted(let reason): ("interrupted", reason, nil)
    case .blocked(let reason): ("blocked", reason, nil)
    case .crashed(let reason, let remedy): ("crashed", reason, remedy)
    case .machineUnable(let reason, let remedy): ("machine unable", reason, remedy)
    case .skipped(let reason): ("skipped", reason, nil)
    case .invalid(let mistakes): ("invalid", Count.of(mistakes, "mistake"), nil)
    }
  }
}
