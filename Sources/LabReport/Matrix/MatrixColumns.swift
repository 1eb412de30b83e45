import LabEvidence
import LabModel

/// The results of one notebook by kernel, from which its part of a matrix is made.
struct MatrixColumns {
  /// For each kernel its repeats: one, unless `--repeat` says otherwise; none where it did not run.
  let columns: [[NotebookResult]]
  private let first: NotebookResult

  /// nil where there is no result at all.
  init?(_ columns: [[NotebookResult]]) {
    guard let first = columns.lazy.flatMap({ $0 }).first else { return nil }
    self.columns = columns
    self.first = first
  }

  var notebook: KernelMatrix.Notebook {
    KernelMatrix.Notebook(
      path: first.path, title: first.title, combination: first.combination,
      summaries: columns.map(Self.summary), rows: steps + transcripts + claims,
      runs: columns.map { $0.first?.runID })
  }

  private static func summary(_ results: [NotebookResult]) -> KernelMatrix.Summary {
    // Of repeats the worst is told.
    let worst = results.first { ending($0) != nil } ?? results.first { !$0.isAsClaimed }
    guard let result = worst ?? results.first else {
      return KernelMatrix.Summary(ending: MatrixCell(.notRun), good: 0, claims: 0, missed: 0)
    }
    let own = result.claims.filter { !$0.isPublished }
    return KernelMatrix.Summary(
      ending: ending(result), good: own.count { $0.standing == .pass || $0.standing == .uncounted },
      claims: own.count,
      missed: result.misses.count + result.packetTranscripts.count { $0.standing == .failure })
  }

  /// nil where it ran to its end.
  private static func ending(_ result: NotebookResult) -> MatrixCell? {
    let words = RunReport.words(result.ending)
    return switch result.ending {
    case .finished: nil
    case .interrupted: MatrixCell(.interrupted, words)
    case .blocked: MatrixCell(.blocked, words)
    case .crashed: MatrixCell(.crashed, words)
    case .machineUnable, .skipped, .invalid: MatrixCell(.notRun, words)
    }
  }

  // MARK: Rows

  /// One cell for each kernel: `of` gives that of one result, nil where it has none such.
  private func cells(_ of: (NotebookResult) -> MatrixCell?) -> [MatrixCell] {
    columns.map { results in
      let all = results.map { result in
        // A run that came to no end tells nothing of the network, whatever it had seen.
        Self.ending(result).map { MatrixCell($0.answer) } ?? of(result) ?? MatrixCell(.none)
      }
      guard let first = all.first else { return MatrixCell(.notRun) }
      guard all.count > 1 else { return first }
      let answers = Set(all.map(\.answer))
      let good = all.count { $0.answer == .holds || $0.answer == .met }
      guard answers.count > 1 else { return first }
      let other = all.first { $0.answer != first.answer } ?? first
      return MatrixCell(
        .flaky, "\(other.answer.rawValue): \(other.reason)", rate: "\(good) of \(all.count)")
    }
  }

  private var claims: [MatrixRow] {
    struct Key: Hashable {
      var text: String
      var isPublished: Bool
      /// Of several alike, which.
      var place: Int
    }
    func keyed(_ result: NotebookResult) -> [(Key, ClaimVerdict)] {
      var seen: [Key: Int] = [:]
      return result.claims.map { claim in
        var key = Key(text: claim.text, isPublished: claim.isPublished, place: 0)
        let count = seen[key, default: 0]
        seen[key] = count + 1
        key.place = count
        return (key, claim)
      }
    }
    var order: [Key] = []
    var samples: [Key: ClaimVerdict] = [:]
    for (key, claim) in columns.lazy.flatMap({ $0 }).flatMap(keyed) where samples[key] == nil {
      samples[key] = claim
      order.append(key)
    }
    return order.compactMap { key in
      guard let claim = samples[key] else { return nil }
      return MatrixRow(
        kind: .claim, text: claim.text, line: claim.line, isPublished: claim.isPublished,
        expectedFailure: claim.expectedFailure,
        cells: cells { result in
          keyed(result).first { $0.0 == key }.map { _, claim in
            MatrixCell(MatrixCell.Answer(claim.verdict.answer), claim.verdict.reason)
          }
        })
    }
  }

  /// Steps that missed on any kernel.
  private var steps: [MatrixRow] {
    var misses: [Int: StepMiss] = [:]
    for miss in columns.lazy.flatMap({ $0 }).flatMap(\.misses) where misses[miss.step] == nil {
      misses[miss.step] = miss
    }
    return misses.values.sorted { $0.step < $1.step }.map { miss in
      let prompt = miss.host == HostPlan.lab ? "$ " : miss.host + "$ "
      return MatrixRow(
        kind: .step, text: "step \(miss.step): " + prompt + miss.command, line: miss.line,
        isPublished: false, expectedFailure: nil,
        cells: cells { result in
          if let own = result.misses.first(where: { $0.step == miss.step }) {
            return MatrixCell(.missed, own.reason)
          }
          guard let line = result.outline.first(where: { $0.step == miss.step }) else { return nil }
          return line.skipped.map { MatrixCell(.notApplicable, $0) } ?? MatrixCell(.met)
        })
    }
  }

  private var transcripts: [MatrixRow] {
    var samples: [Int: PacketTranscriptOutcome] = [:]
    for outcome in columns.lazy.flatMap({ $0 }).flatMap(\.packetTranscripts)
    where samples[outcome.number] == nil {
      samples[outcome.number] = outcome
    }
    return samples.values.sorted { $0.number < $1.number }.map { sample in
      let parts = [
        sample.place, sample.filter.map { "`\($0)`" }, sample.during.map { "during \($0)" },
      ]
      return MatrixRow(
        kind: .packets, text: "packets on " + parts.compactMap { $0 }.joined(separator: ", "),
        line: sample.line, isPublished: false, expectedFailure: sample.expectedFailure,
        cells: cells { result in
          result.packetTranscripts.first { $0.number == sample.number }.map { outcome in
            let answer: MatrixCell.Answer =
              switch outcome.answer {
              case .met: .met
              case .missed: .missed
              case .inconclusive: .inconclusive
              case .notApplicable: .notApplicable
              }
            return MatrixCell(answer, outcome.reason)
          }
        })
    }
  }
}
