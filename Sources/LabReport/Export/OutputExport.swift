package import LabEvidence
package import LabModel

/// What the steps of a run printed, as files: one for each attempt and stream that has bytes.
///
/// A name begins with the step's number, so no two are the same: `003-first-try.stdout`,
/// `003-first-try.2.attempt-1.stderr`.
package struct OutputExport {
  /// A file of the export.
  package struct File: Sendable, Hashable {
    /// Its name: letters, digits, `-`, `_` and `.` only.
    package var name: String
    package var step: Int
    package var attempt: Int
    package var stream: OutputStream
    /// In bytes.
    package var size: Int
    /// How many more bytes were printed and dropped at the output limit.
    package var dropped: Int
  }

  /// The name of the file that lists the others, and is written last.
  package static let manifest = "manifest.json"

  private struct Key: Hashable {
    var step: Int
    var attempt: Int
    var stream: OutputStream
  }

  /// In the order of steps, attempts and streams.
  package let files: [File]
  private let evidence: RunEvidence
  private let rows: [Key: [OutputRow]]

  package init(_ evidence: RunEvidence) {
    self.evidence = evidence
    rows = Dictionary(grouping: evidence.outputs) {
      Key(step: $0.step, attempt: $0.attempt, stream: $0.stream)
    }
    var dropped: [Key: Int] = [:]
    for cut in evidence.outputCuts {
      dropped[Key(step: cut.step, attempt: cut.attempt, stream: cut.stream), default: 0] +=
        cut.bytes
    }
    let steps = Dictionary(evidence.steps.map { ($0.number, $0) }) { first, _ in first }
    let sizes = Dictionary(grouping: evidence.steps, by: \.block).mapValues(\.count)
    let attempts = Dictionary(grouping: evidence.attempts, by: \.step).mapValues(\.count)
    let width = max(3, "\(evidence.steps.map(\.number).max() ?? 0)".count)
    let keys = Set(rows.keys).union(dropped.keys).sorted {
      ($0.step, $0.attempt, $0.stream.rawValue) < ($1.step, $1.attempt, $1.stream.rawValue)
    }
    files = keys.map { [rows] key in
      var name = String(repeating: "0", count: max(0, width - "\(key.step)".count)) + "\(key.step)"
      if let step = steps[key.step] {
        if let id = step.blockID { name += "-" + Self.safe(id) }
        if step.blockID != nil, sizes[step.block, default: 1] > 1 {
          name += ".\(step.indexInBlock)"
        }
      }
      if attempts[key.step, default: 1] > 1 { name += ".attempt-\(key.attempt)" }
      return File(
        name: name + "." + key.stream.name, step: key.step, attempt: key.attempt,
        stream: key.stream, size: rows[key]?.reduce(0) { $0 + $1.bytes.count } ?? 0,
        dropped: dropped[key] ?? 0)
    }
  }

  /// Hands the exact bytes of `file` to `body`, in pieces as they came.
  package func forEachPiece(of file: File, _ body: ([UInt8]) -> Void) {
    for row in rows[Key(step: file.step, attempt: file.attempt, stream: file.stream)] ?? [] {
      body(row.bytes)
    }
  }

  /// Writes the manifest: the run, and each step with its attempts and their files.
  ///
  /// - Parameters:
  ///   - labbook: the version of the labbook that writes.
  ///   - writer: takes it.
  package func write(labbook: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("labbook", labbook)
      writer.object("run") { $0.members(evidence.run) }
      writer.array("steps") { writer in
        for step in evidence.steps { value(step, to: &writer) }
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
      writer.array("attempts") { writer in
        for attempt in evidence.attempts where attempt.step == step.number {
          value(attempt, to: &writer)
        }
      }
    }
  }

  private func value(_ attempt: AttemptRow, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("attempt", attempt.attempt)
      writer.member("ending", attempt.ending.map(StoryJSON.word))
      writer.member("status", attempt.status)
      writer.array("files") { writer in
        for file in files where file.step == attempt.step && file.attempt == attempt.attempt {
          writer.object { writer in
            writer.member("name", file.name)
            writer.member("stream", file.stream.name)
            writer.member("bytes", file.size)
            writer.member("dropped_bytes", file.dropped)
          }
        }
      }
    }
  }

  /// `id` as a part of a file's name: every byte of it that could mean something there is `_`.
  private static func safe(_ id: String) -> String {
    String(
      decoding: id.utf8.prefix(80).map { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): byte
        default: UInt8(ascii: "_")
        }
      }, as: UTF8.self)
  }
}
