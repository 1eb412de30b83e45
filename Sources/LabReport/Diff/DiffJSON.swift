import LabEvidence
import LabModel

extension JSONWriter {
  /// The comparison of two runs as an object; what is unchanged is left out unless `withAll`.
  package mutating func value(_ comparison: RunComparison, withAll: Bool = false) {
    object { writer in
      writer.comparedRun("old", comparison.old)
      writer.comparedRun("new", comparison.new)
      writer.member("note", comparison.relation.sentence)
      writer.array("answers") { writer in
        for answer in comparison.answers.all where withAll || answer.change != .unchanged {
          writer.value(answer)
        }
      }
      writer.array("evidence") { writer in
        for part in comparison.evidence { writer.value(part) }
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

  private mutating func value(_ part: RunComparison.Part) {
    object { writer in
      writer.member("step", part.step)
      writer.member("name", part.name)
      writer.member("command", part.command)
      writer.array("sections") { writer in
        for section in part.sections {
          writer.object { writer in
            writer.member("title", section.title)
            writer.array("difference") { writer in
              for line in section.lines { writer.value(line) }
            }
          }
        }
      }
    }
  }
}
