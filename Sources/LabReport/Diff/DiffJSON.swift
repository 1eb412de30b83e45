import LabEvidence
import LabModel

extension JSONWriter {
  /// The comparison of two runs as an object; what is unchanged is left out unless `withAll`.
  ///
  /// What goes beyond `mostAnswers`, `mostParts` and, in each section, `mostLines` is left out.
  package mutating func value(
    _ comparison: RunComparison, withAll: Bool = false, mostLines: Int = Int.max,
    mostAnswers: Int = Int.max, mostParts: Int = Int.max
  ) {
    object { writer in
      writer.comparedRun("old", comparison.old)
      writer.comparedRun("new", comparison.new)
      writer.member("note", comparison.relation.sentence)
      writer.array("answers") { writer in
        let answers = comparison.answers.all.filter { withAll || $0.change != .unchanged }
        for answer in answers.prefix(mostAnswers) { writer.value(answer) }
      }
      writer.array("not_reached") { writer in
        for sentence in comparison.unreached.sentences { writer.value(sentence) }
      }
      writer.array("evidence") { writer in
        for part in comparison.evidence.prefix(mostParts) {
          writer.value(part, mostLines: mostLines)
        }
      }
      writer.object("not_compared") { writer in
        writer.array("packets") { writer in
          for step in comparison.uncomparedPackets { writer.value(step) }
        }
        writer.array("output") { writer in
          for step in comparison.uncomparedOutput { writer.value(step) }
        }
      }
    }
  }

  private mutating func comparedRun(_ key: String, _ run: RunRow) {
    object(key) { writer in
      writer.member("run", run.id)
      writer.member("number", run.number)
      writer.member("path", run.path)
      writer.member("title", run.title)
      writer.member("kernel", run.kernelRelease)
      writer.member("backend", run.backend)
      writer.member("status", run.status.rawValue)
      writer.member("reason", run.reason)
      writer.object("parameters") { writer in
        for (name, value) in run.parameters.sorted(by: { $0.key < $1.key }) {
          writer.member(name, value)
        }
      }
    }
  }

  private mutating func value(_ answer: ComparedAnswer) {
    object { writer in
      writer.member("kind", answer.kind.rawValue)
      writer.member("text", answer.text)
      writer.member("host", answer.host)
      writer.member("published", answer.isPublished)
      writer.member("change", answer.change.rawValue)
      writer.side("old", answer.old)
      writer.side("new", answer.new)
    }
  }

  private mutating func side(_ key: String, _ side: ComparedAnswer.Side?) {
    guard let side else {
      self.key(key)
      null()
      return
    }
    object(key) { writer in
      writer.member("number", side.number)
      writer.member("answer", side.answer)
      writer.member("reason", side.reason)
    }
  }

  private mutating func value(_ part: RunComparison.Part, mostLines: Int) {
    object { writer in
      writer.member("step", part.step)
      writer.member("old_step", part.oldStep)
      writer.member("name", part.name)
      writer.member("command", part.command)
      writer.array("sections") { writer in
        for section in part.sections {
          writer.object { writer in
            writer.member("title", section.title)
            writer.array("difference") { writer in
              let lines =
                mostLines == Int.max
                ? section.lines : DifferenceLine.condensed(section.lines, limit: mostLines)
              for line in lines { writer.value(line) }
            }
          }
        }
      }
    }
  }
}
